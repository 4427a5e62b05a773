package coffer.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting for a condition.
final class WaitUntil {
  private WaitUntil() {}

  static void until(Duration atMost, BooleanSupplier condition) {
    until(atMost, Duration.ofMillis(5), condition);
  }

  static void until(Duration atMost, Duration every, BooleanSupplier condition) {
    var end = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) throw new IllegalStateException("waited for " + atMost);
      LockSupport.parkNanos(every.toNanos());
    }
  }
}
