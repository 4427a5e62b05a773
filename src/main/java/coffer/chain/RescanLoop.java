package coffer.chain;

import coffer.core.BackgroundLoop;
import coffer.core.chain.Chain;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.Rescans;
import coffer.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the rescans of a chain beside its scanner. Its thread ends when none is left. It has a
/// separate source: an endpoint that cannot serve old blocks rests for the rescan only, and the
/// scanner is not slowed down. A rescan that fails records the reason and is retried, after 5 s at
/// first and 10 minutes at most; the other rescans continue meanwhile.
public final class RescanLoop {
  private static final Logger LOG = LoggerFactory.getLogger(RescanLoop.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(10);
  private static final Duration POLL = Duration.ofSeconds(1);

  /// A source and a rescan for the current rows of the chain.
  public record Reader(ChainSource source, Rescan rescan) {}

  private record Failed(int times, Instant nextTry) {}

  private final Db db;
  private final Chain chain;
  private final Supplier<Reader> open;
  private final InstantSource clock;
  private final Cursors cursors = new Cursors();
  private final Map<String, Failed> failed = new HashMap<>();
  private volatile @Nullable BackgroundLoop loop;
  private volatile @Nullable Reader reader;

  public RescanLoop(Db db, Chain chain, Supplier<Reader> open, InstantSource clock) {
    this.db = db;
    this.chain = chain;
    this.open = open;
    this.clock = clock;
  }

  /// Starts a thread if there are rescans to do and none is running.
  synchronized void wake() {
    if (!isStopped() || unfinished().isEmpty()) return;
    var next = BackgroundLoop.of("rescan-" + chain, this::turn);
    loop = next;
    next.start();
  }

  /// Stops the thread and waits until it has ended, at most 10 s.
  synchronized void stop() {
    var present = loop;
    if (present == null) return;
    present.stop();
    closeReader(); // do not wait for a slow node
    present.finish();
    closeReader(); // the last turn may have opened another
  }

  private boolean isStopped() {
    var present = loop;
    return present == null || present.isClosed();
  }

  private List<Cursor> unfinished() {
    return db.tx(tx -> Rescans.unfinished(tx, chain));
  }

  private void turn() throws InterruptedException {
    var own = Objects.requireNonNull(loop);
    var all = unfinished();
    if (all.isEmpty()) {
      closeReader();
      own.stop();
      return;
    }
    try {
      if (!round(reader().rescan, all)) own.pause(POLL);
    } catch (AssetsChanged _) {
      closeReader(); // the next turn opens one for the current rows
      own.pause(POLL);
    }
  }

  private Reader reader() {
    var present = reader;
    if (present == null) {
      present = open.get();
      reader = present;
    }
    return present;
  }

  private void closeReader() {
    var present = reader;
    reader = null;
    if (present != null) present.source.close();
  }

  /// @return whether any rescan has more to do at once
  private boolean round(Rescan rescan, List<Cursor> all) {
    var more = false;
    for (var each : all) {
      var last = failed.get(each.name());
      if (last != null && clock.instant().isBefore(last.nextTry) && each.halted().isPresent()) {
        continue;
      }
      more |= attempt(rescan, each);
    }
    return more;
  }

  private boolean attempt(Rescan rescan, Cursor each) {
    try {
      var more = rescan.step(each);
      failed.remove(each.name());
      return more;
    } catch (AssetsChanged e) {
      throw e;
    } catch (RuntimeException | Error e) { // a failed rescan must not block the others
      if (!isStopped()) failed(each, e);
      return false;
    }
  }

  private void failed(Cursor each, Throwable failure) {
    var last = failed.get(each.name());
    var times = last == null ? 0 : last.times;
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times, 10));
    if (pause.compareTo(MAX_PAUSE) > 0) pause = MAX_PAUSE;
    failed.put(each.name(), new Failed(times + 1, clock.instant().plus(pause)));
    var why = String.valueOf(failure.getMessage());
    if (failure instanceof SourceException) {
      if (times == 0) LOG.warn("{}: {} does not go on: {}", chain, each.name(), why);
    } else {
      LOG.error("{}: {} does not go on", chain, each.name(), failure);
    }
    db.run(tx -> cursors.halt(tx, chain.id(), each.name(), why, clock.instant()));
  }
}
