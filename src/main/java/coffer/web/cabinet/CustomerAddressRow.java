package coffer.web.cabinet;

import coffer.core.chain.Chains;
import coffer.core.deposit.DepositAddress;
import coffer.web.DisplayAmount;

/// An address of a customer as their page shows it.
///
/// @param active false = a newer address replaces it; it still receives
/// @param balance what is on it, in whole coins
public record CustomerAddressRow(
    String code, String network, String address, String balance, boolean active) {
  static CustomerAddressRow of(DepositAddress address, Chains chains) {
    var asset = address.asset();
    return new CustomerAddressRow(
        asset.code(),
        chains.chainOf(asset).spec().title(),
        address.address(),
        DisplayAmount.coins(address.balance(), asset.code()).text(),
        address.active());
  }
}
