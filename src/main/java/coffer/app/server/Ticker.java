package coffer.app.server;

import coffer.core.BackgroundLoop;
import java.time.Duration;

/// Runs a small task at intervals, on every node; running it twice must be harmless.
final class Ticker implements AutoCloseable {
  private final String name;
  private final BackgroundLoop loop;
  private final Duration interval;
  private final Runnable work;

  Ticker(String name, Duration interval, Runnable work) {
    this.name = name;
    this.interval = interval;
    this.work = work;
    this.loop = BackgroundLoop.of(name, this::turn);
  }

  void start() {
    loop.start();
  }

  private void turn() throws InterruptedException {
    work.run();
    loop.pause(interval);
  }

  Server.Worker worker() {
    return worker(() -> {});
  }

  /// @param first runs before the start returns
  Server.Worker worker(Runnable first) {
    Runnable start =
        () -> {
          first.run();
          start();
        };
    return new Server.Worker(name, start, this::close, loop::problem);
  }

  @Override
  public void close() {
    loop.close();
  }
}
