package coffer.api.getcrypto;

import java.util.Optional;
import java.util.regex.Pattern;

/// The ids of this API: a prefix and 13 hex digits.
final class GetCryptoIds {
  static final String PROJECT = "pr_";
  static final int LENGTH = 16;
  private static final String INVOICE = "in_";
  private static final Pattern CODE = Pattern.compile("[0-9a-f]{13}");

  private GetCryptoIds() {}

  static String invoice(String code) {
    return INVOICE + code;
  }

  static String project(String code) {
    return PROJECT + code;
  }

  /// The code in an invoice's id; empty if the text is not such an id.
  static Optional<String> invoiceCode(String id) {
    return code(id, INVOICE);
  }

  /// The code in a project's id; empty if the text is not such an id.
  static Optional<String> projectCode(String id) {
    return code(id, PROJECT);
  }

  private static Optional<String> code(String id, String prefix) {
    if (!id.startsWith(prefix)) return Optional.empty();
    return Optional.of(id.substring(prefix.length())).filter(c -> CODE.matcher(c).matches());
  }
}
