package coffer.db;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The time of the database, the one clock of all nodes. What a machine believes the time to be is
/// never asked: leases, quotes and payments of two nodes would disagree by as much as their
/// machines do, or jump when an operator sets one right.
///
/// Between two looks at the database time passes by the machine's monotonic counter, which runs on
/// while the database is away.
public final class DatabaseClock implements InstantSource {
  private static final Logger log = LoggerFactory.getLogger(DatabaseClock.class);
  private static final Duration JUMP = Duration.ofSeconds(1);

  /// @param nanos what [System#nanoTime] said then
  private record Anchor(Instant time, long nanos) {
    Instant now() {
      return time.plusNanos(System.nanoTime() - nanos);
    }
  }

  private final Db db;
  private volatile Anchor anchor;

  public DatabaseClock(Db db) {
    this.db = db;
    this.anchor = look();
  }

  @Override
  public Instant instant() {
    return anchor.now();
  }

  /// Looks at the database's clock again: counters differ a little, and stand still while a machine
  /// sleeps. To be called every few seconds.
  public void adjust() {
    var before = anchor;
    var seen = look();
    var off = Duration.between(before.now(), seen.now());
    if (off.abs().compareTo(JUMP) > 0) log.warn("the clock of the database jumped by {}", off);
    anchor = seen;
  }

  /// The answer was written about halfway between question and receipt.
  private Anchor look() {
    return db.tx(
        tx -> {
          long asked = System.nanoTime();
          var time = tx.only("SELECT clock_timestamp() AS at", row -> row.instant("at"));
          return new Anchor(time, asked + (System.nanoTime() - asked) / 2);
        });
  }
}
