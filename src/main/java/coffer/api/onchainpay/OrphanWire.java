package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayJson.decimal;
import static coffer.api.onchainpay.OnchainPayJson.time;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A payment that counts for no order: in another coin than the address is for, or after the
/// monitoring ended.
///
/// @param canWithdrawal false: this server cannot send it out yet
/// @param outTransaction null, like `outTransactions`: clients use both names
record OrphanWire(
    UUID id,
    Optional<String> organizationId,
    Optional<UUID> orderId,
    String stage,
    String status,
    Optional<String> message,
    String currency,
    String network,
    String amount,
    boolean canWithdrawal,
    InTransactionWire inTransaction,
    Optional<String> outTransaction,
    Optional<String> outTransactions,
    String createdAt) {

  static final Map<String, PaymentStatus> STATUSES =
      Arrays.stream(PaymentStatus.values())
          .collect(Collectors.toMap(OrphanWire::status, Function.identity()));

  record InTransactionWire(
      String addressType,
      Optional<UUID> addressId,
      String address,
      String txId,
      String amount,
      String status,
      String createdAt) {}

  static List<OrphanWire> of(InvoiceView view) {
    return view.payments().stream()
        .filter(payment -> payment.orphan().isPresent())
        .map(
            payment ->
                of(
                    payment,
                    Optional.of(view.id()),
                    OnchainPayMetadata.of(view).account(),
                    "PAY_IN",
                    Optional.of(PayInAddressId.of(view.id(), payment.asset()))))
        .toList();
  }

  /// @param order id of the order that owned the address
  static OrphanWire of(
      PaymentView payment,
      Optional<UUID> order,
      Optional<String> account,
      String addressType,
      Optional<UUID> addressId) {
    var status = OrderTransactionWire.status(payment);
    return new OrphanWire(
        payment.id(),
        account,
        order,
        "DEPOSIT",
        status(payment.status()),
        Optional.empty(),
        payment.asset().code(),
        payment.asset().network(),
        decimal(payment.amount()),
        false,
        new InTransactionWire(
            addressType,
            addressId,
            payment.address(),
            payment.txid(),
            decimal(payment.amount()),
            status,
            time(payment.seenAt())),
        Optional.empty(),
        Optional.empty(),
        time(payment.seenAt()));
  }

  private static String status(PaymentStatus status) {
    return switch (status) {
      case SEEN -> "PENDING";
      case CONFIRMED -> "PROCESSED";
      case REVERSED -> "REJECTED";
    };
  }
}
