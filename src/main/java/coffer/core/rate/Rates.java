package coffer.core.rate;

import static java.util.Comparator.naturalOrder;

import coffer.core.money.Currency;
import coffer.db.Db;
import coffer.db.Tx;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one currency costs in another, now and at any moment before.
///
/// All nodes agree because the table is authoritative; each caches the last rates for [#TTL]. A
/// stale rate promises nothing, nor does one on which sources disagree: then [#current] is empty,
/// and the caller rejects the request. Rates never delay booking: [#at] answers whatever the age.
/// Stablecoins are priced like any other coin.
public final class Rates {
  /// How long a cached copy of the table is used.
  static final Duration TTL = Duration.ofSeconds(1);

  /// Longer than any source may take. A source that has not responded by then is left out of this
  /// round.
  private static final long MAX_SILENCE_SECONDS = 90;

  /// After this time no rate is added for an earlier one.
  private static final Duration LATE = Duration.ofHours(1);

  /// The most ends of days whose rates are kept in memory.
  private static final int MAX_DAYS = 64;

  private static final Logger log = LoggerFactory.getLogger(Rates.class);

  /// A rate for a promise: one base costs `value` of the quote currency.
  ///
  /// @param value 18 decimals, half-even
  /// @param at when the oldest rate in it was valid
  /// @param sources by name, in order; empty for a currency in itself
  /// @param singleSource whether it rests on one market alone, where the median of several is
  ///     wanted
  public record Quoted(BigDecimal value, Instant at, List<String> sources, boolean singleSource) {}

  private record Copy(RateBook book, Instant at) {
    boolean isGood(Instant now) {
      var age = Duration.between(at, now);
      return !age.isNegative() && age.compareTo(TTL) < 0;
    }
  }

  private final List<RateSource> sources;
  private final Map<String, RateSource.Kind> kinds = new HashMap<>();
  private final InstantSource clock;
  private final Map<String, Instant> pausedUntil = new ConcurrentHashMap<>();
  private final Map<String, Boolean> failing = new ConcurrentHashMap<>();
  private final Map<String, Optional<String>> answers = new ConcurrentHashMap<>();
  private final ReentrantLock loading = new ReentrantLock();
  private volatile @Nullable Copy copy;
  private volatile Optional<RateBook> lastRound = Optional.empty();
  private final Cache<Instant, RateBook> days = Caffeine.newBuilder().maximumSize(MAX_DAYS).build();
  private final RateJumpFilter jumps = new RateJumpFilter(kinds);

  /// @throws IllegalArgumentException if two sources have the same name
  public Rates(Collection<? extends RateSource> sources, InstantSource clock) {
    this.sources = List.copyOf(sources);
    this.clock = clock;
    for (var source : this.sources) {
      if (kinds.put(source.name(), source.kind()) != null) {
        throw new IllegalArgumentException("two rate sources called " + source.name());
      }
    }
  }

  /// The rate for a promise; empty if none is fresh. Queries the database only if the cached copy
  /// is older than [#TTL].
  public Optional<Quoted> current(Tx tx, Currency base, Currency quote) {
    var now = clock.instant();
    if (base.code().equals(quote.code())) return Optional.of(itself(now));
    return book(tx, now).fresh(base.code(), quote.code(), now);
  }

  /// What one base cost at that time, from the stored rates, whatever their age: for money that
  /// arrives late. Empty only if no source ever reported the pair.
  public Optional<BigDecimal> at(Tx tx, Currency base, Currency quote, Instant time) {
    return past(tx).at(base, quote, time);
  }

  /// The same for many payments in one transaction.
  public PastRates past(Tx tx) {
    return new PastRates(time -> bookOf(tx, time));
  }

  /// The same for the ends of days, which many pages ask for. Those of earlier days stay in memory.
  public PastRates ofDays(Tx tx) {
    return new PastRates(
        time -> {
          var kept = days.getIfPresent(time);
          if (kept != null) return kept;
          var book = bookOf(tx, time);
          if (time.isBefore(clock.instant().minus(LATE))) days.put(time, book);
          return book;
        });
  }

  private RateBook bookOf(Tx tx, Instant time) {
    return new RateBook(RateStore.lastAt(tx, time), kinds);
  }

  /// The last rate of each pair and source.
  public List<Rate> latest(Tx tx) {
    return RateStore.lastAt(tx, clock.instant());
  }

  /// Whether a source ever reported a rate from or to the currency.
  public boolean knows(Tx tx, Currency currency) {
    var code = currency.code();
    return RateStore.lastAt(tx, clock.instant()).stream()
        .flatMap(rate -> Stream.of(rate.base(), rate.quote()))
        .anyMatch(known -> known.code().equals(code));
  }

  /// Queries every source, all in parallel and outside of any transaction, and adds what is new to
  /// the table. To be called about every half minute, by one node at a time to save work; several
  /// do no harm.
  public void refresh(Db db) {
    answers.clear();
    var fetched = fetchAll();
    var last =
        db.tx(
            tx -> {
              var now = clock.instant();
              RateSourceState.report(tx, Map.copyOf(answers), now);
              var known = RateStore.lastAt(tx, now);
              var toStore = toStore(jumps.believed(fetched, known, now), known);
              if (toStore.isEmpty()) return known;
              RateStore.add(tx, toStore);
              return RateStore.lastAt(tx, now);
            });
    copy = null;
    lastRound = Optional.of(new RateBook(last, kinds));
  }

  /// Why some rates are missing at present, in a few words, from this node's last round; empty if
  /// none is. Does not query the database.
  public Optional<String> problem() {
    var now = clock.instant();
    return lastRound.flatMap(book -> old(book, now).or(() -> disputed(book, now))).or(this::held);
  }

  private Optional<String> old(RateBook book, Instant now) {
    for (var kind : List.of(RateSource.Kind.MARKET, RateSource.Kind.OFFICIAL)) {
      var names = sources.stream().filter(s -> s.kind() == kind).map(RateSource::name).toList();
      var newest = names.stream().flatMap(name -> book.newest(name).stream()).max(naturalOrder());
      var fresh = newest.filter(at -> !at.isBefore(now.minus(kind.freshness()))).isPresent();
      if (!names.isEmpty() && !fresh)
        return Optional.of("no fresh rate of " + String.join(", ", names));
    }
    return Optional.empty();
  }

  private Optional<String> held() {
    var held = jumps.held();
    return held.isEmpty()
        ? Optional.empty()
        : Optional.of("jumped and not believed yet: " + String.join(", ", held));
  }

  private static Optional<String> disputed(RateBook book, Instant now) {
    var pairs = book.disputed(now);
    return pairs.isEmpty()
        ? Optional.empty()
        : Optional.of("sources differ by too much: " + String.join(", ", pairs));
  }

  /// The age of the newest rate of each source, from this node's last round. Does not contain
  /// sources that never responded.
  public Map<String, Duration> ages() {
    var now = clock.instant();
    var ages = new TreeMap<String, Duration>();
    for (var source : sources) {
      lastRound
          .flatMap(book -> book.newest(source.name()))
          .ifPresent(at -> ages.put(source.name(), Duration.between(at, now)));
    }
    return ages;
  }

  private static Quoted itself(Instant time) {
    return new Quoted(Rate.SAME, time, List.of(), false);
  }

  private RateBook book(Tx tx, Instant now) {
    var current = copy;
    if (current != null && current.isGood(now)) return current.book();
    loading.lock();
    try {
      current = copy;
      if (current == null || !current.isGood(now)) {
        current = new Copy(new RateBook(RateStore.lastAt(tx, now), kinds), now);
        copy = current;
      }
      return current.book();
    } finally {
      loading.unlock();
    }
  }

  /// The rates that are worth a row: those that changed, and those that would otherwise go stale. A
  /// rate that is not newer than the last one is a repetition.
  private List<Rate> toStore(List<Rate> fetched, List<Rate> known) {
    var last = new HashMap<List<String>, Rate>();
    known.forEach(rate -> last.put(rate.series(), rate));
    var toStore = new ArrayList<Rate>();
    for (var rate : fetched) {
      var before = last.get(rate.series());
      if (before == null || isWorthStoring(rate, before)) {
        toStore.add(rate);
        last.put(rate.series(), rate);
      }
    }
    return toStore;
  }

  private boolean isWorthStoring(Rate rate, Rate before) {
    if (!rate.at().isAfter(before.at())) return false;
    if (rate.value().compareTo(before.value()) != 0) return true;
    var repeat = kinds.getOrDefault(rate.source(), RateSource.Kind.MARKET).repeat();
    return !rate.at().isBefore(before.at().plus(repeat));
  }

  private List<Rate> fetchAll() {
    var now = clock.instant();
    var tasks = new ArrayList<Callable<List<Rate>>>();
    for (var source : sources) {
      if (!now.isBefore(pausedUntil.getOrDefault(source.name(), Instant.MIN))) {
        tasks.add(() -> fetch(source));
      }
    }
    // Not closed: `close` would wait for a source that hangs.
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      return threads.invokeAll(tasks, MAX_SILENCE_SECONDS, TimeUnit.SECONDS).stream()
          .filter(done -> done.state() == Future.State.SUCCESS)
          .flatMap(done -> done.resultNow().stream())
          .toList();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Rate> fetch(RateSource source) {
    var name = source.name();
    try {
      var rates = source.fetch();
      if (!rates.stream().allMatch(rate -> rate.source().equals(name))) {
        throw new IllegalStateException(name + " speaks for another source");
      }
      if (!rates.isEmpty()) pausedUntil.put(name, clock.instant().plus(source.kind().pause()));
      answers.put(name, Optional.empty());
      if (failing.remove(name) != null) log.info("rates: {} answers again", name);
      return rates;
    } catch (RateSourceException e) {
      answers.put(name, Optional.of(String.valueOf(e.getMessage())));
      // Logged once until it responds again, because it is queried every half minute.
      if (failing.put(name, true) == null) log.warn("rates: {}", e.getMessage());
      return List.of();
    } catch (RuntimeException | Error e) {
      answers.put(name, Optional.of("failed: " + e.getClass().getSimpleName()));
      log.error("rates: {} failed", name, e);
      return List.of();
    }
  }
}
