package coffer.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// So many workers doing the same thing again and again for a while.
final class Load {
  /// One worker: begins when all are there, and does one piece of work a call.
  @FunctionalInterface
  interface Worker extends AutoCloseable {
    void once() throws Exception;

    @Override
    default void close() throws IOException, SQLException {}
  }

  @FunctionalInterface
  interface Workers {
    Worker open(int number) throws Exception;
  }

  private Load() {}

  /// @return pieces of work a second
  static double run(int workers, Duration time, Latencies latencies, Workers open)
      throws Exception {
    var done = new AtomicLong();
    var barrier = new CyclicBarrier(workers);
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
      var all = new ArrayList<Future<Long>>();
      for (int i = 0; i < workers; i++) {
        var number = i;
        Callable<Long> task = () -> work(open, number, barrier, time, latencies, done);
        all.add(threads.submit(task));
      }
      var longest = 0L;
      for (var each : all) longest = Math.max(longest, each.get());
      return done.get() / (longest / 1e9);
    }
  }

  private static long work(
      Workers open,
      int number,
      CyclicBarrier barrier,
      Duration time,
      Latencies latencies,
      AtomicLong done)
      throws Exception {
    try (var worker = open.open(number)) {
      barrier.await();
      var began = System.nanoTime();
      var until = began + time.toNanos();
      for (long now = began; now < until; ) {
        worker.once();
        var end = System.nanoTime();
        latencies.add(end - now);
        done.incrementAndGet();
        now = end;
      }
      return System.nanoTime() - began;
    }
  }
}
