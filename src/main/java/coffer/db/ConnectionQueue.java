package coffer.db;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Decides who gets a connection of a pool, and in which order. Each [ConnectionShare] may hold
/// only a part of the connections. A connection that becomes free goes to the waiting share that
/// holds the fewest, and within a share to the waiter that has waited longest. So a busy share
/// delays another one by one transaction, not by its whole queue.
final class ConnectionQueue {
  private final int all;
  private final int most;
  private final int mostNarrow;
  private final int mostWaiting;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ConnectionShare, Queue> queues = new HashMap<>();
  // The queues that have waiters and may hold another connection, the next one first.
  private final TreeSet<Queue> next =
      new TreeSet<>(Comparator.<Queue>comparingInt(q -> q.held).thenComparingLong(q -> q.since));
  private int held;
  private long number;

  /// @param all the number of connections
  /// @param most of them that one share may hold, 1 or more
  /// @param mostNarrow the same for a narrow share
  /// @param mostWaiting the most waiters of one share; further ones are rejected at once
  ConnectionQueue(int all, int most, int mostNarrow, int mostWaiting) {
    this.all = all;
    this.most = most;
    this.mostNarrow = mostNarrow;
    this.mostWaiting = mostWaiting;
  }

  private static final class Queue {
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private final int most;
    private int held;
    private long since; // the number of the waiter that has waited longest

    Queue(int most) {
      this.most = most;
    }
  }

  private static final class Waiter {
    private final Condition condition;
    private final long number;
    private boolean granted;

    Waiter(Condition condition, long number) {
      this.condition = condition;
      this.number = number;
    }
  }

  /// Waits for a connection; [#release] gives it back.
  ///
  /// @return false if none became free in time, or if too many wait already
  boolean acquire(ConnectionShare share, Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var queue = queues.computeIfAbsent(share, this::queue);
      if (queue.waiting.size() >= mostWaiting) return false;
      var waiter = new Waiter(lock.newCondition(), number++);
      change(queue, () -> queue.waiting.add(waiter));
      grant();
      long left = patience.toNanos();
      try {
        while (!waiter.granted && left > 0) left = waiter.condition.awaitNanos(left);
        return waiter.granted;
      } catch (InterruptedException e) {
        if (waiter.granted) giveBack(share, queue);
        throw e;
      } finally {
        if (!waiter.granted) {
          change(queue, () -> queue.waiting.remove(waiter));
          forget(share, queue);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private Queue queue(ConnectionShare share) {
    return new Queue(share.narrow() ? mostNarrow : most);
  }

  void release(ConnectionShare share) {
    lock.lock();
    try {
      giveBack(share, java.util.Objects.requireNonNull(queues.get(share)));
    } finally {
      lock.unlock();
    }
  }

  /// The number of waiters.
  int waiting() {
    lock.lock();
    try {
      return queues.values().stream().mapToInt(queue -> queue.waiting.size()).sum();
    } finally {
      lock.unlock();
    }
  }

  /// The number of shares that hold a connection or wait for one.
  int shares() {
    lock.lock();
    try {
      return queues.size();
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(ConnectionShare share, Queue queue) {
    held--;
    change(queue, () -> queue.held--);
    forget(share, queue);
    grant();
  }

  private void grant() {
    while (held < all && !next.isEmpty()) {
      var queue = next.first();
      change(
          queue,
          () -> {
            var waiter = queue.waiting.remove();
            waiter.granted = true;
            waiter.condition.signal();
            queue.held++;
          });
      held++;
    }
  }

  /// Changes a queue. Its position among the others depends on what changes, so it is removed and
  /// added again.
  private void change(Queue queue, Runnable change) {
    next.remove(queue);
    change.run();
    var first = queue.waiting.peek();
    if (first == null || queue.held >= queue.most) return;
    queue.since = first.number;
    next.add(queue);
  }

  private void forget(ConnectionShare share, Queue queue) {
    if (queue.held == 0 && queue.waiting.isEmpty()) queues.remove(share, queue);
  }
}
