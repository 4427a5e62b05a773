package coffer.app;

import coffer.chain.BalanceSource;
import coffer.chain.ChainSource;
import coffer.chain.Reconciler;
import coffer.chain.SourceException;
import coffer.core.Loop;
import coffer.core.chain.Chain;
import coffer.core.chain.Readings;
import coffer.core.custody.Differences;
import coffer.core.custody.Part;
import coffer.core.custody.Rounds;
import coffer.core.custody.Rounds.Round;
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

/// Compares ledger and chains in the background: a loop for each chain of the configuration, one
/// turn a minute, by one node at a time. Each has a source of its own: an endpoint that cannot
/// answer rests for this only.
final class Reconciling implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciling.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration LEASE = Duration.ofMinutes(5);

  private final Base base;
  private final UUID node;
  private final List<One> all = new ArrayList<>();

  Reconciling(Base base, UUID node) {
    this.base = base;
    this.node = node;
  }

  void start() {
    for (var chain : base.chains().all()) {
      if (!base.config().reconciles(chain)) continue;
      var settings = base.config().chains().byName().get(chain.name());
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

  /// By the rows, so that any node can tell it of all.
  void measure(Metrics metrics) {
    metrics.table(
        "coffer_reconcile_differences",
        "addresses and assets where ledger and chain differ, seen at two blocks",
        () ->
            rounds(round -> round.part() == Part.ALL).stream()
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

  /// Of the chains that are compared.
  private List<Round> rounds(Predicate<Round> wanted) {
    var chains =
        base.chains().all().stream()
            .filter(base.config()::reconciles)
            .map(Chain::id)
            .collect(Collectors.toSet());
    return base.db().tx(tx -> new Rounds().list(tx)).stream()
        .filter(round -> chains.contains(round.chainId()) && wanted.test(round))
        .toList();
  }

  private Sample sample(Round round, double value) {
    return new Sample(Map.of("chain", name(round), "part", round.part().text()), value);
  }

  private String name(Round round) {
    return base.chains().chain(round.chainId()).name();
  }

  private double age(Round round) {
    return Duration.between(round.freshAt(), base.clock().instant()).toSeconds();
  }

  private double differences(Round round) {
    var chain = base.chains().chain(round.chainId());
    return base.db().tx(tx -> new Differences(base.chains()).count(tx, chain));
  }

  /// What asks the chain's nodes, apart from what reads the chain.
  static ChainSource source(Base base, Chain chain, Config.ChainSettings settings) {
    var assets =
        base.db().tx(tx -> new Readings().of(tx, chain)).stream()
            .filter(reading -> reading.read())
            .map(Readings.Reading::asset)
            .toList();
    return Sources.of(chain, settings.quiet(), assets);
  }

  static BalanceSource balances(ChainSource source) {
    return source.balances().orElseThrow();
  }

  private final class One {
    private final Chain chain;
    private final Config.ChainSettings settings;
    private final Loop loop;
    private final Lease lease;
    private @Nullable ChainSource source;
    private @Nullable Reconciler reconciler;
    private boolean failed;

    One(Chain chain, Config.ChainSettings settings) {
      this.chain = chain;
      this.settings = settings;
      this.loop = Loop.of("reconcile-" + chain, this::turn);
      this.lease = new Lease("reconcile:" + chain.id(), node);
    }

    private void turn() throws InterruptedException {
      var now = base.clock().instant();
      if (base.db().tx(tx -> lease.take(tx, now, LEASE))) attempt();
      loop.pause(INTERVAL);
    }

    /// A node that does not answer is told of by what reads the chain.
    private void attempt() throws InterruptedException {
      try {
        reconciler().turn(settings.reconcilePerMinute());
        failed = false;
      } catch (SourceException e) {
        var why = String.valueOf(e.getMessage());
        if (!failed) LOG.warn("{}: balances cannot be compared: {}", chain, why);
        failed = true;
        base.db().run(tx -> new Rounds().fail(tx, chain, why));
      }
    }

    private Reconciler reconciler() {
      var open = reconciler;
      if (open != null) return open;
      var opened = source(base, chain, settings);
      source = opened;
      open =
          new Reconciler(
              base.db(), chain, base.chains(), balances(opened), loop::pause, base.clock());
      reconciler = open;
      return open;
    }

    private void close() {
      loop.close();
      if (source != null) source.close();
      try {
        base.db().run(lease::drop);
      } catch (RuntimeException e) {
        LOG.debug("the lease of {} runs out by itself", chain, e);
      }
    }
  }
}
