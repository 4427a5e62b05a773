package coffer.core.rate;

import coffer.core.money.Currency;
import coffer.core.rate.Rates.Quoted;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What currencies cost at earlier times, for one transaction. Reads the table once for each time,
/// however many payments have it: all payments of a block have the same time.
public final class PastRates {
  private final Function<Instant, RateBook> read;
  private final Map<Instant, RateBook> books = new HashMap<>();

  /// @param read returns the rates of a time
  PastRates(Function<Instant, RateBook> read) {
    this.read = read;
  }

  /// What one base cost at that time, from the stored rates, whatever their age. Empty only if no
  /// source ever reported the pair.
  public Optional<BigDecimal> at(Currency base, Currency quote, Instant time) {
    if (base.code().equals(quote.code())) return Optional.of(Rate.SAME);
    return books
        .computeIfAbsent(time, read)
        .nearest(base.code(), quote.code(), time)
        .map(Quoted::value);
  }
}
