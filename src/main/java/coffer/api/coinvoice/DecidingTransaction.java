package coffer.api.coinvoice;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.Mark;
import coffer.core.invoice.Risk;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/// Selects the one transaction that CoinVoice reports for an invoice, however many paid it: the one
/// that completed the payment, or else the last confirmed one.
final class DecidingTransaction {
  private DecidingTransaction() {}

  static Optional<PaymentView> payment(InvoiceView view) {
    return view.decidedBy()
        .flatMap(id -> view.payments().stream().filter(p -> p.id().equals(id)).findFirst())
        .or(() -> last(view));
  }

  /// 64 hex digits, without a prefix.
  static Optional<String> hash(InvoiceView view) {
    return payment(view)
        .map(PaymentView::txid)
        .map(id -> id.startsWith("0x") ? id.substring(2) : id);
  }

  /// The time at which the invoice became paid; empty if it is not paid.
  static Optional<Instant> time(InvoiceView view) {
    if (CoinVoiceStatus.of(view.standing()) != CoinVoiceStatus.PAID) return Optional.empty();
    var byHand = view.mark().filter(mark -> mark.kind() == Mark.Kind.SETTLED).map(Mark::at);
    return byHand.or(() -> payment(view).flatMap(PaymentView::confirmedAt));
  }

  private static Optional<PaymentView> last(InvoiceView view) {
    return view.payments().stream()
        .filter(payment -> payment.status() == PaymentStatus.CONFIRMED)
        .filter(payment -> payment.orphan().isEmpty() && payment.risk() == Risk.NONE)
        .max(Comparator.comparing(payment -> payment.confirmedAt().orElse(Instant.MAX)));
  }
}
