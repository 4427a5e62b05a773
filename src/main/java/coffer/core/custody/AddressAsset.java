package coffer.core.custody;

import coffer.core.chain.Address;
import coffer.core.chain.Asset;

/// An asset on an address of a wallet: the subject of one custody account.
///
/// @param addressId row id of the watched address
public record AddressAsset(long addressId, Address address, Asset asset) {}
