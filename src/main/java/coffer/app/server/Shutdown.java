package coffer.app.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes a server when this process is told to end, and ends the process all the same if that
/// takes too long: what is not committed by then is as if it had not begun.
public final class Shutdown {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
  // Nothing can be finished without the database.
  private static final Duration TIMEOUT_WITHOUT_DATABASE = Duration.ofSeconds(8);
  // Requests under way have the drain, workers theirs: webhooks 12 s.
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

  /// From now on the server is closed when the process is told to end. The process ends, too, if
  /// the database that it runs is lost, or if another server brought the database further than this
  /// one knows.
  public static Shutdown of(Infrastructure infrastructure, Server server) {
    var shutdown = new Shutdown(infrastructure, server);
    Runtime.getRuntime().addShutdownHook(new Thread(shutdown::close, "shutdown"));
    infrastructure.postgres().ifPresent(postgres -> postgres.whenLost(shutdown::fail));
    server.whenOutdated(why -> Thread.ofPlatform().start(() -> shutdown.fail(why)));
    return shutdown;
  }

  /// Until the server is closed.
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

  /// The embedded database ends by itself, as long as that takes: it hears that we are gone.
  private boolean overdue(Duration elapsed) {
    if (elapsed.compareTo(TIMEOUT_WITHOUT_DATABASE) < 0) return false;
    var most = infrastructure.config().http().drain().plus(BEYOND_DRAIN);
    return !databaseNeeded || elapsed.compareTo(most) > 0 || !infrastructure.answers();
  }
}
