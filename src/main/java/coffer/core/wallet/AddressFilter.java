package coffer.core.wallet;

import coffer.core.chain.Address;

/// What is looked for on a chain. It may say yes to a stranger (then the rows decide), never no to
/// one of ours.
@FunctionalInterface
public interface AddressFilter {
  /// @param hash by [Address#hash64]
  boolean mayContain(long hash);

  default boolean mayContain(Address address) {
    return mayContain(address.hash64());
  }
}
