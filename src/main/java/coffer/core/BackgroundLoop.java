package coffer.core;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Background work: one turn after another on a thread of its own, until it is closed. Whatever a
/// turn throws, an [Error] included, the log says so, and the next turn follows after a pause of
/// 0.25 to 5 s. Only [#close] ends a loop.
public final class BackgroundLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BackgroundLoop.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(5);
  private static final Duration LAST_TURN = Duration.ofSeconds(10);

  /// A failure of one turn may be chance: a deadlock, a connection that broke.
  private static final int FAILING = 3;

  /// Some work, then a wait until there may be more.
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

  /// @param name for the thread, the log and [#problem]
  public static BackgroundLoop of(String name, Turn turn) {
    return new BackgroundLoop(name, Thread.ofVirtual(), turn);
  }

  /// For work that computes much, or calls what blocks its thread.
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
        // Closed, or somebody's mistake: the condition tells.
      } catch (Throwable e) {
        failed(e);
      }
    }
  }

  private void failed(Throwable failure) {
    if (isClosed()) return; // What it used is being closed, too.
    int count = failures + 1;
    failures = count;
    try {
      if (count == 1) log.error("{} failed; trying again", name, failure);
      else log.warn("{} failed {} times in a row: {}", name, count, failure.toString());
    } catch (Throwable _) {
      // No memory even for that: `failures` tells.
    }
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(count - 1, 5));
    try {
      pause(pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE);
    } catch (InterruptedException _) {
      // As above.
    }
  }

  /// For the turn: waits that long, or until the loop is closed.
  public void pause(Duration time) throws InterruptedException {
    var _ = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  /// In a few words, without secrets; empty while the loop works, and before it is started.
  public Optional<String> problem() {
    int count = failures;
    if (count >= FAILING) return Optional.of("fails");
    var ended = thread.getState() == Thread.State.TERMINATED && !isClosed();
    return ended ? Optional.of("has ended") : Optional.empty();
  }

  /// The present turn is the last one. Does not wait: the caller may have to wake the turn.
  public void stop() {
    closed.countDown();
  }

  /// Waits for the present turn, the last one. A turn that takes longer than 10 s is interrupted;
  /// not sooner: that would break the connection to the database that it uses.
  @Override
  public void close() {
    stop();
    finish();
  }

  /// Like [#close], for a loop whose turn calls [#stop] when it has done everything.
  public void finish() {
    if (thread.getState() == Thread.State.NEW) return;
    try {
      if (!thread.join(LAST_TURN)) thread.interrupt();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
