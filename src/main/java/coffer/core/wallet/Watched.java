package coffer.core.wallet;

import coffer.core.chain.Address;
import coffer.core.chain.Mode;
import java.util.Optional;

/// An address that is watched on every chain of its family and mode.
///
/// @param walletId the wallet it was derived from; empty = foreign, only tracked
/// @param hdIndex its place there, 0 to 2^31 - 1
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
