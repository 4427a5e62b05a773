package coffer.operator;

import org.jspecify.annotations.Nullable;

/// A sentence for the operator about something that they can change. Commands print the sentence
/// alone. Every other exception is a bug, and printed with its stack trace.
public final class UserError extends RuntimeException {
  public UserError(String sentence) {
    this(sentence, null);
  }

  public UserError(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
