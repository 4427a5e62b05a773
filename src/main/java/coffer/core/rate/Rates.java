package coffer.core.rate;

import static java.util.Comparator.naturalOrder;

import coffer.core.money.Currency;
import coffer.db.Db;
import coffer.db.Tx;
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
/// The table is the truth, so that several nodes agree; each keeps a copy of the last rates for
/// [#TTL]. A stale rate promises nothing, nor does one that sources do not agree on: [#current] is
/// empty then, and the caller refuses. It never delays booking: [#at] answers whatever the age.
/// Stablecoins are priced like any coin.
public final class Rates {
  /// How long a copy of the table is used.
  static final Duration TTL = Duration.ofSeconds(1);

  /// Longer than any source may take: whoever does not answer by then is left out of this round.
  private static final long MAX_SILENCE_SECONDS = 90;

  private static final Logger log = LoggerFactory.getLogger(Rates.class);

  /// A rate that something may be promised by: one base costs `value` of the quote currency.
  ///
  /// @param value 18 decimals, half-even
  /// @param at when the oldest rate in it was true
  /// @param sources by name, in order; none for a currency in itself
  /// @param singleSource it rests on one market alone, where the median of several is wanted
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
  private final Map<String, Instant> leaveUntil = new ConcurrentHashMap<>();
  private final Map<String, Boolean> failing = new ConcurrentHashMap<>();
  private final ReentrantLock loading = new ReentrantLock();
  private volatile @Nullable Copy copy;
  private volatile Optional<RateBook> lastRound = Optional.empty();
  private final RateJumpFilter jumps = new RateJumpFilter(kinds);

  /// @throws IllegalArgumentException if two sources have one name
  public Rates(Collection<? extends RateSource> sources, InstantSource clock) {
    this.sources = List.copyOf(sources);
    this.clock = clock;
    for (var source : this.sources) {
      if (kinds.put(source.name(), source.kind()) != null) {
        throw new IllegalArgumentException("two rate sources called " + source.name());
      }
    }
  }

  /// The rate to promise something by; empty if there is none that is fresh. Asks the database only
  /// when its copy is older than [#TTL].
  public Optional<Quoted> current(Tx tx, Currency base, Currency quote) {
    var now = clock.instant();
    if (base.code().equals(quote.code())) return Optional.of(itself(now));
    return book(tx, now).fresh(base.code(), quote.code(), now);
  }

  /// What one base cost at that time, by what is stored, whatever its age: for money that came
  /// late. Empty only if no source ever knew the pair.
  public Optional<BigDecimal> at(Tx tx, Currency base, Currency quote, Instant time) {
    return past(tx).at(base, quote, time);
  }

  /// The same for many payments in one transaction.
  public PastRates past(Tx tx) {
    return new PastRates(tx, kinds);
  }

  /// Whether a source ever told a rate of it, or in it.
  public boolean knows(Tx tx, Currency currency) {
    var code = currency.code();
    return RateStore.lastAt(tx, clock.instant()).stream()
        .flatMap(rate -> Stream.of(rate.base(), rate.quote()))
        .anyMatch(known -> known.code().equals(code));
  }

  /// Asks every source, all at once and outside of any transaction, and adds what is new to the
  /// table. To be called every half minute or so, by one node at a time to save work; several do no
  /// harm.
  public void refresh(Db db) {
    var fetched = fetchAll();
    var last =
        db.tx(
            tx -> {
              var now = clock.instant();
              var known = RateStore.lastAt(tx, now);
              var news = news(jumps.believed(fetched, known, now), known);
              if (news.isEmpty()) return known;
              RateStore.add(tx, news);
              return RateStore.lastAt(tx, now);
            });
    copy = null;
    lastRound = Optional.of(new RateBook(last, kinds));
  }

  /// Why currencies cannot be told in coins at present, or not in all, in a few words, by what this
  /// node saw in its last round; empty if they can. Does not ask the database.
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

  /// How old the newest rate of each source is, by what this node saw in its last round. A source
  /// that never answered is not there.
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

  /// What is worth a row: a rate that changed, or one that would grow stale if it were not said
  /// again. One that is older than the last is an echo.
  private List<Rate> news(List<Rate> fetched, List<Rate> known) {
    var last = new HashMap<List<String>, Rate>();
    known.forEach(rate -> last.put(rate.series(), rate));
    var news = new ArrayList<Rate>();
    for (var rate : fetched) {
      var before = last.get(rate.series());
      if (before == null || isNews(rate, before)) {
        news.add(rate);
        last.put(rate.series(), rate);
      }
    }
    return news;
  }

  private boolean isNews(Rate rate, Rate before) {
    if (!rate.at().isAfter(before.at())) return false;
    if (rate.value().compareTo(before.value()) != 0) return true;
    var repeat = kinds.getOrDefault(rate.source(), RateSource.Kind.MARKET).repeat();
    return !rate.at().isBefore(before.at().plus(repeat));
  }

  private List<Rate> fetchAll() {
    var now = clock.instant();
    var tasks = new ArrayList<Callable<List<Rate>>>();
    for (var source : sources) {
      if (!now.isBefore(leaveUntil.getOrDefault(source.name(), Instant.MIN))) {
        tasks.add(() -> fetch(source));
      }
    }
    // Not closed: that would wait for a source that hangs.
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
      if (!rates.isEmpty()) leaveUntil.put(name, clock.instant().plus(source.kind().pause()));
      if (failing.remove(name) != null) log.info("rates: {} answers again", name);
      return rates;
    } catch (RateSourceException e) {
      // Once, until it answers again: it is asked every half minute.
      if (failing.put(name, true) == null) log.warn("rates: {}", e.getMessage());
      return List.of();
    } catch (RuntimeException | Error e) {
      log.error("rates: {} failed", name, e);
      return List.of();
    }
  }
}
