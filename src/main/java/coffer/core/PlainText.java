package coffer.core;

/// Text that is safe to store and to show. Pages show a merchant's texts next to Coffer's own, so
/// no text may reorder or hide the text around it.
public final class PlainText {
  private PlainText() {}

  /// Whether the text has none of the characters that Coffer rejects:
  ///
  /// - control characters (U+0000-1F, U+007F-9F) except tab and line breaks
  /// - single surrogates, which have no meaning alone
  /// - characters that change the direction of text: U+061C, U+200E-200F, U+202A-202E, U+2066-2069
  /// - the line and paragraph separators U+2028 and U+2029
  public static boolean is(String text) {
    return text.codePoints().noneMatch(PlainText::refused);
  }

  /// Whether the text also has no tabs and line breaks.
  public static boolean isLine(String text) {
    return is(text) && text.chars().noneMatch(c -> c == '\t' || c == '\n' || c == '\r');
  }

  private static boolean refused(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c != '\t' && c != '\n' && c != '\r';
      case Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      case Character.FORMAT -> changesDirection(c);
      default -> false;
    };
  }

  private static boolean changesDirection(int c) {
    return c == 0x061c
        || (c >= 0x200e && c <= 0x200f)
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }
}
