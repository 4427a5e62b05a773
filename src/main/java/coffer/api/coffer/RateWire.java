package coffer.api.coffer;

import coffer.api.ValueFormats;
import coffer.core.rate.Rates.Quoted;
import java.time.Instant;
import java.util.List;

/// An exchange rate: one `base` costs `rate` of `quote`.
///
/// @param at time of the oldest rate that it is computed from
/// @param singleSource whether it is based on one market only
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
