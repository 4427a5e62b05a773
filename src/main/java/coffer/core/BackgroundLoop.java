package coffer.core;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs work in the background: one turn after another, on a separate thread, until it is stopped.
/// If a turn throws anything, an [Error] included, the loop logs it, pauses for 0.25 to 5 s (longer
/// after each failure in a row), and runs the next turn. Only [#stop] and [#close] end a loop.
public final class BackgroundLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BackgroundLoop.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(5);
  private static final Duration LAST_TURN = Duration.ofSeconds(10);

  /// From this many failures in a row on, [#problem] reports the loop. Fewer may be chance: a
  /// deadlock, a connection that broke.
  private static final int FAILING = 3;

  /// One turn: some work, then a wait until there may be more.
  public interface Turn {
    void run() throws InterruptedException;
  }

  private final String name;
  private final Turn turn;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile int failures;

  private BackgroundLoop(String name, Thread.Builder threads, Turn turn) {
    this.name = name;
    this.turn = turn;
    this.thread = threads.name(name).unstarted(this::run);
  }

  /// @param name of the thread, also used in the log
  public static BackgroundLoop of(String name, Turn turn) {
    return new BackgroundLoop(name, Thread.ofVirtual(), turn);
  }

  /// For work that computes a lot, or that blocks its carrier thread.
  public static BackgroundLoop onPlatformThread(String name, Turn turn) {
    return new BackgroundLoop(name, Thread.ofPlatform().daemon(), turn);
  }

  public BackgroundLoop start() {
    thread.start();
    return this;
  }

  private void run() {
    while (!isClosed()) {
      try {
        turn.run();
        if (failures > 0) log.info("{} works again", name);
        failures = 0;
      } catch (InterruptedException _) {
        // The loop was closed, or the interrupt was a mistake. The loop condition decides.
      } catch (Throwable e) {
        failed(e);
      }
    }
  }

  private void failed(Throwable failure) {
    if (isClosed()) return; // The turn's resources are being closed, too.
    int count = failures + 1;
    failures = count;
    try {
      if (count == 1) log.error("{} failed; trying again", name, failure);
      else log.warn("{} failed {} times in a row: {}", name, count, failure.toString());
    } catch (Throwable _) {
      // The failure cannot be logged, for example without memory. `failures` counts it.
    }
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(count - 1, 5));
    try {
      pause(pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE);
    } catch (InterruptedException _) {
      // The loop condition in `run` decides.
    }
  }

  /// Called by the turn. Waits for the given time, or until the loop is closed.
  public void pause(Duration time) throws InterruptedException {
    var _ = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  /// Why the loop does not work, in a few words without secrets. Empty with fewer than 3 failures
  /// in a row, and before the loop is started.
  public Optional<String> problem() {
    int count = failures;
    if (count >= FAILING) return Optional.of("fails");
    var ended = thread.getState() == Thread.State.TERMINATED && !isClosed();
    return ended ? Optional.of("has ended") : Optional.empty();
  }

  /// Makes the present turn the last one. Does not wait, because the caller may have to wake the
  /// turn.
  public void stop() {
    closed.countDown();
  }

  /// Stops the loop and waits for the present turn. Interrupts it after 10 s, not earlier: an
  /// interrupt breaks the database connection that the turn uses.
  @Override
  public void close() {
    stop();
    finish();
  }

  /// Waits like [#close], for a loop whose turn calls [#stop] when it has done everything.
  public void finish() {
    if (thread.getState() == Thread.State.NEW) return;
    try {
      if (!thread.join(LAST_TURN)) thread.interrupt();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
