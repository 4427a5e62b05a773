package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.decimal;
import static coffer.api.onchainpay.OnchainPayJson.time;

import coffer.core.listing.AddressMovements.Moved;
import java.util.Optional;
import java.util.UUID;

/// What moved at an address.
///
/// @param type `deposit`, or `withdrawal` if it left the address
/// @param addressTo null for a withdrawal: the owner moved it with their own wallet
/// @param withdrawalId null: this server does not send
record MovementWire(
    UUID id,
    String status,
    String type,
    String currency,
    String network,
    Optional<String> addressFrom,
    Optional<String> addressTo,
    String amount,
    String tx,
    Optional<String> feeCurrency,
    Optional<String> feeAmount,
    Optional<String> feeAmountUSD,
    Optional<UUID> withdrawalId,
    Optional<UUID> orphanDepositId,
    String createdAt) {

  static MovementWire of(Moved moved) {
    var payment = moved.payment();
    var here = Optional.of(payment.address());
    return new MovementWire(
        payment.id(),
        OrderTransactionWire.status(payment),
        moved.out() ? "withdrawal" : "deposit",
        payment.asset().code(),
        payment.asset().network(),
        moved.out() ? here : payment.sender(),
        moved.out() ? Optional.empty() : here,
        decimal(payment.amount()),
        payment.txid(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        payment.orphan().map(_ -> payment.id()),
        time(payment.seenAt()));
  }
}
