package coffer.api.onchainpay;

import coffer.core.chain.Chain;

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

  /// @param prefix of segwit addresses: `bc`, `tb`, `bcrt`
  private static String bitcoin(String prefix) {
    var start = prefix.equals("bc") ? "[13]" : "[2mn]";
    return "^(%s1[02-9ac-hj-np-z]{8,87}|%s%s{25,34})$".formatted(prefix, start, BASE58);
  }
}
