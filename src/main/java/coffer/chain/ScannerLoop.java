package coffer.chain;

import coffer.core.chain.Chain;
import coffer.db.Args;
import coffer.db.Db;
import coffer.db.Lease;
import coffer.db.Tx.Jsonb;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one chain's scanner on its own thread: without a pause while there are blocks, then
/// whenever the node signals a new one or the poll interval has passed. Only the server that holds
/// the chain's lease fetches.
public final class ScannerLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScannerLoop.class);
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

  /// A source and a scanner for the current rows of the chain; rebuilt when the rows change.
  public record Reader(ChainSource source, BlockScanner scanner) {}

  private final Db db;
  private final Chain chain;
  private final Supplier<Reader> open;
  private final RescanLoop rescans;
  private final Duration interval;
  private final InstantSource clock;
  private final UUID node;
  private final Lease lease;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable Reader reader;
  private Instant leased = Instant.MIN;
  private Instant reported = Instant.MIN;
  private int failures;
  private int changes;

  /// @param open builds a reader from the current rows of the chain
  /// @param interval the poll interval, if nothing signals a new block
  /// @param node the id of this process, for leases
  public ScannerLoop(
      Db db,
      Chain chain,
      Supplier<Reader> open,
      RescanLoop rescans,
      Duration interval,
      UUID node,
      InstantSource clock) {
    this.db = db;
    this.chain = chain;
    this.open = open;
    this.rescans = rescans;
    this.interval = interval;
    this.clock = clock;
    this.node = node;
    this.lease = new Lease("scan:" + chain.id(), node);
    this.thread = Thread.ofVirtual().name("scan-" + chain).unstarted(this::run);
  }

  /// Makes a first step on the calling thread. If no node answers, or another server moves the
  /// chain, the loop does it later.
  public ScannerLoop first() {
    try {
      reader().scanner.step();
    } catch (SourceException e) {
      LOG.debug("{} is read a little later: {}", chain, e.getMessage());
    }
    return this;
  }

  public ScannerLoop start() {
    thread.start();
    return this;
  }

  private void run() {
    while (!stopped) {
      try {
        if (!leased()) {
          rescans.stop();
          Thread.sleep(interval);
        } else if (!turn()) {
          reader().source.await(interval);
        }
      } catch (InterruptedException _) {
        LOG.debug("chain {}: interrupted", chain); // if stopped, the loop's condition ends it
      } catch (AssetsChanged e) {
        changed(e);
      } catch (RuntimeException | Error e) { // no failure may end the reading of a chain
        failed(e);
      }
    }
  }

  /// Why it no longer runs; empty while it runs, before its start and after it was closed.
  public Optional<String> problem() {
    var ended = thread.getState() == Thread.State.TERMINATED && !stopped;
    return ended ? Optional.of(chain + " is read no more") : Optional.empty();
  }

  /// @return whether there is more to do at once
  private boolean turn() {
    var more = reader().scanner.step();
    rescans.wake();
    if (failures > 0) LOG.info("chain {}: reading again", chain);
    failures = 0;
    changes = 0;
    report(Optional.empty());
    return more;
  }

  private Reader reader() {
    var present = reader;
    if (present == null) {
      present = open.get();
      reader = present;
    }
    return present;
  }

  /// Closes the reader; the next turn builds one from the current rows. If that one does not look
  /// for all assets either, another server may: the lease is released.
  private void changed(AssetsChanged e) {
    closeReader();
    if (++changes == 1) return;
    try {
      leased = Instant.MIN;
      db.run(lease::drop);
    } catch (RuntimeException failure) {
      LOG.debug("lease of {} runs out by itself", chain, failure);
    }
    failed(e);
  }

  private void closeReader() {
    var present = reader;
    reader = null;
    if (present != null) present.source.close();
  }

  private boolean leased() {
    var now = clock.instant();
    if (now.isBefore(leased.plus(LEASE.dividedBy(3))) && !now.isBefore(leased)) return true;
    var held = db.tx(tx -> lease.take(tx, now, LEASE));
    leased = held ? now : Instant.MIN;
    return held;
  }

  private void failed(Throwable failure) {
    if (stopped) return;
    failures++;
    var message = failure.getMessage();
    if (failure instanceof SourceException) {
      if (failures == 1 || failures % 60 == 0) LOG.warn("chain {}: {}", chain, message);
    } else {
      LOG.error("chain {}", chain, failure);
    }
    try {
      report(Optional.of(String.valueOf(message)));
    } catch (RuntimeException | Error e) {
      LOG.error("chain {}: cannot report", chain, e);
    }
    var pause = interval.multipliedBy(1L << Math.min(failures, 5));
    try {
      Thread.sleep(pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE);
    } catch (InterruptedException _) {
      LOG.debug("chain {}: interrupted", chain);
    }
  }

  /// A rejected request method as stored in the scanner's row.
  private record StoredMethod(String endpoint, String method, String message, String since) {
    static StoredMethod of(UnsupportedMethod rejected, Instant now) {
      var since = now.minus(rejected.age()).truncatedTo(ChronoUnit.SECONDS);
      return new StoredMethod(
          rejected.endpoint(), rejected.method(), rejected.message(), since.toString());
    }
  }

  /// An endpoint as stored in the scanner's row. Its message is shortened.
  private record StoredEndpoint(String endpoint, boolean rests, String error, String at) {
    private static final int MAX_ERROR = 500;

    static StoredEndpoint of(EndpointState state, Instant now) {
      var error = state.error().orElse("");
      return new StoredEndpoint(
          state.name(),
          state.rests(),
          error.substring(0, Math.min(error.length(), MAX_ERROR)),
          state
              .age()
              .map(age -> now.minus(age).truncatedTo(ChronoUnit.SECONDS).toString())
              .orElse(""));
    }
  }

  /// Records the scanner's state: errors at once, successes at most every two seconds.
  private void report(Optional<String> error) {
    var now = clock.instant();
    if (error.isEmpty() && now.isBefore(reported.plusSeconds(2)) && now.isAfter(reported)) return;
    reported = now;
    var present = Optional.ofNullable(reader);
    Map<String, Long> errors = present.map(it -> it.source.errors()).orElse(Map.of());
    var rejected = present.map(it -> it.source.unsupportedMethods()).orElse(List.of());
    var refused = rejected.stream().map(each -> StoredMethod.of(each, now)).toList();
    var endpoints =
        present.map(it -> it.source.endpoints()).orElse(List.of()).stream()
            .map(each -> StoredEndpoint.of(each, now))
            .toList();
    Map<String, String> unread = present.map(it -> it.scanner.unread()).orElse(Map.of());
    db.run(
        tx ->
            tx.update(
                """
                INSERT INTO scanner (chain_id, node, endpoint, head, errors, unread, refused, endpoints, last_error, updated_at)
                VALUES (:chain_id, :node, :endpoint, :head, :errors, :unread, :refused, :endpoints, :last_error, :updated_at)
                ON CONFLICT (chain_id) DO UPDATE SET node = excluded.node, endpoint = excluded.endpoint,
                  head = greatest(excluded.head, scanner.head), errors = excluded.errors,
                  unread = excluded.unread, refused = excluded.refused, endpoints = excluded.endpoints, last_error = excluded.last_error, updated_at = excluded.updated_at
                """,
                Args.of("chain_id", chain.id())
                    .with("node", node.toString())
                    .with("endpoint", present.map(it -> it.source.endpoint()).orElse("-"))
                    .with("head", present.map(it -> it.scanner.head()).orElse(0L))
                    .with("errors", new Jsonb(errors))
                    .with("unread", new Jsonb(unread))
                    .with("refused", new Jsonb(refused))
                    .with("endpoints", new Jsonb(endpoints))
                    .with("last_error", error)
                    .with("updated_at", now)));
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(10));
      rescans.stop();
      db.run(lease::drop);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.debug("lease of {} runs out by itself", chain, e);
    } finally {
      closeReader();
    }
  }
}
