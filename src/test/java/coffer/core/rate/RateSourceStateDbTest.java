package coffer.core.rate;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What a source answered last is a row, which each server can read.
final class RateSourceStateDbTest {
  @AutoClose private static final Db db = TestDb.create();
  private final AtomicReference<Optional<String>> failure = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  private final RateSource source =
      new RateSource() {
        @Override
        public String name() {
          return "market";
        }

        @Override
        public Kind kind() {
          return Kind.MARKET;
        }

        @Override
        public List<Rate> fetch() {
          failure
              .get()
              .ifPresent(
                  why -> {
                    throw new RateSourceException(why);
                  });
          return List.of();
        }
      };
  private final Rates rates = new Rates(List.of(source), now::get);

  private RateSourceState refreshed() {
    rates.refresh(db);
    var states = db.tx(RateSourceState::list);
    assertThat(states).hasSize(1);
    return states.getFirst();
  }

  @Test
  void aFailureIsShownUntilTheSourceAnswers() {
    assertThat(refreshed()).returns(false, RateSourceState::failing);
    now.updateAndGet(at -> at.plusSeconds(60));
    failure.set(Optional.of("market: 451 not in your country" + "x".repeat(1000)));
    var failing = refreshed();
    assertThat(failing.failing()).isTrue();
    assertThat(failing.error().orElseThrow()).startsWith("market: 451").hasSize(500);
    assertThat(failing.answeredAt()).contains(now.get().minusSeconds(60));
    now.updateAndGet(at -> at.plusSeconds(60));
    failure.set(Optional.empty());
    var well = refreshed();
    assertThat(well.failing()).isFalse();
    assertThat(well.error().orElseThrow()).startsWith("market: 451");
  }
}
