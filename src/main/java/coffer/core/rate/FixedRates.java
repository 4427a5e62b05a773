package coffer.core.rate;

import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A table of rates that are always fresh: from the operator's configuration, and for the demo and
/// tests.
public final class FixedRates implements RateSource {
  private final Map<Pair, BigDecimal> table;
  private final InstantSource clock;

  private FixedRates(Map<Pair, BigDecimal> table, InstantSource clock) {
    this.table = table;
    this.clock = clock;
  }

  /// @param table `BTC/EUR` → what one BTC costs in EUR
  /// @throws IllegalArgumentException if a pair or a rate is not valid
  public static FixedRates of(Map<String, BigDecimal> table, InstantSource clock) {
    var pairs = new LinkedHashMap<Pair, BigDecimal>();
    table.forEach((pair, value) -> pairs.put(Pair.of(pair), value));
    var rates = new FixedRates(pairs, clock);
    rates.fetch();
    return rates;
  }

  @Override
  public String name() {
    return "fixed";
  }

  @Override
  public Kind kind() {
    return Kind.FIXED;
  }

  @Override
  public List<Rate> fetch() {
    var now = clock.instant();
    return table.entrySet().stream()
        .map(row -> new Rate(row.getKey(), row.getValue(), name(), now))
        .toList();
  }
}
