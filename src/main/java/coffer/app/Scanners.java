package coffer.app;

import coffer.chain.BlockScanner;
import coffer.chain.ChainSource;
import coffer.chain.Rescan;
import coffer.chain.ScannerLoop;
import coffer.chain.SourceException;
import coffer.chain.bitcoin.BitcoinEndpoint;
import coffer.chain.bitcoin.BitcoinLimits;
import coffer.chain.bitcoin.BitcoinSource;
import coffer.chain.evm.EvmEndpoint;
import coffer.chain.evm.EvmLimits;
import coffer.chain.evm.EvmSource;
import coffer.chain.evm.NativeSource;
import coffer.chain.tron.TronEndpoint;
import coffer.chain.tron.TronLimits;
import coffer.chain.tron.TronSource;
import coffer.core.chain.Chain;
import coffer.core.wallet.WatchSet;
import coffer.http.Metrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One scanner for each chain that is served: those with endpoints in the configuration, and the
/// sandboxes, which come into being while the server runs.
final class Scanners implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scanners.class);
  private static final Duration SANDBOX_POLL = Duration.ofMillis(500);

  private final Base base;
  private final Core core;
  private final UUID node;
  private final Map<String, WatchSet> watched = new HashMap<>();
  private final Map<Integer, ScannerLoop> loops = new ConcurrentHashMap<>();
  private boolean closed;

  Scanners(Base base, Core core, UUID node) {
    this.base = base;
    this.core = core;
    this.node = node;
  }

  /// Starts what is not running yet.
  synchronized void start() {
    if (closed) return;
    for (var chain : base.chains().all()) {
      if (!loops.containsKey(chain.id())) {
        loop(chain).ifPresent(loop -> loops.put(chain.id(), loop.start()));
      }
    }
  }

  private Optional<ScannerLoop> loop(Chain chain) {
    if (chain.spec().sandbox()) {
      var source = core.sandbox().source(base.db(), chain);
      // From its first block: what is paid before a new chain is first read must not be missed.
      var scanner = scanner(chain, source, Optional.of(0L));
      first(scanner);
      return Optional.of(loop(scanner, source, SANDBOX_POLL));
    }
    return Optional.ofNullable(base.config().chains().byName().get(chain.name()))
        .map(settings -> loop(chain, settings));
  }

  /// There is no node to wait for: a new one can be offered from the first request on. What cannot
  /// be done now, since somebody else moves the chain, is done by the loop.
  private static void first(BlockScanner scanner) {
    try {
      scanner.step();
    } catch (SourceException e) {
      LOG.debug("{} is read a little later: {}", scanner.chain(), e.getMessage());
    }
  }

  private ScannerLoop loop(Chain chain, Config.ChainSettings settings) {
    var source = source(chain, settings);
    var before = settings.fromHeight().map(first -> first - 1);
    return loop(scanner(chain, source, before), source, settings.poll());
  }

  private ScannerLoop loop(BlockScanner scanner, ChainSource source, Duration interval) {
    var rescan =
        new Rescan(
            base.db(),
            scanner.chain(),
            source,
            set(scanner.chain()),
            core.payments(),
            base.clock());
    return new ScannerLoop(base.db(), scanner, rescan, source, interval, node, base.clock());
  }

  private BlockScanner scanner(Chain chain, ChainSource source, Optional<Long> from) {
    return new BlockScanner(
        base.db(), chain, source, set(chain), core.payments(), from, base.clock());
  }

  private WatchSet set(Chain chain) {
    return watched.computeIfAbsent(chain.family(), this::load);
  }

  /// Loads while the rest starts; a scanner that needs the set sooner waits for it.
  private WatchSet load(String family) {
    var set = new WatchSet(family);
    Thread.ofVirtual()
        .name("watch-" + family)
        .start(
            () -> {
              try {
                base.db().run(set::refresh);
              } catch (RuntimeException | Error e) {
                LOG.warn("addresses of {} are loaded by the first scanner instead", family, e);
              }
            });
    return set;
  }

  /// Which chain's loop has ended; a chain that cannot be read has a check of its own. Does not
  /// wait for a start that is under way.
  Optional<String> problem() {
    return loops.values().stream().flatMap(loop -> loop.problem().stream()).findFirst();
  }

  /// How many addresses are watched, by family.
  synchronized List<Metrics.Sample> watched() {
    return watched.entrySet().stream()
        .map(e -> new Metrics.Sample(Map.of("family", e.getKey()), e.getValue().size()))
        .toList();
  }

  /// One line for each family that has a watcher.
  private ChainSource source(Chain chain, Config.ChainSettings settings) {
    return switch (chain.family()) {
      case "evm" -> evm(chain, settings);
      case "bitcoin" -> bitcoin(chain, settings);
      case "tron" -> tron(chain, settings);
      default -> throw new IllegalStateException("nothing reads chains of " + chain.family());
    };
  }

  private ChainSource evm(Chain chain, Config.ChainSettings settings) {
    return new EvmSource(
        chain,
        base.db().tx(tx -> base.chains().watched(tx, chain)),
        coin(settings.nativeSource()),
        settings.endpoints().stream()
            .map(e -> new EvmEndpoint(e.url(), e.ws(), e.allHeaders()))
            .toList(),
        EvmLimits.DEFAULTS);
  }

  private ChainSource bitcoin(Chain chain, Config.ChainSettings settings) {
    return new BitcoinSource(
        chain,
        base.db().tx(tx -> base.chains().watched(tx, chain)),
        settings.endpoints().stream()
            .map(
                e ->
                    new BitcoinEndpoint(
                        e.url(),
                        e.login().map(Config.Login::user),
                        e.login().map(Config.Login::password),
                        e.cookie(),
                        e.zmq()))
            .toList(),
        BitcoinLimits.DEFAULTS);
  }

  private ChainSource tron(Chain chain, Config.ChainSettings settings) {
    return new TronSource(
        chain,
        base.db().tx(tx -> base.chains().watched(tx, chain)),
        settings.internalTransactions(),
        settings.endpoints().stream()
            .map(e -> new TronEndpoint(e.url(), e.jsonrpc(), e.allHeaders()))
            .toList(),
        TronLimits.DEFAULTS);
  }

  private static NativeSource coin(Config.Native setting) {
    return switch (setting.source()) {
      case "log7708" ->
          new NativeSource.Log7708(
              setting.log7708From().orElseThrow(), NativeSource.of(setting.before()));
      default -> NativeSource.of(setting.source());
    };
  }

  @Override
  public synchronized void close() {
    closed = true;
    loops.values().parallelStream().forEach(ScannerLoop::close);
  }
}
