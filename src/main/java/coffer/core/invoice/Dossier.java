package coffer.core.invoice;

import coffer.core.chain.Asset;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An invoice with everything that it is judged by.
///
/// @param quotes oldest first
/// @param payments oldest first, those that count for nothing included
/// @param chains how far each chain it concerns was read
record Dossier(
    Invoice invoice, List<Quote> quotes, List<Payment> payments, Map<Integer, Progress> chains) {

  /// @param height of the last processed block
  /// @param clock no payment of an earlier time is still to come
  record Progress(long height, Instant clock) {
    static final Progress NONE = new Progress(-1, Instant.EPOCH);
  }

  Standing standing(Instant now) {
    var quoted = new ArrayList<Standing.Quoted>();
    for (var quote : quotes) {
      var paid = counting(Optional.of(quote.id())).stream().map(Payment::paid).toList();
      quoted.add(
          new Standing.Quoted(
              quote.worth(), quote.due(), quote.asset(), progress(quote.asset()).clock(), paid));
    }
    applied(now).ifPresent(quoted::add);
    return Standing.of(invoice.terms(), quoted, now);
  }

  /// Money that was applied by command, in whatever assets: it has a worth of its own, and no chain
  /// is waited for because of it.
  private Optional<Standing.Quoted> applied(Instant now) {
    var applied = counting(Optional.empty());
    return applied.stream()
        .findFirst()
        .map(
            any ->
                new Standing.Quoted(
                    Optional.empty(),
                    Optional.empty(),
                    any.asset(),
                    now,
                    applied.stream().map(Payment::paid).toList()));
  }

  /// What is missing of the price; empty on an open invoice.
  Optional<BigInteger> missing(Instant now) {
    return invoice.price().map(price -> price.subtract(standing(now).seen()).max(BigInteger.ZERO));
  }

  Progress progress(Asset asset) {
    return chains.getOrDefault(asset.chainId(), Progress.NONE);
  }

  private List<Payment> counting(Optional<Long> quoteId) {
    return payments.stream()
        .filter(payment -> payment.counts() && payment.quoteId().equals(quoteId))
        .toList();
  }
}
