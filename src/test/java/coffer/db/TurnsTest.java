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
  private final Turns turns = new Turns(4, 2, 1, 3);

  @Test
  void aShareHoldsNoMoreThanItsPart() throws Exception {
    take("greedy", 2);
    assertThat(turns.acquire(of("greedy"), SHORT)).isFalse();
    take("quiet", 2);
    assertThat(turns.acquire(of("third"), SHORT)).isFalse();
    turns.release(of("quiet"));
    assertThat(turns.acquire(of("greedy"), SHORT)).isFalse();
    assertThat(turns.acquire(of("third"), SHORT)).isTrue();
  }

  @Test
  void aNarrowShareHoldsLess() throws Exception {
    var lists = new Share("greedy", true);
    assertThat(turns.acquire(lists, LONG)).isTrue();
    assertThat(turns.acquire(lists, SHORT)).isFalse();
    take("greedy", 2);
    turns.release(lists);
    assertThat(turns.acquire(lists, LONG)).isTrue();
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
    turns.release(of("one"));
    waiting.get(2).get();
    waiting.get(3).get();
    turns.release(of("two"));
    for (var each : waiting) each.get();
    assertThat(order).containsExactly("three", "four", "two", "two");
  }

  @Test
  void withinAShareTheOneThatWaitedLongestComesFirst() throws Exception {
    var single = new Turns(1, 1, 1, 10);
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
    assertThat(turns.acquire(of("greedy"), LONG)).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(LONG);
    assertThat(turns.acquire(of("quiet"), SHORT)).isTrue();
    turns.release(of("greedy"));
    turns.release(of("greedy"));
  }

  /// Nothing is kept of shares that neither hold nor wait; those that gave up do not count.
  @Test
  void nothingIsLeftOfThoseThatAreGone() throws Exception {
    for (int n = 0; n < 100; n++) {
      assertThat(turns.acquire(of("share " + n), LONG)).isTrue();
      turns.release(of("share " + n));
    }
    take("one", 2);
    assertThat(turns.acquire(of("one"), SHORT)).isFalse();
    turns.release(of("one"));
    turns.release(of("one"));
    assertThat(turns.shares()).isZero();
    take("one", 2);
    take("two", 2);
  }

  private void take(String share, int count) throws InterruptedException {
    for (int n = 0; n < count; n++) assertThat(turns.acquire(of(share), LONG)).isTrue();
  }

  /// @param number how many of the share and others wait then
  private Future<?> wait(String share, int number) {
    var waits =
        threads.submit(
            () -> {
              acquire(turns, share);
              order.add(share);
              turns.release(of(share));
            });
    await().until(() -> turns.waiting() == number);
    return waits;
  }

  private static void acquire(Turns turns, String share) {
    try {
      assertThat(turns.acquire(of(share), LONG)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Share of(String name) {
    return new Share(name, false);
  }
}
