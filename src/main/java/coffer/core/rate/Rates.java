package coffer.core.rate;

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
/// [#TTL]. A stale rate promises nothing: [#current] is empty then, and the caller refuses. It
/// never delays booking: [#at] answers whatever the age. Stablecoins are priced like any coin.
public final class Rates {
  /// How long a copy of the table is used.
  static final Duration TTL = Duration.ofSeconds(1);

  /// Longer than any source may take: whoever does not answer by then is left out of this round.
  private static final long PATIENCE_SECONDS = 90;

  private static final Logger log = LoggerFactory.getLogger(Rates.class);

  /// A rate that something may be promised by: one base costs `value` of the quote currency.
  ///
  /// @param value 18 decimals, half-even
  /// @param at when the oldest rate in it was true
  /// @param sources by name, in order; none for a currency in itself
  /// @param singleSource it rests on one market alone, where the median of several is wanted
  public record Quoted(BigDecimal value, Instant at, List<String> sources, boolean singleSource) {}

  private record Copy(Book book, Instant at) {
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
    if (base.code().equals(quote.code())) return Optional.of(itself(time).value());
    return new Book(RateStore.lastAt(tx, time), kinds)
        .nearest(base.code(), quote.code(), time)
        .map(Quoted::value);
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
    if (fetched.isEmpty()) return;
    db.run(tx -> RateStore.add(tx, news(fetched, RateStore.lastAt(tx, clock.instant()))));
    copy = null;
  }

  private static Quoted itself(Instant time) {
    return new Quoted(BigDecimal.ONE.setScale(Rate.SCALE), time, List.of(), false);
  }

  private Book book(Tx tx, Instant now) {
    var current = copy;
    if (current != null && current.isGood(now)) return current.book();
    loading.lock();
    try {
      current = copy;
      if (current == null || !current.isGood(now)) {
        current = new Copy(new Book(RateStore.lastAt(tx, now), kinds), now);
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
    known.forEach(rate -> last.put(series(rate), rate));
    var news = new ArrayList<Rate>();
    for (var rate : fetched) {
      var before = last.get(series(rate));
      if (before == null || isNews(rate, before)) {
        news.add(rate);
        last.put(series(rate), rate);
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

  private static List<String> series(Rate rate) {
    return List.of(rate.base().code(), rate.quote().code(), rate.source());
  }

  private List<Rate> fetchAll() {
    var now = clock.instant();
    var tasks = new ArrayList<Callable<List<Rate>>>();
    for (var source : sources) {
      if (!now.isBefore(leaveUntil.getOrDefault(source.name(), Instant.MIN))) {
        tasks.add(() -> fetch(source));
      }
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(tasks, PATIENCE_SECONDS, TimeUnit.SECONDS).stream()
          .filter(done -> done.state() == Future.State.SUCCESS)
          .flatMap(done -> done.resultNow().stream())
          .toList();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return List.of();
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
