package coffer.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.core.Rejection;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class EventLogDbTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @AutoClose private final Db db = TestDb.create();
  private final EventLog log = new EventLog();
  private final Shop shop = Shop.open(db);

  @Test
  void aReaderMissesNothingWhenTransactionsOverlap() {
    var start = db.tx(log::end);
    // The slower one has the lower id, and commits last.
    var during =
        db.tx(
            slow -> {
              shop.happens(slow, "invoice.slow", 1, NOW);
              slow.only("SELECT 1 AS sent", row -> row.integer("sent"));
              shop.happens(db, "invoice.quick", NOW);
              return db.tx(tx -> log.after(tx, start, 10));
            });
    assertThat(during.events()).isEmpty();
    await().until(this::settled);
    var after = db.tx(tx -> log.after(tx, during.next(), 10));
    assertThat(after.events().stream().map(Event::type))
        .containsExactlyInAnyOrder("invoice.slow", "invoice.quick");
    assertThat(db.tx(tx -> log.after(tx, after.next(), 10)).events()).isEmpty();
  }

  @Test
  void pagesAProjectsOwnEventsFromTheOldest() {
    shop.happens(db, "invoice.settled", 5, NOW);
    var other = Shop.open(db);
    other.happens(db, "invoice.settled", 5, NOW);
    await().until(this::settled);
    var seen = new ArrayList<UUID>();
    for (var page = page(Optional.empty()); !page.isEmpty(); ) {
      page.forEach(event -> seen.add(event.publicId()));
      page = page(Optional.of(seen.getLast()));
    }
    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
    assertThat(find(shop, seen.getFirst())).isPresent();
    assertThat(find(other, seen.getFirst())).isEmpty();
    assertThatThrownBy(() -> page(Optional.of(UUID.randomUUID())))
        .isInstanceOf(Rejection.Refused.class);
  }

  /// Whether all events show: transactions in other databases of this server hold the horizon, too.
  private boolean settled() {
    return db.tx(
        tx ->
            tx.only(
                """
                SELECT NOT EXISTS (SELECT FROM event WHERE tx >= xid_horizon()) AS ok
                """,
                row -> row.bool("ok")));
  }

  private Optional<Event> find(Shop of, UUID id) {
    return db.tx(tx -> log.find(tx, of.project.id(), id));
  }

  private List<Event> page(Optional<UUID> after) {
    return db.tx(tx -> log.page(tx, shop.project.id(), after, 2));
  }
}
