package coffer.faults;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/// How long a test goes on, and what chance does in it: `-Dfaults.seconds=300 -Dseed=7`. The seed
/// repeats what is asked and when; what the machine makes of it differs.
final class Run {
  final long seed = Long.getLong("seed", new SecureRandom().nextInt(1_000_000));
  final Random random = new Random(seed);
  private final Duration length;
  private Instant begun = Instant.now();

  private Run(Duration length) {
    this.length = length;
  }

  /// @param seconds of faults in the suite, unless it is asked for longer
  static Run of(int seconds) {
    return new Run(Duration.ofSeconds(Integer.getInteger("faults.seconds", seconds)));
  }

  long seconds() {
    return length.toSeconds();
  }

  /// Everything runs: the time counts from now.
  void begin() {
    begun = Instant.now();
  }

  boolean goesOn() {
    return Instant.now().isBefore(begun.plus(length));
  }

  /// The moment of a fault is chance: here, nothing is waited for.
  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Shown in the test's output: what the figures of `docs/reliability.md` are copied from.
  void tell(String figures) {
    var took = Duration.between(begun, Instant.now()).toSeconds();
    System.out.printf("faults: seed %d, %d s: %s%n", seed, took, figures);
  }
}
