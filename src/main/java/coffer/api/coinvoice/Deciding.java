package coffer.api.coinvoice;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.invoice.Mark;
import coffer.core.invoice.Risk;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// CoinVoice tells of one transaction for an invoice, however many paid it: of those that are
/// final, the one with which there was enough; before there is, the last one.
final class Deciding {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private Deciding() {}

  static Optional<PaymentView> payment(InvoiceView view) {
    var counted = counted(view);
    var sum = BigDecimal.ZERO;
    for (var payment : counted) {
      sum = sum.add(payment.worth().orElse(BigDecimal.ZERO));
      if (enough(view, sum)) return Optional.of(payment);
    }
    return counted.isEmpty() ? Optional.empty() : Optional.of(counted.getLast());
  }

  /// 64 hex digits, without a prefix.
  static Optional<String> hash(InvoiceView view) {
    return payment(view)
        .map(PaymentView::txid)
        .map(id -> id.startsWith("0x") ? id.substring(2) : id);
  }

  /// When the invoice became paid, if it is.
  static Optional<Instant> time(InvoiceView view) {
    if (State.of(view.standing()) != State.PAID) return Optional.empty();
    var byHand = view.mark().filter(mark -> mark.kind() == Mark.Kind.SETTLED).map(Mark::at);
    return byHand.or(() -> payment(view).flatMap(PaymentView::confirmedAt));
  }

  /// In the order in which they became final.
  private static List<PaymentView> counted(InvoiceView view) {
    return view.payments().stream()
        .filter(payment -> payment.status() == PaymentStatus.CONFIRMED)
        .filter(payment -> payment.orphan().isEmpty() && payment.risk() == Risk.NONE)
        .sorted(Comparator.comparing(payment -> payment.confirmedAt().orElse(Instant.MAX)))
        .toList();
  }

  private static boolean enough(InvoiceView view, BigDecimal sum) {
    var percent = HUNDRED.subtract(view.tolerancePercent());
    return view.price()
        .map(price -> sum.multiply(HUNDRED).compareTo(price.multiply(percent)) >= 0)
        .orElse(true);
  }
}
