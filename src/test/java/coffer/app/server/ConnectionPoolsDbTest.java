package coffer.app.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.db.Db;
import coffer.db.TestDb;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class ConnectionPoolsDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final Db own = Db.open(DATABASE, 1);

  private long others() {
    return own.tx(
        tx ->
            tx.only(
                """
                SELECT count(*) AS n FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """,
                row -> row.number("n")));
  }

  /// A pool that cannot be opened leaves no connection of the others behind.
  @Test
  void allPoolsAreOpenedOrNone() {
    var asked = new AtomicInteger();
    assertThatThrownBy(
            () ->
                ConnectionPools.open(
                    () -> {
                      if (asked.incrementAndGet() > 2) throw new OutOfMemoryError("as it were");
                      return DATABASE;
                    },
                    10))
        .isInstanceOf(Throwable.class);
    await().until(() -> others() == 0);
  }
}
