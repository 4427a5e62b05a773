package coffer.api.coffer;

import coffer.api.ValueFormats;
import coffer.core.rate.Rates.Quoted;
import java.time.Instant;
import java.util.List;

/// One `base` costs `rate` of `quote`.
///
/// @param at when the oldest rate in it was true
/// @param singleSource it rests on one market alone
record RateWire(
    String base,
    String quote,
    String rate,
    Instant at,
    List<String> sources,
    boolean singleSource) {
  static RateWire of(String base, String quote, Quoted quoted) {
    return new RateWire(
        base,
        quote,
        ValueFormats.plain(quoted.value()),
        quoted.at(),
        quoted.sources(),
        quoted.singleSource());
  }
}
