package coffer.db;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The time of the database, the common clock of all nodes. The clock of a machine is never read:
/// leases, quotes and payments of two nodes would disagree by as much as their machines do, or jump
/// when an operator corrects a clock.
///
/// Between two reads of the database's clock, time passes by the machine's monotonic counter, which
/// continues while the database is unavailable.
public final class DatabaseClock implements InstantSource {
  private static final Logger log = LoggerFactory.getLogger(DatabaseClock.class);
  private static final Duration JUMP = Duration.ofSeconds(1);

  /// @param nanos [System#nanoTime] at that time
  private record Anchor(Instant time, long nanos) {
    Instant now() {
      return time.plusNanos(System.nanoTime() - nanos);
    }
  }

  private final Db db;
  private volatile Anchor anchor;

  public DatabaseClock(Db db) {
    this.db = db;
    this.anchor = read();
  }

  @Override
  public Instant instant() {
    return anchor.now();
  }

  /// Reads the database's clock again: counters differ a little, and stop while a machine sleeps.
  /// To be called every few seconds.
  public void adjust() {
    var before = anchor;
    var seen = read();
    var off = Duration.between(before.now(), seen.now());
    if (off.abs().compareTo(JUMP) > 0) log.warn("the clock of the database jumped by {}", off);
    anchor = seen;
  }

  /// Assumes that the database answered halfway between request and response.
  private Anchor read() {
    return db.tx(
        tx -> {
          long asked = System.nanoTime();
          var time = tx.only("SELECT clock_timestamp() AS at", row -> row.instant("at"));
          return new Anchor(time, asked + (System.nanoTime() - asked) / 2);
        });
  }
}
