package coffer.core.wallet;

import coffer.core.chain.Address;

/// A filter for what the scanner looks for on a chain. May contain false positives, which a query
/// then excludes; never misses a match.
@FunctionalInterface
public interface AddressFilter {
  /// @param hash from [Address#hash64]; for [OwnedOutputs] from [coffer.core.chain.Outpoint#hash64]
  boolean mayContain(long hash);

  default boolean mayContain(Address address) {
    return mayContain(address.hash64());
  }
}
