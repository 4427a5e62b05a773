package coffer.app.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes the server when the process receives a signal to stop. If that takes too long, it ends
/// the process anyway; transactions that are not committed by then are rolled back.
public final class Shutdown {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
  // Nothing can be completed without the database.
  private static final Duration TIMEOUT_WITHOUT_DATABASE = Duration.ofSeconds(8);
  // Running requests have the drain time, workers their own limits: webhooks 12 s.
  private static final Duration BEYOND_DRAIN = Duration.ofSeconds(30);
  private static final int FAILED = 1;
  private static final int TERMINATED = 143;

  private final Infrastructure infrastructure;
  private final Server server;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean databaseNeeded = true;
  private volatile int status = TERMINATED;

  private Shutdown(Infrastructure infrastructure, Server server) {
    this.infrastructure = infrastructure;
    this.server = server;
  }

  /// Installs the shutdown hook. The process also ends if its embedded database is lost, or if
  /// another server migrated the database to a version that this one does not support.
  public static Shutdown of(Infrastructure infrastructure, Server server) {
    var shutdown = new Shutdown(infrastructure, server);
    Runtime.getRuntime().addShutdownHook(new Thread(shutdown::close, "shutdown"));
    infrastructure.postgres().ifPresent(postgres -> postgres.whenLost(shutdown::fail));
    server.whenOutdated(why -> Thread.ofPlatform().start(() -> shutdown.fail(why)));
    return shutdown;
  }

  /// Waits until the server is closed.
  public void await() throws InterruptedException {
    ended.await();
  }

  private void fail(String reason) {
    log.error("{}", reason);
    status = FAILED;
    System.exit(FAILED);
  }

  private void close() {
    log.info("stopping");
    var closing = Thread.ofPlatform().daemon().name("closing").start(this::closeAll);
    long began = System.nanoTime();
    try {
      while (!closing.join(POLL_INTERVAL)) {
        var elapsed = Duration.ofNanos(System.nanoTime() - began);
        if (overdue(elapsed)) {
          log.warn("not closed after {}: ended all the same", elapsed);
          Runtime.getRuntime().halt(status);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ended.countDown();
  }

  private void closeAll() {
    try {
      server.close();
    } catch (RuntimeException | Error e) {
      log.error("the server did not close well", e);
    }
    databaseNeeded = false;
    infrastructure.close();
  }

  /// Whether to stop waiting. The embedded database ends without help, however long that takes: it
  /// notices that this process is gone.
  private boolean overdue(Duration elapsed) {
    if (elapsed.compareTo(TIMEOUT_WITHOUT_DATABASE) < 0) return false;
    var most = infrastructure.config().http().drain().plus(BEYOND_DRAIN);
    return !databaseNeeded || elapsed.compareTo(most) > 0 || !infrastructure.answers();
  }
}
