package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.World;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScannerLoopDbTest {
  private static final Db.Address DATABASE = TestDb.address();

  /// A full disk refuses at once, and so does a closed pool: to ask without a pause would fill what
  /// is left with log lines.
  @Test
  void pausesWhileTheDatabaseTakesNothing() {
    var looks = new AtomicInteger();
    InstantSource clock = () -> Instant.ofEpochSecond(looks.incrementAndGet());
    var broken = Db.open(DATABASE, 1);
    try (var world = new World(DATABASE)) {
      var chain = world.chain("ethereum");
      var source = world.sandbox.source(broken, chain);
      var scanner = world.scanner(chain, source, Optional.of(0L));
      var reader = new ScannerLoop.Reader(source, scanner);
      var rescans = new RescanLoop(broken, chain, () -> none(), clock);
      broken.close();
      try (var _ =
          new ScannerLoop(
                  broken,
                  chain,
                  () -> reader,
                  rescans,
                  Duration.ofMillis(100),
                  UUID.randomUUID(),
                  clock)
              .start()) {
        await().until(() -> looks.get() > 0);
        await()
            .during(Duration.ofMillis(500))
            .atMost(Duration.ofSeconds(2))
            .until(() -> looks.get() < 50);
      }
      assertThat(looks.get()).isLessThan(50);
    }
  }

  private static RescanLoop.Reader none() {
    throw new IllegalStateException("there are no rescans");
  }
}
