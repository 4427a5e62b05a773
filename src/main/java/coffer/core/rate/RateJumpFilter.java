package coffer.core.rate;

import coffer.core.rate.RateSource.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds back a rate that is far from the last one of its source, until another source confirms it
/// or the source has reported it for [RateBounds#CONFIRMED]. Meanwhile the last rate goes stale. So
/// a mistake of one source affects no price. A real crash is believed at once if two markets report
/// it, and after some minutes if one does. One thread at a time.
final class RateJumpFilter {
  private static final Logger log = LoggerFactory.getLogger(RateJumpFilter.class);

  private final Map<String, Kind> kinds;
  private final Map<List<String>, Held> held = new ConcurrentHashMap<>();

  private record Held(BigDecimal value, Instant since, Instant seen) {}

  RateJumpFilter(Map<String, Kind> kinds) {
    this.kinds = kinds;
  }

  /// @param known the last believed rate of each pair and source
  /// @return the fetched rates that are believed
  List<Rate> believed(List<Rate> fetched, List<Rate> known, Instant now) {
    // A source may have dropped the pair meanwhile.
    var forgotten = now.minus(RateBounds.CONFIRMED.multipliedBy(2));
    held.values().removeIf(each -> each.seen.isBefore(forgotten));
    var last = new HashMap<List<String>, Rate>();
    known.forEach(rate -> last.put(rate.series(), rate));
    var others = new ArrayList<>(fetched);
    known.stream().filter(rate -> isFresh(rate, now)).forEach(others::add);
    return fetched.stream().filter(rate -> isBelieved(rate, last, others, now)).toList();
  }

  /// The rates that are held back: `BTC/EUR of kraken`, in order. May be called by any thread.
  List<String> held() {
    return held.keySet().stream()
        .map(series -> series.get(0) + "/" + series.get(1) + " of " + series.get(2))
        .sorted()
        .toList();
  }

  private boolean isBelieved(
      Rate rate, Map<List<String>, Rate> last, List<Rate> others, Instant now) {
    var before = last.get(rate.series());
    if (before == null
        || kinds.get(rate.source()) == Kind.FIXED
        || !RateBounds.isJump(before.value(), rate.value())
        || others.stream().anyMatch(other -> confirms(other, rate))) {
      held.remove(rate.series());
      return true;
    }
    return isOld(rate, before, now);
  }

  private boolean isOld(Rate rate, Rate before, Instant now) {
    var since = held.get(rate.series());
    if (since == null || RateBounds.isJump(since.value, rate.value())) {
      log.warn(
          "rates: {} says {}/{} {} after {}; not believed until another source says so, or it has said so"
              + " for {} minutes",
          rate.source(),
          rate.base(),
          rate.quote(),
          rate.value().stripTrailingZeros().toPlainString(),
          before.value().stripTrailingZeros().toPlainString(),
          RateBounds.CONFIRMED.toMinutes());
      held.put(rate.series(), new Held(rate.value(), now, now));
      return false;
    }
    if (now.isBefore(since.since.plus(RateBounds.CONFIRMED))) {
      held.put(rate.series(), new Held(rate.value(), since.since, now));
      return false;
    }
    held.remove(rate.series());
    log.info("rates: {} stays with {}/{}: believed", rate.source(), rate.base(), rate.quote());
    return true;
  }

  private boolean isFresh(Rate rate, Instant now) {
    var kind = kinds.get(rate.source());
    return kind != null && !rate.at().isBefore(now.minus(kind.freshness()));
  }

  private static boolean confirms(Rate other, Rate rate) {
    return !other.source().equals(rate.source())
        && other.base().equals(rate.base())
        && other.quote().equals(rate.quote())
        && RateBounds.same(other.value(), rate.value());
  }
}
