package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class ConnectionQueueTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(20);

  @AutoClose private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final ConnectionQueue queue = new ConnectionQueue(4, 2, 1, 3);

  @Test
  void aShareHoldsNoMoreThanItsPart() throws Exception {
    take("greedy", 2);
    assertThat(queue.acquire(of("greedy"), SHORT)).isFalse();
    take("quiet", 2);
    assertThat(queue.acquire(of("third"), SHORT)).isFalse();
    queue.release(of("quiet"));
    assertThat(queue.acquire(of("greedy"), SHORT)).isFalse();
    assertThat(queue.acquire(of("third"), SHORT)).isTrue();
  }

  @Test
  void aNarrowShareHoldsLess() throws Exception {
    var lists = new ConnectionShare("greedy", true);
    assertThat(queue.acquire(lists, LONG)).isTrue();
    assertThat(queue.acquire(lists, SHORT)).isFalse();
    take("greedy", 2);
    queue.release(lists);
    assertThat(queue.acquire(lists, LONG)).isTrue();
  }

  @Test
  void whatBecomesFreeGoesToTheShareThatHoldsTheFewest() throws Exception {
    take("one", 2);
    take("two", 2);
    var waiting = new ArrayList<Future<?>>();
    waiting.add(wait("two", 1));
    waiting.add(wait("two", 2));
    waiting.add(wait("three", 3));
    waiting.add(wait("four", 4));
    // One connection goes from hand to hand; the second share has to give one back first.
    queue.release(of("one"));
    waiting.get(2).get();
    waiting.get(3).get();
    queue.release(of("two"));
    for (var each : waiting) each.get();
    assertThat(order).containsExactly("three", "four", "two", "two");
  }

  @Test
  void withinAShareTheOneThatWaitedLongestComesFirst() throws Exception {
    var single = new ConnectionQueue(1, 1, 1, 10);
    assertThat(single.acquire(of("a"), LONG)).isTrue();
    var numbers = new CopyOnWriteArrayList<Integer>();
    var waiting = new ArrayList<CompletableFuture<Void>>();
    for (int n = 0; n < 5; n++) {
      int number = n;
      waiting.add(
          CompletableFuture.runAsync(
              () -> {
                acquire(single, "a");
                numbers.add(number);
                single.release(of("a"));
              },
              threads));
      int wanted = n + 1;
      await().until(() -> single.waiting() == wanted);
    }
    single.release(of("a"));
    waiting.forEach(CompletableFuture::join);
    assertThat(numbers).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void whoComesWhenTooManyWaitIsSentAwayAtOnce() throws Exception {
    take("greedy", 2);
    for (int n = 1; n <= 3; n++) wait("greedy", n);
    long from = System.nanoTime();
    assertThat(queue.acquire(of("greedy"), LONG)).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(LONG);
    assertThat(queue.acquire(of("quiet"), SHORT)).isTrue();
    queue.release(of("greedy"));
    queue.release(of("greedy"));
  }

  /// Nothing is kept of shares that neither hold nor wait; those that gave up do not count.
  @Test
  void nothingIsLeftOfThoseThatAreGone() throws Exception {
    for (int n = 0; n < 100; n++) {
      assertThat(queue.acquire(of("share " + n), LONG)).isTrue();
      queue.release(of("share " + n));
    }
    take("one", 2);
    assertThat(queue.acquire(of("one"), SHORT)).isFalse();
    queue.release(of("one"));
    queue.release(of("one"));
    assertThat(queue.shares()).isZero();
    take("one", 2);
    take("two", 2);
  }

  private void take(String share, int count) throws InterruptedException {
    for (int n = 0; n < count; n++) assertThat(queue.acquire(of(share), LONG)).isTrue();
  }

  /// @param number how many of the share and others wait then
  private Future<?> wait(String share, int number) {
    var waits =
        threads.submit(
            () -> {
              acquire(queue, share);
              order.add(share);
              queue.release(of(share));
            });
    await().until(() -> queue.waiting() == number);
    return waits;
  }

  private static void acquire(ConnectionQueue queue, String share) {
    try {
      assertThat(queue.acquire(of(share), LONG)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ConnectionShare of(String name) {
    return new ConnectionShare(name, false);
  }
}
