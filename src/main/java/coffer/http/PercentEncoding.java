package coffer.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/// Decoder for percent-encoded text in paths, queries and forms.
final class PercentEncoding {
  /// The rule, as an error message for text that cannot be decoded.
  static final String SENTENCE =
      "Must be percent-encoded UTF-8: a % stands before two hex digits, and %25 is a percent sign.";

  private static final int REPLACEMENT = 0xfffd;

  private PercentEncoding() {}

  /// Decodes strictly; unlike `URLDecoder` it replaces no invalid bytes.
  ///
  /// @param text may contain U+FFFD, with which Jetty replaces bytes that are not UTF-8
  /// @return empty if a `%` is not followed by two hex digits, or if the bytes are not UTF-8
  static Optional<String> decode(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      if (c == REPLACEMENT) return Optional.empty();
      if (c == '%') {
        if (!hex(text, at + 1) || !hex(text, at + 2)) return Optional.empty();
        bytes.write(Integer.parseInt(text, at + 1, at + 3, 16));
        at += 3;
      } else {
        bytes.writeBytes(Character.toString(c).getBytes(UTF_8));
        at += Character.charCount(c);
      }
    }
    try {
      return Optional.of(
          UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  private static boolean hex(String text, int at) {
    return at < text.length() && Character.digit(text.charAt(at), 16) >= 0 && text.charAt(at) < 128;
  }
}
