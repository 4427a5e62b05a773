package coffer.chain.bitcoin;

import coffer.core.wallet.AccountKey;
import coffer.core.wallet.AccountKey.Kind;
import fr.acinq.bitcoin.Descriptor;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A wallet's account as its owner gives it. An extended public key alone stands for P2WPKH
/// (BIP-84); a descriptor says which: `wpkh(KEY/0/*)#checksum`, or `tr(KEY/0/*)#checksum` for P2TR
/// (BIP-86), each perhaps with the key's origin in brackets before it.
///
/// @param taproot P2TR instead of P2WPKH
/// @param key the extended public key alone
record Account(boolean taproot, String key) {
  private static final String TAPROOT = "tr(";
  private static final String RECEIVING = "/0/*";
  private static final Pattern DESCRIPTOR = Pattern.compile("(\\w*)\\((.*)\\)");
  private static final Pattern ONE_KEY =
      Pattern.compile("(?:\\[[0-9a-fA-F]{8}((?:/\\d{1,10}[h'])*)\\])?(\\w+)/0/\\*");

  /// Reads what is not refused.
  static Account of(String text) {
    if (!isDescriptor(text)) return new Account(false, text);
    var open = text.indexOf('(');
    var inner = text.substring(text.indexOf(']') + 1 == 0 ? open + 1 : text.indexOf(']') + 1);
    return new Account(text.startsWith(TAPROOT), inner.substring(0, inner.indexOf('/')));
  }

  /// The one spelling: `xpub...` for P2WPKH, `tr(xpub.../0/*)` for P2TR.
  String normal() {
    var plain = AccountKey.parse(key).plain();
    return taproot ? TAPROOT + plain + RECEIVING + ")" : plain;
  }

  private static boolean isDescriptor(String text) {
    return text.indexOf('(') >= 0;
  }

  /// Why it cannot be a wallet's, in a sentence for people that does not repeat it.
  ///
  /// @param live or of a test network
  static Optional<String> refuse(String text, boolean live) {
    var coin = live ? 0 : 1;
    if (!isDescriptor(text)) {
      var kinds = live ? Set.of(Kind.XPUB, Kind.ZPUB) : Set.of(Kind.TPUB, Kind.VPUB);
      return AccountKey.refuse(text, kinds, path(84, coin));
    }
    if (text.contains("prv")) {
      return Optional.of(
          "This holds a private key, which must stay with its owner: give the descriptor of public keys.");
    }
    var end = text.lastIndexOf('#');
    if (end < 0) return Optional.of("A descriptor ends with # and its checksum.");
    var body = text.substring(0, end);
    if (!text.substring(end + 1).equals(checksum(body))) {
      return Optional.of("The descriptor's checksum is off: a character was changed or left out.");
    }
    return refuseBody(body, live, coin);
  }

  private static Optional<String> refuseBody(String body, boolean live, int coin) {
    var parts = DESCRIPTOR.matcher(body);
    if (!parts.matches() || !Set.of("wpkh", "tr").contains(parts.group(1))) {
      return Optional.of("Wanted is the descriptor of one key, wpkh(...) or tr(...).");
    }
    if (parts.group(2).contains("<")) {
      return Optional.of("Wanted is the descriptor of the receiving addresses alone: .../0/*.");
    }
    var one = ONE_KEY.matcher(parts.group(2));
    if (!one.matches()) {
      return Optional.of("Wanted is one key of an account and its receiving addresses: KEY/0/*.");
    }
    var path = path(parts.group(1).equals("tr") ? 86 : 84, coin);
    var refused = AccountKey.refuse(one.group(2), Set.of(live ? Kind.XPUB : Kind.TPUB), path);
    if (refused.isPresent() || one.group(1) == null) return refused;
    var steps = one.group(1).chars().filter(c -> c == '/').count();
    return steps == AccountKey.parse(one.group(2)).depth()
        ? Optional.empty()
        : Optional.of("The key is not where its origin says: it stands at another depth.");
  }

  private static String path(int purpose, int coin) {
    return "m/%d'/%d'/0'".formatted(purpose, coin);
  }

  /// Empty if there is a character in it that no descriptor has.
  private static String checksum(String body) {
    try {
      return Descriptor.checksum(body);
    } catch (RuntimeException _) {
      return "";
    }
  }
}
