package coffer.api.itispay;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// A payment that counts for an invoice.
///
/// @param amount in `currency`
/// @param amountInUnits null if it does not fit into 64 bits
/// @param status `pending` or `confirmed`
/// @param blockNumber null while the transaction is in no block
/// @param createdAt when Coffer first saw it
record TransactionWire(
    String txHash,
    BigDecimal amount,
    Optional<Long> amountInUnits,
    String currency,
    long confirmations,
    String status,
    Optional<Long> blockNumber,
    String createdAt) {

  /// The payments of an invoice that were not reversed, oldest first.
  static List<TransactionWire> of(InvoiceView view) {
    return view.payments().stream()
        .filter(payment -> payment.orphan().isEmpty())
        .filter(payment -> payment.status() != PaymentStatus.REVERSED)
        .map(TransactionWire::of)
        .toList();
  }

  private static TransactionWire of(PaymentView payment) {
    int precision = payment.asset().precision();
    var amount = JsonAmounts.paid(payment.amount(), precision);
    return new TransactionWire(
        payment.txid(),
        amount,
        JsonAmounts.units(amount, precision),
        AssetCodes.of(payment.asset()),
        payment.confirmations(),
        payment.status() == PaymentStatus.CONFIRMED ? "confirmed" : "pending",
        payment.blockHeight(),
        Timestamps.write(payment.seenAt()));
  }
}
