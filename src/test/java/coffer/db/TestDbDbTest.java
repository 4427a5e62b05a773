package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TestDbDbTest {
  @AutoClose private static final Db one = TestDb.create();
  @AutoClose private static final Db two = TestDb.create();

  @Test
  void eachCopyIsMigratedAndAlone() {
    one.run(
        tx ->
            tx.update(
                "INSERT INTO partner (public_id, name, created_at)"
                    + " VALUES (gen_random_uuid(), 'A', ?)",
                Instant.EPOCH));
    assertThat(partners(one)).isEqualTo(1);
    assertThat(partners(two)).isZero();
  }

  private static long partners(Db db) {
    return db.tx(tx -> tx.only("SELECT count(*) AS n FROM partner", row -> row.number("n")));
  }
}
