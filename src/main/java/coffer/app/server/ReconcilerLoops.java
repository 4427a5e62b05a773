package coffer.app.server;

import coffer.app.config.Config;
import coffer.chain.BalanceSource;
import coffer.chain.ChainSource;
import coffer.chain.Reconciler;
import coffer.chain.SourceException;
import coffer.core.BackgroundLoop;
import coffer.core.chain.Chain;
import coffer.core.chain.Readings;
import coffer.core.custody.Differences;
import coffer.core.custody.ReconciliationRounds;
import coffer.core.custody.ReconciliationRounds.Round;
import coffer.core.custody.RoundPart;
import coffer.db.Lease;
import coffer.http.Metrics;
import coffer.http.Metrics.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares ledger and chains in the background. Each configured chain has a loop with one turn per
/// minute, on one node at a time. Each loop has a separate source, so an endpoint that fails here
/// is avoided for reconciliation only.
public final class ReconcilerLoops implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReconcilerLoops.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration LEASE = Duration.ofMinutes(5);

  private final Infrastructure infrastructure;
  private final UUID node;
  private final List<One> all = new ArrayList<>();

  ReconcilerLoops(Infrastructure infrastructure, UUID node) {
    this.infrastructure = infrastructure;
    this.node = node;
  }

  void start() {
    for (var chain : infrastructure.chains().all()) {
      if (!infrastructure.config().reconciles(chain)) continue;
      var settings = infrastructure.config().chains().byName().get(chain.name());
      var one = new One(chain, Objects.requireNonNull(settings));
      all.add(one);
      one.loop.start();
    }
  }

  Optional<String> problem() {
    return all.stream().flatMap(one -> one.loop.problem().stream()).findFirst();
  }

  @Override
  public void close() {
    all.forEach(one -> one.loop.stop());
    all.parallelStream().forEach(One::close);
  }

  /// Registers the metrics. They come from the database, so that every node can report on all.
  void measure(Metrics metrics) {
    metrics.table(
        "coffer_reconcile_differences",
        "addresses and assets where ledger and chain differ, seen at two blocks",
        () ->
            rounds(round -> round.part() == RoundPart.ALL).stream()
                .map(round -> new Sample(Map.of("chain", name(round)), differences(round)))
                .toList());
    metrics.table(
        "coffer_reconcile_age_seconds",
        "time since ledger and chain were last compared as a whole",
        () -> rounds(_ -> true).stream().map(round -> sample(round, age(round))).toList());
    metrics.table(
        "coffer_reconcile_unanswered",
        "balances that no node told in the present round, or in the last one",
        () -> rounds(_ -> true).stream().map(round -> sample(round, round.unanswered())).toList());
  }

  /// The rounds of the chains that are reconciled.
  private List<Round> rounds(Predicate<Round> wanted) {
    var chains =
        infrastructure.chains().all().stream()
            .filter(infrastructure.config()::reconciles)
            .map(Chain::id)
            .collect(Collectors.toSet());
    return infrastructure.db().tx(tx -> new ReconciliationRounds().list(tx)).stream()
        .filter(round -> chains.contains(round.chainId()) && wanted.test(round))
        .toList();
  }

  private Sample sample(Round round, double value) {
    return new Sample(Map.of("chain", name(round), "part", round.part().text()), value);
  }

  private String name(Round round) {
    return infrastructure.chains().chain(round.chainId()).name();
  }

  private double age(Round round) {
    return Duration.between(round.freshAt(), infrastructure.clock().instant()).toSeconds();
  }

  private double differences(Round round) {
    var chain = infrastructure.chains().chain(round.chainId());
    return infrastructure.db().tx(tx -> new Differences(infrastructure.chains()).count(tx, chain));
  }

  /// A source for reading balances, separate from the scanner's.
  public static ChainSource source(
      Infrastructure infrastructure, Chain chain, Config.ChainSettings settings) {
    var assets =
        infrastructure.db().tx(tx -> new Readings().of(tx, chain)).stream()
            .filter(reading -> reading.read())
            .map(Readings.Reading::asset)
            .toList();
    return settings.source().quiet().open(chain, assets);
  }

  public static BalanceSource balances(ChainSource source) {
    return source.balances().orElseThrow();
  }

  private final class One {
    private final Chain chain;
    private final Config.ChainSettings settings;
    private final BackgroundLoop loop;
    private final Lease lease;
    private @Nullable ChainSource source;
    private @Nullable Reconciler reconciler;
    private boolean failed;

    One(Chain chain, Config.ChainSettings settings) {
      this.chain = chain;
      this.settings = settings;
      this.loop = BackgroundLoop.of("reconcile-" + chain, this::turn);
      this.lease = new Lease("reconcile:" + chain.id(), node);
    }

    private void turn() throws InterruptedException {
      var now = infrastructure.clock().instant();
      if (infrastructure.db().tx(tx -> lease.take(tx, now, LEASE))) attempt();
      loop.pause(INTERVAL);
    }

    /// Runs one turn. The scanner of the chain reports nodes that do not answer, so this logs a
    /// failure once only.
    private void attempt() throws InterruptedException {
      try {
        reconciler().turn(settings.reconcilePerMinute());
        failed = false;
      } catch (SourceException e) {
        var why = String.valueOf(e.getMessage());
        if (!failed) LOG.warn("{}: balances cannot be compared: {}", chain, why);
        failed = true;
        infrastructure.db().run(tx -> new ReconciliationRounds().fail(tx, chain, why));
      }
    }

    private Reconciler reconciler() {
      var open = reconciler;
      if (open != null) return open;
      var opened = source(infrastructure, chain, settings);
      source = opened;
      open =
          new Reconciler(
              infrastructure.db(),
              chain,
              infrastructure.chains(),
              balances(opened),
              loop::pause,
              infrastructure.clock());
      reconciler = open;
      return open;
    }

    private void close() {
      loop.close();
      if (source != null) source.close();
      try {
        infrastructure.db().run(lease::drop);
      } catch (RuntimeException e) {
        LOG.debug("the lease of {} runs out by itself", chain, e);
      }
    }
  }
}
