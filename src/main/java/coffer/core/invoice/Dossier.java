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
      var paid = paid(Optional.of(quote.id()));
      quoted.add(
          new Standing.Quoted(
              quote.worth(), quote.due(), quote.asset(), progress(quote.asset()).clock(), paid));
    }
    // Money that was applied by command, in an asset that was never quoted: it has a worth of its
    // own.
    var applied = paid(Optional.empty());
    if (!applied.isEmpty()) {
      var asset = payments.getFirst().asset();
      quoted.add(
          new Standing.Quoted(
              Optional.empty(), Optional.empty(), asset, progress(asset).clock(), applied));
    }
    return Standing.of(invoice.terms(), quoted, now);
  }

  /// What is missing of the price; empty on an open invoice.
  Optional<BigInteger> missing(Instant now) {
    return invoice.price().map(price -> price.subtract(standing(now).seen()).max(BigInteger.ZERO));
  }

  Progress progress(Asset asset) {
    return chains.getOrDefault(asset.chainId(), Progress.NONE);
  }

  private List<Standing.Paid> paid(Optional<Long> quoteId) {
    return payments.stream()
        .filter(payment -> payment.counts() && payment.quoteId().equals(quoteId))
        .map(Payment::paid)
        .toList();
  }
}
