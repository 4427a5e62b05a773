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

final class TurnsTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(20);

  @AutoClose private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> order = new CopyOnWriteArrayList<>();
  private final Turns turns = new Turns(4, 2, 3);

  @Test
  void aShareHoldsNoMoreThanItsPart() throws Exception {
    take("greedy", 2);
    assertThat(turns.acquire("greedy", SHORT)).isFalse();
    take("quiet", 2);
    assertThat(turns.acquire("third", SHORT)).isFalse();
    turns.release("quiet");
    assertThat(turns.acquire("greedy", SHORT)).isFalse();
    assertThat(turns.acquire("third", SHORT)).isTrue();
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
    turns.release("one");
    turns.release("one");
    turns.release("two");
    turns.release("two");
    for (var each : waiting) each.get();
    assertThat(order).containsSubsequence("three", "two", "two").containsSubsequence("four", "two");
  }

  @Test
  void withinAShareTheOneThatWaitedLongestComesFirst() throws Exception {
    var single = new Turns(1, 1, 10);
    assertThat(single.acquire("a", LONG)).isTrue();
    var numbers = new CopyOnWriteArrayList<Integer>();
    var waiting = new ArrayList<CompletableFuture<Void>>();
    for (int n = 0; n < 5; n++) {
      int number = n;
      waiting.add(
          CompletableFuture.runAsync(
              () -> {
                acquire(single, "a");
                numbers.add(number);
                single.release("a");
              },
              threads));
      int wanted = n + 1;
      await().until(() -> single.waiting() == wanted);
    }
    single.release("a");
    waiting.forEach(CompletableFuture::join);
    assertThat(numbers).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void whoComesWhenTooManyWaitIsSentAwayAtOnce() throws Exception {
    take("greedy", 2);
    for (int n = 1; n <= 3; n++) wait("greedy", n);
    long from = System.nanoTime();
    assertThat(turns.acquire("greedy", LONG)).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(LONG);
    assertThat(turns.acquire("quiet", SHORT)).isTrue();
    turns.release("greedy");
    turns.release("greedy");
  }

  /// Nothing is kept of shares that neither hold nor wait; those that gave up do not count.
  @Test
  void nothingIsLeftOfThoseThatAreGone() throws Exception {
    for (int n = 0; n < 100; n++) {
      assertThat(turns.acquire("share " + n, LONG)).isTrue();
      turns.release("share " + n);
    }
    take("one", 2);
    assertThat(turns.acquire("one", SHORT)).isFalse();
    turns.release("one");
    turns.release("one");
    assertThat(turns.shares()).isZero();
    take("one", 2);
    take("two", 2);
  }

  private void take(String share, int count) throws InterruptedException {
    for (int n = 0; n < count; n++) assertThat(turns.acquire(share, LONG)).isTrue();
  }

  /// @param number how many of the share and others wait then
  private Future<?> wait(String share, int number) {
    var waits =
        threads.submit(
            () -> {
              acquire(turns, share);
              order.add(share);
              turns.release(share);
            });
    await().until(() -> turns.waiting() == number);
    return waits;
  }

  private static void acquire(Turns turns, String share) {
    try {
      assertThat(turns.acquire(share, LONG)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
