package coffer.core.link;

import coffer.core.PlainText;
import java.util.List;
import java.util.regex.Pattern;

/// A question that the page of a payment link asks the payer.
///
/// @param label unique in its link; the invoice keeps the answer under this name
/// @param options of a choice; empty for other types
public record CustomField(String label, Type type, boolean required, List<String> options) {
  /// The longest answer, in characters.
  public static final int MAX_ANSWER = 500;

  private static final int MAX_EMAIL = 320;
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}([.,]\\d{1,8})?");

  public enum Type {
    /// one line
    TEXT,
    EMAIL,
    NUMBER,
    /// one of the options
    CHOICE
  }

  /// Whether a payer may answer this.
  ///
  /// @param answer "" = no answer
  public boolean accepts(String answer) {
    if (answer.isEmpty()) return !required;
    if (answer.length() > MAX_ANSWER || !PlainText.isLine(answer)) return false;
    return switch (type) {
      case TEXT -> true;
      case EMAIL -> answer.length() <= MAX_EMAIL && EMAIL.matcher(answer).matches();
      case NUMBER -> NUMBER.matcher(answer).matches();
      case CHOICE -> options.contains(answer);
    };
  }
}
