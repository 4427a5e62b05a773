package coffer.core.wallet;

import coffer.core.chain.Address;
import coffer.core.chain.Mode;
import java.util.Optional;

/// An address that is watched on every chain of its family and mode.
///
/// @param walletId the wallet that it was derived from; empty = a foreign address that is only
///     tracked
/// @param hdIndex its index in the wallet, 0 to 2^31 - 1
public record Watched(
    long id,
    long organizationId,
    Mode mode,
    String family,
    Address address,
    Optional<Long> walletId,
    Optional<Long> hdIndex) {
  public boolean derived() {
    return walletId.isPresent();
  }
}
