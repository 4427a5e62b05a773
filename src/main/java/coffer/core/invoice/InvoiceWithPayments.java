package coffer.core.invoice;

import coffer.core.chain.Asset;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// An invoice with everything that its standing depends on.
///
/// @param quotes oldest first
/// @param payments oldest first, including reversed payments and orphans; without dust
/// @param chains the progress of each chain of its quotes and payments, by chain id
public record InvoiceWithPayments(
    Invoice invoice,
    List<Quote> quotes,
    List<Payment> payments,
    PaymentRows.Dust dust,
    Map<Integer, Progress> chains) {

  /// @param height of the last processed block
  /// @param clock the chain's clock: no earlier payment can still arrive
  public record Progress(long height, Instant clock) {
    public static final Progress NONE = new Progress(-1, Instant.EPOCH);
  }

  public Standing standing(Instant now) {
    return standing(payments, now);
  }

  /// The standing if only these payments existed, and all of the dust.
  private Standing standing(List<Payment> some, Instant now) {
    var quoted = new ArrayList<Standing.Quoted>();
    for (var quote : quotes) quoted.add(quoted(quote, some));
    applied(some, now).ifPresent(quoted::add);
    return Standing.of(invoice.terms(), quoted, now);
  }

  /// The quote with all payments on it.
  Standing.Quoted quoted(Quote quote) {
    return quoted(quote, payments);
  }

  private Standing.Quoted quoted(Quote quote, List<Payment> some) {
    var paid =
        Stream.concat(
                counting(some, Optional.of(quote.id())).map(Payment::paid),
                dust.byQuote().getOrDefault(quote.id(), List.of()).stream())
            .toList();
    return quote.quoted(progress(quote.asset()).clock(), paid);
  }

  /// The amount due on the latest quote, in whole coins; empty if any amount is accepted.
  Optional<BigDecimal> coin() {
    return quotes.isEmpty() ? Optional.empty() : SortAmounts.due(quotes.getLast());
  }

  /// The payments in the invoice's view: the latest ones, and always the one that decided.
  ///
  /// @param most the maximum number of payments
  List<Payment> told(int most, Optional<Payment> decided) {
    var latest = payments.subList(Math.max(0, payments.size() - most), payments.size());
    if (decided.isEmpty() || latest.contains(decided.get())) return latest;
    return Stream.concat(decided.stream(), latest.stream().skip(latest.size() == most ? 1 : 0))
        .toList();
  }

  /// The payment with which enough was final, in the order in which payments were confirmed. Dust
  /// does not decide, unless there are only dust payments: then the newest one is returned.
  ///
  /// @return empty if not enough is confirmed, even if the merchant marked the invoice as settled
  Optional<Payment> decided(Instant now) {
    if (!standing(payments, now).paidInFull(invoice.terms())) return Optional.empty();
    var inOrder =
        payments.stream()
            .filter(payment -> payment.counts() && payment.paid().settles())
            .sorted(
                Comparator.comparing(
                        (Payment each) -> each.progress().confirmedAt().orElse(Instant.MAX))
                    .thenComparingLong(Payment::id))
            .toList();
    if (inOrder.isEmpty()) return dust.newest();
    int enough = inOrder.size();
    for (int less = 0; less < enough; ) {
      int half = (less + enough) >>> 1;
      if (standing(inOrder.subList(0, half), now).paidInFull(invoice.terms())) enough = half;
      else less = half + 1;
    }
    return Optional.of(inOrder.get(Math.max(0, enough - 1)));
  }

  /// The payments that a command applied, in any asset. Their worth is fixed, so the invoice waits
  /// for no chain because of them.
  private Optional<Standing.Quoted> applied(List<Payment> some, Instant now) {
    var applied = counting(some, Optional.empty()).toList();
    return applied.stream()
        .findFirst()
        .map(
            _ ->
                new Standing.Quoted(
                    Optional.empty(),
                    Optional.empty(),
                    BigDecimal.ZERO,
                    Tolerance.NONE,
                    now,
                    applied.stream().map(Payment::paid).toList()));
  }

  Progress progress(Asset asset) {
    return chains.getOrDefault(asset.chainId(), Progress.NONE);
  }

  private static Stream<Payment> counting(List<Payment> some, Optional<Long> quoteId) {
    return some.stream()
        .filter(payment -> payment.counts() && payment.claim().quoteId().equals(quoteId));
  }
}
