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

/// An invoice with everything that it is judged by.
///
/// @param quotes oldest first
/// @param payments oldest first, those that count for nothing included; no dust
/// @param chains how far each chain it concerns was read
record InvoiceWithPayments(
    Invoice invoice,
    List<Quote> quotes,
    List<Payment> payments,
    PaymentRows.Dust dust,
    Map<Integer, Progress> chains) {

  /// @param height of the last processed block
  /// @param clock no payment of an earlier time is still to come
  record Progress(long height, Instant clock) {
    static final Progress NONE = new Progress(-1, Instant.EPOCH);
  }

  Standing standing(Instant now) {
    return standing(payments, now);
  }

  /// How it would stand if of its payments only these were there, and all of its dust.
  private Standing standing(List<Payment> some, Instant now) {
    var quoted = new ArrayList<Standing.Quoted>();
    for (var quote : quotes) quoted.add(quoted(quote, some));
    applied(some, now).ifPresent(quoted::add);
    return Standing.of(invoice.terms(), quoted, now);
  }

  /// The quote, and all that was paid on it.
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

  /// What is due in the coin quoted last, in coins.
  Optional<BigDecimal> coin() {
    return quotes.isEmpty() ? Optional.empty() : SortAmounts.due(quotes.getLast());
  }

  /// The payments that are told with the invoice: the latest ones, and among them the one that
  /// decided.
  ///
  /// @param most at most so many
  List<Payment> told(int most, Optional<Payment> decided) {
    var latest = payments.subList(Math.max(0, payments.size() - most), payments.size());
    if (decided.isEmpty() || latest.contains(decided.get())) return latest;
    return Stream.concat(decided.stream(), latest.stream().skip(latest.size() == most ? 1 : 0))
        .toList();
  }

  /// The payment with which enough was final, in the order in which payments became final. Dust
  /// decides nothing, unless there is nothing else: then its newest payment stands for it.
  ///
  /// @return empty if there is not enough, or by the merchant's word alone
  Optional<Payment> decided(Instant now) {
    if (!standing(payments, now).paidInFull(invoice.terms())) return Optional.empty();
    var inOrder =
        payments.stream()
            .filter(payment -> payment.counts() && payment.paid().settles())
            .sorted(
                Comparator.comparing((Payment each) -> each.confirmedAt().orElse(Instant.MAX))
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

  /// Money that was applied by command, in whatever assets: it has a worth of its own, and no chain
  /// is waited for because of it.
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
    return some.stream().filter(payment -> payment.counts() && payment.quoteId().equals(quoteId));
  }
}
