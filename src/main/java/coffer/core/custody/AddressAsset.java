package coffer.core.custody;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;

/// An asset on an address of a wallet: what one custody account is for.
///
/// @param addressId of the watched address
public record AddressAsset(long addressId, Address address, Asset asset) {}
