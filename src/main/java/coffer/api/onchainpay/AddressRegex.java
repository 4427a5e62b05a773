package coffer.api.onchainpay;

import coffer.core.chain.Chain;
import java.util.Locale;

/// A pattern that every address of a chain matches. It does not check checksums.
final class AddressRegex {
  private static final String BASE58 = "[1-9A-HJ-NP-Za-km-z]";

  private AddressRegex() {}

  static String of(Chain chain) {
    return switch (chain.family()) {
      case "evm" -> "^0x[0-9a-fA-F]{40}$";
      case "tron" -> "^T" + BASE58 + "{33}$";
      case "bitcoin" -> bitcoin(chain.spec().reference());
      default -> "^.{1,200}$";
    };
  }

  /// A segwit address is in lower case or, as in QR codes, in upper case.
  ///
  /// @param prefix of segwit addresses: `bc`, `tb`, `bcrt`
  private static String bitcoin(String prefix) {
    var start = prefix.equals("bc") ? "[13]" : "[2mn]";
    var segwit = prefix + "1[02-9ac-hj-np-z]{8,87}";
    return "^(%s|%s|%s%s{25,34})$".formatted(segwit, upper(segwit), start, BASE58);
  }

  private static String upper(String pattern) {
    return pattern.toUpperCase(Locale.ROOT);
  }
}
