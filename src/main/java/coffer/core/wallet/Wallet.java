package coffer.core.wallet;

import coffer.core.chain.Mode;
import java.time.Instant;
import java.util.Optional;

/// An account that an organization is paid into on all chains of one family.
///
/// @param family `evm`, `bitcoin`, `tron`
/// @param xpub the account's extended public key, or its descriptor where that says which addresses
///     are meant; they are at `xpub / 0 / index`
/// @param origin where the key comes from, if its owner said so
/// @param seedId the sealed seed; empty = watch-only, the keys are with their owner
/// @param replacedAt since when another wallet gives the new addresses; empty = this one does
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

  /// Where the key of an address is: `m/84'/0'/0'/0/7`, or `account/0/7` where the account's own
  /// place is not known.
  public String path(long hdIndex) {
    var account = origin.map(from -> "m/" + from.path()).orElse("account");
    return account + "/0/" + hdIndex;
  }
}
