package coffer.api.coffer;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// How values are written on the wire, wherever they stand: in a body, a query or a path.
final class Texts {
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,18}(\\.[0-9]{1,36})?");
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private Texts() {}

  /// Why a text cannot be kept, or empty if it can: what a database or a log could choke on.
  static Optional<String> refuse(String text, int most) {
    if (text.length() > most) return Optional.of("Must have at most " + most + " characters.");
    boolean bad =
        text.codePoints()
            .anyMatch(c -> (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || lone(c));
    return bad
        ? Optional.of("Must not hold control characters or halves of characters.")
        : Optional.empty();
  }

  /// A surrogate that is not half of a pair.
  private static boolean lone(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /// Digits, and more behind a point: no sign, no exponent.
  static Optional<BigDecimal> decimal(String text) {
    if (text.length() > 60 || !DECIMAL.matcher(text).matches()) return Optional.empty();
    return Optional.of(new BigDecimal(text));
  }

  /// Only as we write it, so that one id has one spelling.
  static Optional<UUID> id(String text) {
    return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }

  /// A number as people write it: no exponent, no zeros at the end.
  static String plain(BigDecimal number) {
    if (number.signum() == 0) return "0";
    var stripped = number.stripTrailingZeros();
    return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
  }
}
