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

/// One rate of each pair and source, and what follows from them: pure.
///
/// A step from one currency to another is the median of what the sources say (of two: their mean),
/// pairs said the other way round inverted. There is none while no majority is within 2.5 % of it.
/// A way has one step or two (BTC → EUR → RUB). It is counted with 34 digits and rounded once,
/// half-even to 18 decimals, at its end.
final class RateBook {
  private static final MathContext EXACT = MathContext.DECIMAL128;

  private final Map<String, Map<String, List<Said>>> said = new HashMap<>();
  private final Map<String, Instant> newest = new HashMap<>();
  private final Set<Pair> pairs = new HashSet<>();

  /// What one source says of a step.
  ///
  /// @param kind empty = a source that is not asked any more, which is never fresh
  private record Said(BigDecimal value, Instant at, String source, Optional<Kind> kind) {
    boolean isFresh(Instant time) {
      return kind.isPresent()
          && !at.isAfter(time)
          && !at.isBefore(time.minus(kind.get().freshness()));
    }

    Duration distance(Instant time) {
      return Duration.between(at, time).abs();
    }
  }

  /// @param at of the oldest rate in it
  /// @param distance of the rate farthest from the time asked for
  /// @param single one market where there should be several
  /// @param through the currency between, or ""
  private record Way(
      BigDecimal value,
      Instant at,
      Duration distance,
      Set<String> sources,
      boolean single,
      String through) {
    Way then(Way next, String between) {
      var both = new HashSet<>(sources);
      both.addAll(next.sources);
      return new Way(
          value.multiply(next.value, EXACT),
          at.isBefore(next.at) ? at : next.at,
          distance.compareTo(next.distance) > 0 ? distance : next.distance,
          both,
          single || next.single,
          between);
    }
  }

  /// Several sources before one, then by name: always the same way, so that a price does not swing
  /// between two.
  private static final Comparator<Way> STEADIEST =
      Comparator.comparing(Way::single)
          .thenComparingInt(way -> -way.sources().size())
          .thenComparing(Way::through);

  private static final Comparator<Way> NEAREST =
      Comparator.comparing(Way::distance).thenComparing(Way::through);

  /// @param kinds of the sources that are asked, by name
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

  /// A source has one voice in each step: what it says the other way round counts if it says
  /// nothing this way.
  private void add(
      Denomination from, Denomination to, BigDecimal value, Rate rate, Map<String, Kind> kinds) {
    var words =
        said.computeIfAbsent(from.code(), _ -> new HashMap<>())
            .computeIfAbsent(to.code(), _ -> new ArrayList<>());
    if (words.stream().anyMatch(word -> word.source().equals(rate.source()))) return;
    var kind = Optional.ofNullable(kinds.get(rate.source()));
    words.add(new Said(value, rate.at(), rate.source(), kind));
  }

  /// The rate by what is fresh at that time, or empty. What sources say of the very pair and do not
  /// agree on is not told by a way around it.
  Optional<Rates.Quoted> fresh(String base, String quote, Instant time) {
    if (isDisputed(words(base, quote), time)) return Optional.empty();
    return fresh(words(base, quote), time)
        .or(() -> crossed(base, quote, words -> fresh(words, time)).min(STEADIEST))
        .flatMap(RateBook::rounded);
  }

  /// When the newest rate of a source was true.
  Optional<Instant> newest(String source) {
    return Optional.ofNullable(newest.get(source));
  }

  /// What sources say fresh and do not agree on: `BTC/EUR`, in order.
  List<String> disputed(Instant time) {
    return pairs.stream()
        .filter(pair -> isDisputed(words(pair.base().code(), pair.quote().code()), time))
        .map(Pair::toString)
        .sorted()
        .toList();
  }

  /// The rate by what is nearest to that time, whatever its age; empty only for what no source ever
  /// knew. What was fresh then goes first, then the last said before, then the first said after.
  Optional<Rates.Quoted> nearest(String base, String quote, Instant time) {
    return fresh(base, quote, time).or(() -> old(base, quote, time).flatMap(RateBook::rounded));
  }

  private Optional<Way> old(String base, String quote, Instant time) {
    return Stream.concat(
            nearest(words(base, quote), time).stream(),
            crossed(base, quote, words -> nearest(words, time)))
        .min(NEAREST);
  }

  private Stream<Way> crossed(String base, String quote, Function<List<Said>, Optional<Way>> step) {
    var between = new HashSet<>(said.getOrDefault(base, Map.of()).keySet());
    between.retainAll(said.getOrDefault(quote, Map.of()).keySet());
    return between.stream()
        .flatMap(
            code ->
                step.apply(words(base, code)).stream()
                    .flatMap(
                        first ->
                            step.apply(words(code, quote)).stream()
                                .map(second -> first.then(second, code))));
  }

  private List<Said> words(String from, String to) {
    return said.getOrDefault(from, Map.of()).getOrDefault(to, List.of());
  }

  private static Optional<Way> fresh(List<Said> words, Instant time) {
    var those = believed(words, time);
    return those.isEmpty() || !agree(those) ? Optional.empty() : Optional.of(step(those, time));
  }

  private static boolean isDisputed(List<Said> words, Instant time) {
    var those = believed(words, time);
    return !those.isEmpty() && !agree(those);
  }

  private static boolean agree(List<Said> words) {
    var values = words.stream().map(Said::value).toList();
    return RateBounds.agree(values, median(values));
  }

  /// What is fresh, of the kind of source that goes first.
  private static List<Said> believed(List<Said> words, Instant time) {
    for (var kind : Kind.values()) {
      var those =
          words.stream()
              .filter(word -> word.kind().equals(Optional.of(kind)) && word.isFresh(time))
              .toList();
      if (!those.isEmpty()) return those;
    }
    return List.of();
  }

  /// What sources do not agree on is booked by the lower value: that is the one that credits a
  /// payer with less.
  private static Optional<Way> nearest(List<Said> words, Instant time) {
    if (isDisputed(words, time)) {
      return believed(words, time).stream()
          .min(Comparator.comparing(Said::value))
          .map(word -> step(List.of(word), time));
    }
    return fresh(words, time)
        .or(
            () ->
                words.stream()
                    .min(
                        Comparator.<Said, Boolean>comparing(word -> word.at().isAfter(time))
                            .thenComparing(word -> word.distance(time))
                            .thenComparing(Said::source))
                    .map(word -> step(List.of(word), time)));
  }

  private static Way step(List<Said> words, Instant time) {
    var sources = new HashSet<String>();
    words.forEach(word -> sources.add(word.source()));
    var oldest = words.stream().map(Said::at).min(Comparator.naturalOrder()).orElseThrow();
    return new Way(
        median(words.stream().map(Said::value).toList()),
        oldest,
        Duration.between(oldest, time).abs(),
        sources,
        sources.size() == 1 && words.getFirst().kind().equals(Optional.of(Kind.MARKET)),
        "");
  }

  private static BigDecimal median(List<BigDecimal> values) {
    var sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    if (sorted.size() % 2 == 1) return sorted.get(half);
    return sorted.get(half - 1).add(sorted.get(half)).divide(BigDecimal.TWO, EXACT);
  }

  /// Empty where the currencies are so far apart that a rate of 18 decimals says nothing.
  private static Optional<Rates.Quoted> rounded(Way way) {
    return Rate.rounded(way.value())
        .map(
            value ->
                new Rates.Quoted(
                    value, way.at(), List.copyOf(new TreeSet<>(way.sources())), way.single()));
  }
}
