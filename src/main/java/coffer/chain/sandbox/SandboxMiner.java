package coffer.chain.sandbox;

import coffer.core.BackgroundLoop;
import coffer.core.chain.Chains;
import coffer.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adds blocks to simulated chains automatically: one per interval while transactions wait, then
/// empty ones until the newest payment is final, then none. Several servers may run one: each block
/// is decided under its chain's lock. While all chains are quiet, a round costs one query.
public final class SandboxMiner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SandboxMiner.class);
  private static final Duration MAX_ROUND = Duration.ofMillis(500);

  /// The pause after a failure of a chain: a chain that is no longer in the catalogue always fails.
  private static final Duration REST = Duration.ofMinutes(5);

  private final Db db;
  private final Chains chains;
  private final Sandbox sandbox;
  private final InstantSource clock;
  private final Duration every;
  private final SandboxBlocks blocks = new SandboxBlocks();
  private final BackgroundLoop loop = BackgroundLoop.of("sandbox-miner", this::turn);
  private final Map<Integer, Instant> resting = new ConcurrentHashMap<>();

  /// @param every how long a transaction waits for its block, and the interval between blocks
  public SandboxMiner(Db db, Chains chains, Sandbox sandbox, InstantSource clock, Duration every) {
    this.db = db;
    this.chains = chains;
    this.sandbox = sandbox;
    this.clock = clock;
    this.every = every;
  }

  /// Runs rounds until it is closed.
  public void start() {
    loop.start();
  }

  /// Adds a block to each chain that has waited long enough.
  ///
  /// @return the number of added blocks
  public int round() {
    int added = 0;
    var now = clock.instant();
    resting.values().removeIf(until -> !until.isAfter(now));
    for (int id : db.tx(tx -> blocks.waiting(tx, now, every))) {
      if (resting.containsKey(id)) continue;
      try {
        if (mine(id)) added++;
      } catch (RuntimeException | Error e) {
        log.warn("no block for the simulated chain {}, next try in {}", id, REST, e);
        resting.put(id, now.plus(REST));
      }
    }
    return added;
  }

  private boolean mine(int id) {
    var chain = chains.chain(id);
    return db.tx(tx -> sandbox.mineIfWaiting(tx, chain, clock.instant().minus(every)));
  }

  private void turn() throws InterruptedException {
    loop.pause(every.compareTo(MAX_ROUND) < 0 ? every : MAX_ROUND);
    if (!loop.isClosed()) round();
  }

  /// What prevents it from adding blocks, in a few words; empty if nothing does.
  public Optional<String> problem() {
    return loop.problem();
  }

  @Override
  public void close() {
    loop.close();
  }
}
