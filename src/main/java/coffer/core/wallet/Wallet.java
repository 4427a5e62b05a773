package coffer.core.wallet;

import coffer.core.chain.Mode;
import java.time.Instant;
import java.util.Optional;

/// The account that an organization is paid into on all chains of one family.
///
/// @param family `evm`, `bitcoin`, `tron`
/// @param xpub the account's extended public key, or its descriptor where that says which addresses
///     are meant; they are at `xpub / 0 / index`
/// @param seedId the sealed seed; empty = watch-only, the keys are with their owner
public record Wallet(
    long id,
    long organizationId,
    Mode mode,
    String family,
    String xpub,
    Optional<Long> seedId,
    Instant createdAt) {
  public boolean watchOnly() {
    return seedId.isEmpty();
  }
}
