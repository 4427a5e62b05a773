package coffer.api.coffer;

import coffer.api.ValueFormats;
import coffer.core.chain.Chain;
import coffer.core.deposit.DepositAddress;
import coffer.core.deposit.DepositView;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// An address that receives deposits in one asset, without an invoice.
///
/// @param kind `customer`, `business`, `payout`
/// @param customer null if the address is the project's own
/// @param balance what is on the address now, in whole coins
/// @param active false = the customer has a newer address; this one still receives
/// @param archived true = lists leave it out; it still receives
record DepositAddressWire(
    UUID id,
    String kind,
    Optional<UUID> customer,
    String asset,
    String network,
    String chain,
    String address,
    String balance,
    boolean active,
    boolean archived,
    Optional<String> alias,
    Optional<String> comment,
    Instant createdAt) {

  /// Whose address received a payment.
  ///
  /// @param address id of the deposit address
  record OwnerWire(UUID address, String kind, Optional<UUID> customer, Optional<String> clientId) {
    static OwnerWire of(DepositView view) {
      return new OwnerWire(view.address(), view.kind(), view.customer(), view.clientId());
    }
  }

  static DepositAddressWire of(DepositAddress address, Chain chain) {
    return new DepositAddressWire(
        address.publicId(),
        address.kind().name().toLowerCase(Locale.ROOT),
        address.customer(),
        address.asset().code(),
        chain.network(),
        chain.name(),
        address.address(),
        ValueFormats.plain(address.balance()),
        address.active(),
        address.archived(),
        address.alias(),
        address.comment(),
        address.createdAt());
  }
}
