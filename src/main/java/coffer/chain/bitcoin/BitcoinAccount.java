package coffer.chain.bitcoin;

import coffer.core.chain.AccountProblem;
import coffer.core.chain.AccountProblem.Reason;
import coffer.core.wallet.AccountKey;
import coffer.core.wallet.AccountKey.Kind;
import fr.acinq.bitcoin.Descriptor;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A wallet account as the merchant enters it. An extended public key alone means P2WPKH (BIP-84).
/// A descriptor names the script type: `wpkh(KEY/0/*)`, or `tr(KEY/0/*)` for P2TR (BIP-86). Each
/// key may be preceded by its origin in brackets. If a descriptor covers both branches of an
/// account (`/<0;1>/*`, BIP-389), the receiving branch is used. The checksum is optional, but a
/// wrong one is rejected.
///
/// @param taproot P2TR instead of P2WPKH
/// @param key the extended public key alone
record BitcoinAccount(boolean taproot, String key) {
  private static final String TAPROOT = "tr";
  private static final String RECEIVING = "/0/*";
  // At the start of a key: the letters may also occur inside of a public one.
  private static final Pattern PRIVATE_KEY = Pattern.compile("(?<![1-9A-Za-z])[a-zA-Z]prv");
  private static final Pattern DESCRIPTOR = Pattern.compile("(\\w*)\\((.*)\\)(#.*)?");
  private static final Pattern KEY =
      Pattern.compile("(?:\\[[0-9a-fA-F]{8}((?:/\\d{1,10}[hH'])*)\\])?(\\w+)(.*)");
  private static final Set<String> RANGES = Set.of(RECEIVING, "/<0;1>/*");

  /// Purpose and coin type of a derivation path.
  private static final Pattern PURPOSE = Pattern.compile("/(44|49|84|86)[hH'](?:/(\\d+)[hH'].*)?");

  /// Parses a text that [#refuse] accepts.
  static BitcoinAccount of(String text) {
    var parts = DESCRIPTOR.matcher(text);
    var key = KEY.matcher(parts.matches() ? parts.group(2) : text);
    if (!key.matches()) throw new IllegalArgumentException("no account");
    return new BitcoinAccount(parts.matches() && parts.group(1).equals(TAPROOT), key.group(2));
  }

  /// The canonical form: `xpub...` for P2WPKH, `tr(xpub.../0/*)` for P2TR.
  String normal() {
    var plain = AccountKey.parse(key).plain();
    return taproot ? TAPROOT + "(" + plain + RECEIVING + ")" : plain;
  }

  /// Why the text is not a valid account: a sentence for display that does not repeat the text;
  /// empty if it is valid.
  ///
  /// @param live true for the main network, false for a test network
  static Optional<AccountProblem> refuse(String text, boolean live) {
    if (text.indexOf('(') < 0) return refuseKey(text, "", false, live);
    if (PRIVATE_KEY.matcher(text).find()) {
      return wrong(
          Reason.PRIVATE,
          "This holds a private key, which must stay with its owner: give the descriptor of public keys.");
    }
    var end = text.lastIndexOf('#');
    var body = end < 0 ? text : text.substring(0, end);
    if (end >= 0 && !text.substring(end + 1).equals(checksum(body))) {
      return wrong(
          Reason.CHECKSUM,
          "The descriptor's checksum is off: a character was changed or left out.");
    }
    var parts = DESCRIPTOR.matcher(body);
    if (!parts.matches() || !Set.of("wpkh", TAPROOT).contains(parts.group(1))) {
      return wrong(Reason.DESCRIPTOR, "Wanted is the descriptor of one key, wpkh(...) or tr(...).");
    }
    var range = RANGES.stream().filter(parts.group(2)::endsWith).findFirst();
    if (range.isEmpty() || parts.group(2).contains(",")) {
      return wrong(
          Reason.DESCRIPTOR,
          "Wanted is one key of an account and its receiving addresses: KEY/0/* or KEY/<0;1>/*.");
    }
    return refuseKey(parts.group(2), range.get(), parts.group(1).equals(TAPROOT), live);
  }

  /// @param range the expected text after the key
  private static Optional<AccountProblem> refuseKey(
      String text, String range, boolean taproot, boolean live) {
    var parts = KEY.matcher(text);
    if (!parts.matches() || !parts.group(3).equals(range)) {
      var secret = AccountProblem.secret(text);
      if (secret.isPresent()) return secret;
      return wrong(
          Reason.UNREADABLE,
          "Wanted is one key of an account, with its origin or without: [d34db33f/...]KEY.");
    }
    var purpose = taproot ? 86 : 84;
    var coin = live ? 0 : 1;
    var kinds = EnumSet.of(live ? Kind.XPUB : Kind.TPUB);
    if (!taproot) kinds.add(live ? Kind.ZPUB : Kind.VPUB);
    var path = "m/%d'/%d'/0'".formatted(purpose, coin);
    var refused = AccountKey.refuse(parts.group(2), kinds, path);
    if (refused.isPresent() || parts.group(1) == null) return refused;
    return refuseOrigin(parts.group(1), AccountKey.parse(parts.group(2)), purpose, coin);
  }

  private static Optional<AccountProblem> refuseOrigin(
      String origin, AccountKey key, int purpose, int coin) {
    if (origin.chars().filter(c -> c == '/').count() != key.depth()) {
      return wrong(
          Reason.ORIGIN, "The key is not where its origin says: it stands at another depth.");
    }
    var path = PURPOSE.matcher(origin);
    if (!path.matches()) return Optional.empty();
    var otherCoin = path.group(2) != null && !path.group(2).equals(String.valueOf(coin));
    if (path.group(1).equals(String.valueOf(purpose)) && !otherCoin) return Optional.empty();
    return wrong(
        Reason.ORIGIN,
        "The origin contradicts the descriptor: m/%s'/%s'... is where wallets keep other addresses; here m/%d'/%d'... is right."
            .formatted(
                path.group(1), Optional.ofNullable(path.group(2)).orElse("0"), purpose, coin));
  }

  private static Optional<AccountProblem> wrong(Reason reason, String text) {
    return Optional.of(new AccountProblem(reason, text));
  }

  /// The checksum; empty if the body contains a character that descriptors do not allow.
  private static String checksum(String body) {
    try {
      return Descriptor.checksum(body);
    } catch (RuntimeException _) {
      return "";
    }
  }
}
