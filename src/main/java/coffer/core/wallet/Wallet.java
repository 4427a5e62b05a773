package coffer.core.wallet;

import coffer.core.chain.Mode;
import java.time.Instant;
import java.util.Optional;

/// The account that receives an organization's payments on all chains of one family.
///
/// @param family `evm`, `bitcoin`, `tron`
/// @param xpub the account's extended public key, or its descriptor where that determines which
///     addresses are meant; they are at `xpub / 0 / index`
/// @param origin where the key comes from, if the owner stated it
/// @param seedId the sealed seed; empty = watch-only, the owner keeps the private keys
/// @param replacedAt since when another wallet provides the new addresses; empty = this one does
public record Wallet(
    long id,
    long organizationId,
    Mode mode,
    String family,
    String xpub,
    Optional<KeyOrigin> origin,
    Optional<Long> seedId,
    Instant createdAt,
    Optional<Instant> replacedAt) {
  public boolean watchOnly() {
    return seedId.isEmpty();
  }

  /// The path to the key of an address: `m/84'/0'/0'/0/7`, or `account/0/7` if the path of the
  /// account is not known.
  public String path(long hdIndex) {
    var account = origin.map(from -> "m/" + from.path()).orElse("account");
    return account + "/0/" + hdIndex;
  }
}
