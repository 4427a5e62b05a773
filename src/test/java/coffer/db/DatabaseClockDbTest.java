package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DatabaseClockDbTest {
  @AutoClose private static final Db db = TestDb.create();

  /// A clock of the database that is set by hand: the search path finds our function first.
  private static Db skewed(Db.Address address) {
    try (var first = Db.open(address, 1)) {
      first.run(tx -> tx.update("CREATE TABLE ahead (by interval NOT NULL)"));
      first.run(tx -> tx.update("INSERT INTO ahead VALUES ('0')"));
      first.run(
          tx ->
              tx.update(
                  """
                  CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
                  'SELECT pg_catalog.clock_timestamp() + by FROM public.ahead'
                  """));
    }
    var url = address.url() + "?currentSchema=public,pg_catalog";
    return Db.open(new Db.Address(url, address.user(), address.password()), 2);
  }

  @Test
  void saysWhatTheDatabaseSays() {
    var clock = new DatabaseClock(db);
    var before = time(db);
    var now = clock.instant();
    assertThat(now)
        .isBetween(before.minus(Duration.ofSeconds(1)), time(db).plus(Duration.ofSeconds(1)));
    assertThat(clock.instant()).isAfterOrEqualTo(now);
  }

  @Test
  void followsTheDatabaseForthAndBackAndTwoNodesAgree() {
    try (var node = skewed(TestDb.address())) {
      var one = new DatabaseClock(node);
      var start = one.instant();
      for (var by : new String[] {"10 minutes", "-10 minutes"}) {
        node.run(tx -> tx.update("UPDATE ahead SET by = ?::interval", by));
        var two = new DatabaseClock(node);
        one.adjust();
        assertThat(Duration.between(one.instant(), two.instant()).abs())
            .isLessThan(Duration.ofSeconds(1));
        assertThat(Duration.between(start, one.instant()).abs())
            .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
      }
    }
  }

  @Test
  void goesOnWhileTheDatabaseIsAway() {
    var gone = TestDb.create();
    var clock = new DatabaseClock(gone);
    gone.close();
    var first = clock.instant();
    org.awaitility.Awaitility.await().until(() -> clock.instant().isAfter(first));
  }

  private static Instant time(Db db) {
    return db.tx(tx -> tx.only("SELECT clock_timestamp() AS at", row -> row.instant("at")));
  }
}
