package coffer.core.rate;

import coffer.core.money.Denomination;
import coffer.core.rate.RateSource.Kind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/// One rate of each pair and source, and the rates that follow from them. Pure.
///
/// A step from one currency to another is the median of what the sources report (of two: their
/// mean). A source that reports only the opposite pair counts with the inverse. A fresh step exists
/// only if more than half of the values are within 2.5 % of the median. A path has one step or two
/// (BTC → EUR → RUB). It is computed with 34 digits and rounded once, half-even to 18 decimals, at
/// its end.
final class RateBook {
  private static final MathContext EXACT = MathContext.DECIMAL128;

  private final Map<String, Map<String, List<Report>>> byPair = new HashMap<>();
  private final Map<String, Instant> newest = new HashMap<>();
  private final Set<Pair> pairs = new HashSet<>();

  /// What one source reports about a step.
  ///
  /// @param kind empty = a source that is no longer queried, which is never fresh
  private record Report(BigDecimal value, Instant at, String source, Optional<Kind> kind) {
    boolean isFresh(Instant time) {
      return kind.isPresent()
          && !at.isAfter(time)
          && !at.isBefore(time.minus(kind.get().freshness()));
    }

    Duration distance(Instant time) {
      return Duration.between(at, time).abs();
    }
  }

  /// A path from one currency to another.
  ///
  /// @param at the time of its oldest rate
  /// @param distance of the rate that is farthest from the requested time
  /// @param single whether a step has only one market, where there should be several
  /// @param through the currency between, or ""
  private record Path(
      BigDecimal value,
      Instant at,
      Duration distance,
      Set<String> sources,
      boolean single,
      String through) {
    Path then(Path next, String between) {
      var both = new HashSet<>(sources);
      both.addAll(next.sources);
      return new Path(
          value.multiply(next.value, EXACT),
          at.isBefore(next.at) ? at : next.at,
          distance.compareTo(next.distance) > 0 ? distance : next.distance,
          both,
          single || next.single,
          between);
    }
  }

  /// Prefers paths without a single market, then more sources, then the name. The result is always
  /// the same path, so that a price does not alternate between two.
  private static final Comparator<Path> STEADIEST =
      Comparator.comparing(Path::single)
          .thenComparingInt(path -> -path.sources().size())
          .thenComparing(Path::through);

  private static final Comparator<Path> NEAREST =
      Comparator.comparing(Path::distance).thenComparing(Path::through);

  /// @param kinds of the sources that are queried, by name
  RateBook(Collection<Rate> rates, Map<String, Kind> kinds) {
    for (var rate : rates) {
      add(rate.base(), rate.quote(), rate.value(), rate, kinds);
      pairs.add(new Pair(rate.base(), rate.quote()));
      newest.merge(rate.source(), rate.at(), (a, b) -> a.isAfter(b) ? a : b);
    }
    for (var rate : rates) {
      add(rate.quote(), rate.base(), BigDecimal.ONE.divide(rate.value(), EXACT), rate, kinds);
    }
  }

  /// A source counts once in each step: its inverse counts only if it reports nothing in this
  /// direction.
  private void add(
      Denomination from, Denomination to, BigDecimal value, Rate rate, Map<String, Kind> kinds) {
    var reports =
        byPair
            .computeIfAbsent(from.code(), _ -> new HashMap<>())
            .computeIfAbsent(to.code(), _ -> new ArrayList<>());
    if (reports.stream().anyMatch(report -> report.source().equals(rate.source()))) return;
    var kind = Optional.ofNullable(kinds.get(rate.source()));
    reports.add(new Report(value, rate.at(), rate.source(), kind));
  }

  /// The rate from what is fresh at that time, or empty. If the sources of the direct pair
  /// disagree, it is empty: no path through another currency replaces it.
  Optional<Rates.Quoted> fresh(String base, String quote, Instant time) {
    if (isDisputed(reports(base, quote), time)) return Optional.empty();
    return fresh(reports(base, quote), time)
        .or(() -> crossed(base, quote, reports -> fresh(reports, time)).min(STEADIEST))
        .flatMap(RateBook::rounded);
  }

  /// The time of the newest rate of a source.
  Optional<Instant> newest(String source) {
    return Optional.ofNullable(newest.get(source));
  }

  /// The pairs for which fresh rates disagree: `BTC/EUR`, in order.
  List<String> disputed(Instant time) {
    return pairs.stream()
        .filter(pair -> isDisputed(reports(pair.base().code(), pair.quote().code()), time))
        .map(Pair::toString)
        .sorted()
        .toList();
  }

  /// The rate from what is nearest to that time, whatever its age. Empty only if no source ever
  /// reported it. Prefers what was fresh then, next the last rate before, then the first rate
  /// after.
  Optional<Rates.Quoted> nearest(String base, String quote, Instant time) {
    return fresh(base, quote, time).or(() -> old(base, quote, time).flatMap(RateBook::rounded));
  }

  private Optional<Path> old(String base, String quote, Instant time) {
    return Stream.concat(
            nearest(reports(base, quote), time).stream(),
            crossed(base, quote, reports -> nearest(reports, time)))
        .min(NEAREST);
  }

  private Stream<Path> crossed(
      String base, String quote, Function<List<Report>, Optional<Path>> step) {
    var between = new HashSet<>(byPair.getOrDefault(base, Map.of()).keySet());
    between.retainAll(byPair.getOrDefault(quote, Map.of()).keySet());
    return between.stream()
        .flatMap(
            code ->
                step.apply(reports(base, code)).stream()
                    .flatMap(
                        first ->
                            step.apply(reports(code, quote)).stream()
                                .map(second -> first.then(second, code))));
  }

  private List<Report> reports(String from, String to) {
    return byPair.getOrDefault(from, Map.of()).getOrDefault(to, List.of());
  }

  private static Optional<Path> fresh(List<Report> reports, Instant time) {
    var those = believed(reports, time);
    return those.isEmpty() || !agree(those) ? Optional.empty() : Optional.of(step(those, time));
  }

  private static boolean isDisputed(List<Report> reports, Instant time) {
    var those = believed(reports, time);
    return !those.isEmpty() && !agree(those);
  }

  private static boolean agree(List<Report> reports) {
    var values = reports.stream().map(Report::value).toList();
    return RateBounds.agree(values, median(values));
  }

  /// The fresh reports of the first kind of source that has any.
  private static List<Report> believed(List<Report> reports, Instant time) {
    for (var kind : Kind.values()) {
      var those =
          reports.stream()
              .filter(report -> report.kind().equals(Optional.of(kind)) && report.isFresh(time))
              .toList();
      if (!those.isEmpty()) return those;
    }
    return List.of();
  }

  /// If sources disagree, takes the lowest value: it credits the payer with the least.
  private static Optional<Path> nearest(List<Report> reports, Instant time) {
    if (isDisputed(reports, time)) {
      return believed(reports, time).stream()
          .min(Comparator.comparing(Report::value))
          .map(report -> step(List.of(report), time));
    }
    return fresh(reports, time)
        .or(
            () ->
                reports.stream()
                    .min(
                        Comparator.<Report, Boolean>comparing(report -> report.at().isAfter(time))
                            .thenComparing(report -> report.distance(time))
                            .thenComparing(Report::source))
                    .map(report -> step(List.of(report), time)));
  }

  private static Path step(List<Report> reports, Instant time) {
    var sources = new HashSet<String>();
    reports.forEach(report -> sources.add(report.source()));
    var oldest = reports.stream().map(Report::at).min(Comparator.naturalOrder()).orElseThrow();
    return new Path(
        median(reports.stream().map(Report::value).toList()),
        oldest,
        Duration.between(oldest, time).abs(),
        sources,
        sources.size() == 1 && reports.getFirst().kind().equals(Optional.of(Kind.MARKET)),
        "");
  }

  private static BigDecimal median(List<BigDecimal> values) {
    var sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    if (sorted.size() % 2 == 1) return sorted.get(half);
    return sorted.get(half - 1).add(sorted.get(half)).divide(BigDecimal.TWO, EXACT);
  }

  /// Empty if the currencies are so far apart that a rate of 18 decimals cannot express it.
  private static Optional<Rates.Quoted> rounded(Path path) {
    return Rate.rounded(path.value())
        .map(
            value ->
                new Rates.Quoted(
                    value, path.at(), List.copyOf(new TreeSet<>(path.sources())), path.single()));
  }
}
