package coffer.app.server;

import coffer.app.config.Config;
import coffer.chain.BlockScanner;
import coffer.chain.ChainSource;
import coffer.chain.Rescan;
import coffer.chain.RescanLoop;
import coffer.chain.ScannerLoop;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.core.chain.Readings;
import coffer.core.wallet.WatchSet;
import coffer.http.Metrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One scanner for each chain: those with endpoints in the configuration, and the sandboxes, which
/// are created while the server runs.
final class Scanners implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scanners.class);
  private static final Duration SANDBOX_POLL = Duration.ofMillis(500);

  private final Infrastructure infrastructure;
  private final Domain domain;
  private final UUID node;
  private final Map<Watch, WatchSet> watched = new HashMap<>();
  private final Map<Integer, ScannerLoop> loops = new ConcurrentHashMap<>();
  private boolean closed;

  /// What one watch set is for.
  private record Watch(String family, Mode mode) {}

  Scanners(Infrastructure infrastructure, Domain domain, UUID node) {
    this.infrastructure = infrastructure;
    this.domain = domain;
    this.node = node;
  }

  /// Starts the scanners that are not running yet.
  synchronized void start() {
    if (closed) return;
    for (var chain : infrastructure.chains().all()) {
      if (!loops.containsKey(chain.id())) {
        loop(chain).ifPresent(loop -> loops.put(chain.id(), loop.start()));
      }
    }
  }

  private Optional<ScannerLoop> loop(Chain chain) {
    if (chain.spec().sandbox()) {
      // From the first block: payments before the first read of a new chain must not be missed.
      var first = Optional.of(0L);
      return Optional.of(
          loop(
                  chain,
                  () -> domain.sandbox().source(infrastructure.db(), chain),
                  first,
                  SANDBOX_POLL)
              .first());
    }
    return Optional.ofNullable(infrastructure.config().chains().byName().get(chain.name()))
        .map(settings -> loop(chain, settings));
  }

  private ScannerLoop loop(Chain chain, Config.ChainSettings settings) {
    var before = settings.fromHeight().map(first -> first - 1);
    return loop(chain, () -> settings.source().open(chain, assets(chain)), before, settings.poll());
  }

  private ScannerLoop loop(
      Chain chain, Supplier<ChainSource> open, Optional<Long> from, Duration interval) {
    var set = set(chain);
    var rescans =
        new RescanLoop(
            infrastructure.db(),
            chain,
            () -> rescan(chain, open.get(), set),
            infrastructure.clock());
    return new ScannerLoop(
        infrastructure.db(),
        chain,
        () -> reader(chain, open.get(), set, from),
        rescans,
        interval,
        node,
        infrastructure.clock());
  }

  private ScannerLoop.Reader reader(
      Chain chain, ChainSource source, WatchSet set, Optional<Long> from) {
    var payments = domain.payments();
    return new ScannerLoop.Reader(
        source,
        new BlockScanner(
            infrastructure.db(), chain, source, set, payments, from, infrastructure.clock()));
  }

  private RescanLoop.Reader rescan(Chain chain, ChainSource source, WatchSet set) {
    var payments = domain.payments();
    return new RescanLoop.Reader(
        source,
        new Rescan(infrastructure.db(), chain, source, set, payments, infrastructure.clock()));
  }

  private WatchSet set(Chain chain) {
    return watched.computeIfAbsent(new Watch(chain.family(), chain.mode()), this::load);
  }

  /// Loads a watch set in the background; a scanner that needs it earlier waits for it.
  private WatchSet load(Watch watch) {
    var set = new WatchSet(watch.family, watch.mode);
    Thread.ofVirtual()
        .name("watch-" + watch.family)
        .start(
            () -> {
              try {
                infrastructure.db().run(set::refresh);
              } catch (RuntimeException | Error e) {
                LOG.warn(
                    "addresses of {} are loaded by the first scanner instead", watch.family, e);
              }
            });
    return set;
  }

  /// Reports a scanner loop that has ended; chains that cannot be read have their own check. Does
  /// not wait for a start in progress.
  Optional<String> problem() {
    return loops.values().stream().flatMap(loop -> loop.problem().stream()).findFirst();
  }

  /// The number of watched addresses by family.
  synchronized List<Metrics.Sample> watched() {
    var sizes = new TreeMap<String, Integer>();
    watched.forEach((watch, set) -> sizes.merge(watch.family, set.size(), Integer::sum));
    return sizes.entrySet().stream()
        .map(e -> new Metrics.Sample(Map.of("family", e.getKey()), e.getValue()))
        .toList();
  }

  /// The assets to read: those that this server or another one offers, and those that were quoted
  /// before.
  private List<Asset> assets(Chain chain) {
    var wanted =
        infrastructure
            .db()
            .tx(
                tx ->
                    new Readings()
                        .open(
                            tx,
                            chain,
                            asset ->
                                asset.enabled() && infrastructure.config().watches(chain, asset)));
    return wanted.stream().map(asset -> infrastructure.chains().asset(asset.id())).toList();
  }

  @Override
  public synchronized void close() {
    closed = true;
    loops.values().parallelStream().forEach(ScannerLoop::close);
  }
}
