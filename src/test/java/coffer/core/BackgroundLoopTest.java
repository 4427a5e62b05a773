package coffer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackgroundLoopTest {
  private final AtomicInteger turns = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(
      classes = {
        OutOfMemoryError.class,
        StackOverflowError.class,
        NoClassDefFoundError.class,
        IllegalStateException.class,
        InterruptedException.class
      })
  void nothingThatATurnThrowsEndsIt(Class<? extends Throwable> thrown) throws Exception {
    var failure = thrown.getDeclaredConstructor().newInstance();
    try (var loop =
        BackgroundLoop.of(
            "test",
            () -> {
              if (turns.incrementAndGet() <= 2) BackgroundLoopTest.<RuntimeException>sneak(failure);
            })) {
      loop.start();
      await().until(() -> turns.get() > 3);
    }
  }

  @Test
  void anInterruptThatNobodyMeantDoesNotEndIt() {
    var thread = new AtomicReference<Thread>();
    try (var loop = loop(thread)) {
      loop.start();
      await().until(() -> thread.get() != null);
      thread.get().interrupt();
      int seen = turns.get();
      await().until(() -> turns.get() > seen + 1);
      assertThat(loop.problem()).isEmpty();
    }
    assertThat(thread.get().isAlive()).isFalse();
  }

  private BackgroundLoop loop(AtomicReference<Thread> thread) {
    var self = new AtomicReference<BackgroundLoop>();
    self.set(
        BackgroundLoop.of(
            "test",
            () -> {
              thread.set(Thread.currentThread());
              turns.incrementAndGet();
              self.get().pause(Duration.ofMillis(20));
            }));
    return self.get();
  }

  @Test
  void oneThatFailsAgainAndAgainSaysSoUntilItWorks() {
    var broken = new AtomicBoolean(true);
    try (var loop =
        BackgroundLoop.of(
            "test",
            () -> {
              if (broken.get()) throw new StackOverflowError();
            })) {
      assertThat(loop.problem()).isEmpty();
      loop.start();
      await().until(() -> loop.problem().isPresent());
      assertThat(loop.problem()).contains("fails");
      broken.set(false);
      await().until(() -> loop.problem().isEmpty());
    }
  }

  @Test
  void oneThatWasNeverStartedIsClosedAtOnce() {
    BackgroundLoop.of("test", turns::incrementAndGet).close();
    assertThat(turns.get()).isZero();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }
}
