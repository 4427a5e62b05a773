package coffer.core.wallet;

import coffer.core.chain.AccountProblem;
import coffer.core.chain.AccountProblem.Reason;
import fr.acinq.bitcoin.DeterministicWallet;
import fr.acinq.bitcoin.DeterministicWallet.ExtendedPublicKey;
import fr.acinq.bitcoin.KeyPath;
import fr.acinq.bitcoin.PublicKey;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// An account's extended public key (BIP-32). The step to its receiving addresses is already
/// derived, so that each address needs one derivation.
public final class AccountKey {
  /// How the key is written. The prefix states the network and the kind of address.
  public enum Kind {
    XPUB(DeterministicWallet.xpub, true),
    YPUB(DeterministicWallet.ypub, true),
    ZPUB(DeterministicWallet.zpub, true),
    TPUB(DeterministicWallet.tpub, false),
    UPUB(DeterministicWallet.upub, false),
    VPUB(DeterministicWallet.vpub, false);

    private final int prefix;
    private final boolean live;

    Kind(int prefix, boolean live) {
      this.prefix = prefix;
      this.live = live;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int MAX_DEPTH = 3;

  private final Kind kind;
  private final ExtendedPublicKey account;
  private final ExtendedPublicKey receiving;

  private AccountKey(Kind kind, ExtendedPublicKey account) {
    this.kind = kind;
    this.account = account;
    this.receiving = account.derivePublicKey(0L);
  }

  /// @throws IllegalArgumentException if the text is not an extended public key
  public static AccountKey parse(String text) {
    var decoded = ExtendedPublicKey.decode(text, KeyPath.fromPath("m"));
    for (var kind : Kind.values()) {
      if (kind.prefix != decoded.getFirst()) continue;
      if (!decoded.getSecond().getPublicKey().isValid()) break;
      return new AccountKey(kind, decoded.getSecond());
    }
    throw new IllegalArgumentException("no extended public key");
  }

  public Kind kind() {
    return kind;
  }

  /// The key with the plain prefix, `xpub` or `tpub`, so that two notations of one account cannot
  /// become two wallets.
  public String plain() {
    return account.encode(kind.live ? Kind.XPUB.prefix : Kind.TPUB.prefix);
  }

  /// The number of derivation steps from its master key.
  public int depth() {
    return account.depth;
  }

  /// The public key at `account / 0 / index`.
  ///
  /// @param index 0 to 2^31 - 1
  public PublicKey at(long index) {
    if (index < 0 || index >= DeterministicWallet.hardenedKeyIndex) {
      throw new IllegalArgumentException("an index is 0 to 2^31 - 1, not " + index);
    }
    return receiving.derivePublicKey(index).getPublicKey();
  }

  /// Why the text cannot be the account key of a wallet, in a sentence for people that does not
  /// repeat the text; empty if it can.
  ///
  /// @param accepted the kinds that the family accepts
  /// @param path the BIP-32 path of such an account: `m/44'/60'/0'`
  public static Optional<AccountProblem> refuse(String text, Set<Kind> accepted, String path) {
    if (text.matches("[xyztuvXYZTUV]prv\\w*")) {
      return wrong(
          Reason.PRIVATE,
          "This is a private key, which must stay with its owner: give the account's public key.");
    }
    AccountKey key;
    try {
      key = parse(text);
    } catch (RuntimeException _) {
      return AccountProblem.secret(text)
          .or(
              () ->
                  wrong(
                      Reason.UNREADABLE,
                      "This is no extended public key: characters, length or checksum are off."));
    }
    if (!accepted.contains(key.kind)) {
      var names = accepted.stream().sorted().map(Kind::text).toList();
      boolean network = accepted.stream().noneMatch(kind -> kind.live == key.kind.live);
      return wrong(
          network ? Reason.NETWORK : Reason.KIND,
          "Wanted is %s, not %s: the owner's wallet would show other addresses."
              .formatted(String.join(" or ", names), key.kind.text()));
    }
    return key.misplaced()
        ? wrong(
            Reason.DEPTH, "This is not the key of an account: give the one at %s.".formatted(path))
        : Optional.empty();
  }

  private static Optional<AccountProblem> wrong(Reason reason, String text) {
    return Optional.of(new AccountProblem(reason, text));
  }

  /// Whether this is not the key of an account. An account key results from a hardened step, at
  /// depth 3 in BIP-44 (Electrum: 1). No other wallet would find the addresses of a master key or
  /// of a key of the receiving chain.
  private boolean misplaced() {
    return account.depth < 1
        || account.depth > MAX_DEPTH
        || !DeterministicWallet.isHardened(account.path.getLastChildNumber());
  }

  @Override
  public String toString() {
    return kind.text() + " at depth " + account.depth;
  }
}
