package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.decimal;

import coffer.core.deposit.DepositAddress;
import coffer.core.deposit.DepositAddress.Kind;
import coffer.core.listing.AddressMovements.Place;
import coffer.core.listing.InvoiceAddresses.InvoiceAddress;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// An address of the project, for one coin on one network.
///
/// @param meta any JSON value of the merchant
/// @param isArchived true = lists leave it out; addresses of orders cannot be archived
/// @param place where it is in the database
record AddressWire(
    UUID id,
    String type,
    Optional<String> alias,
    Optional<String> comment,
    String currency,
    String network,
    String balance,
    String address,
    Optional<String> tag,
    Optional<JsonNode> meta,
    @JsonProperty("isArchived") boolean isArchived,
    @JsonIgnore Place place) {

  /// The same in lists and in the answer that creates it.
  record WalletWire(
      UUID id,
      UUID advancedBalanceId,
      String currency,
      String network,
      String address,
      Optional<String> tag,
      String balance,
      Optional<String> alias,
      Optional<String> comment) {
    static WalletWire of(AddressWire address, UUID account) {
      return new WalletWire(
          address.id,
          account,
          address.currency,
          address.network,
          address.address,
          address.tag,
          address.balance,
          address.alias,
          address.comment);
    }
  }

  /// An address of an order, in lists.
  record PayInWire(
      UUID id,
      UUID advancedBalanceId,
      String currency,
      String network,
      String address,
      Optional<String> tag,
      String balance) {
    static PayInWire of(AddressWire address, UUID account) {
      return new PayInWire(
          address.id,
          account,
          address.currency,
          address.network,
          address.address,
          address.tag,
          address.balance);
    }
  }

  static AddressWire of(DepositAddress address, String network) {
    return new AddressWire(
        address.publicId(),
        type(address.kind()),
        address.alias(),
        address.comment(),
        address.asset().code(),
        network,
        decimal(address.balance()),
        address.address(),
        Optional.empty(),
        address.meta().map(OnchainPayJson.MAPPER::readTree),
        address.archived(),
        new Place(address.addressId(), address.asset().id()));
  }

  static AddressWire of(InvoiceAddress address, String network) {
    return new AddressWire(
        PayInAddressId.of(address.invoice(), address.asset().code(), network),
        "PAY_IN",
        Optional.empty(),
        Optional.empty(),
        address.asset().code(),
        network,
        decimal(address.balance()),
        address.address(),
        Optional.empty(),
        address.meta().map(OnchainPayJson.MAPPER::readTree),
        false,
        new Place(address.addressId(), address.asset().id()));
  }

  static String type(Kind kind) {
    return switch (kind) {
      case CUSTOMER -> "PERSONAL";
      case BUSINESS -> "BUSINESS";
      case PAYOUT -> "PAY_OUT";
      // Only payments name such an address.
      case PREPAID -> "PAY_IN";
    };
  }
}
