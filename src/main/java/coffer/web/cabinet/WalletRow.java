package coffer.web.cabinet;

import coffer.core.wallet.KeyOrigin;
import coffer.core.wallet.Wallet;
import coffer.core.wallet.WalletList.Listed;
import java.time.Instant;
import java.util.Optional;

/// A wallet in the list.
///
/// @param account the account key, shortened: people compare its ends
/// @param origin `d34db33f/84'/0'/0'`; "" = unknown
/// @param addresses how many of its addresses may have been given out
/// @param addedBy "" = unknown
/// @param watchOnly whether its owner keeps the private keys; otherwise the server has the seed
public record WalletRow(
    String family,
    String account,
    String origin,
    long addresses,
    String addedBy,
    boolean watchOnly,
    Instant createdAt,
    Optional<Instant> replacedAt) {
  private static final int ENDS = 12;

  static WalletRow of(Listed listed) {
    var wallet = listed.wallet();
    return new WalletRow(
        wallet.family(),
        shortened(wallet.xpub()),
        origin(wallet),
        listed.lastIndex().map(index -> index + 1).orElse(0L),
        listed.addedBy().orElse(""),
        wallet.watchOnly(),
        wallet.createdAt(),
        wallet.replacedAt());
  }

  static String shortened(String xpub) {
    return xpub.length() <= 2 * ENDS
        ? xpub
        : xpub.substring(0, ENDS) + "…" + xpub.substring(xpub.length() - ENDS);
  }

  private static String origin(Wallet wallet) {
    return wallet.origin().map(KeyOrigin::text).orElse("");
  }
}
