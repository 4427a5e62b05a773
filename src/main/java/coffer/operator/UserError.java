package coffer.operator;

import org.jspecify.annotations.Nullable;

/// An error that the operator can fix, described in one sentence. Commands print only the sentence.
/// Every other exception is a bug and is printed with its stack trace.
public final class UserError extends RuntimeException {
  public UserError(String sentence) {
    this(sentence, null);
  }

  public UserError(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
