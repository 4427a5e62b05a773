package coffer.chain.sandbox;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Signals changes of a chain in this process. It counts them, so that a change between a read and
/// a wait is not missed.
final class ChangeSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private long count;

  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  void ring() {
    lock.lock();
    try {
      count++;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Returns when there was a signal after the count `heard`, or after the timeout.
  void await(long heard, Duration atMost) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.convert(atMost);
    lock.lockInterruptibly();
    try {
      while (count == heard && left > 0) left = rung.awaitNanos(left);
    } finally {
      lock.unlock();
    }
  }
}
