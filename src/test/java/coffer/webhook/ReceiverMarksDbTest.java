package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.event.Shop;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ReceiverMarksDbTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant LATER = NOW.plus(ReceiverMarks.TTL);

  @AutoClose private final Db db = TestDb.create();
  private final Shop shop = Shop.open(db);

  private void mark(Lane lane, Instant at) {
    var changes = new LaneScheduler.Changes(Map.of(lane, true), Map.of(lane.host(), true));
    db.run(tx -> ReceiverMarks.note(tx, changes, at));
  }

  private Lane lane(String url) {
    shop.tell(db, url);
    return db.tx(
        tx ->
            tx.only(
                "SELECT lane FROM destination WHERE url = ?",
                row -> new Lane(shop.project.id(), row.number("lane")),
                url));
  }

  private List<Long> slow() {
    return db.tx(tx -> tx.list("SELECT lane FROM slow_lane", row -> row.number("lane")));
  }

  private List<Long> proven() {
    return db.tx(tx -> tx.list("SELECT host FROM proven_host", row -> row.number("host")));
  }

  @Test
  void receiversThatNothingWasSentToForLongAreForgotten() {
    var old = lane("https://old.example/a");
    var young = lane("https://young.example/b");
    mark(old, NOW);
    mark(young, NOW.plus(Duration.ofSeconds(1)));
    ReceiverMarks.sweep(db, LATER);
    assertThat(slow()).containsExactly(young.number());
    assertThat(proven()).containsExactly(young.host().number());
  }

  @Test
  void whatIsDueKeepsTheMarksOfItsReceiver() {
    var due = lane("https://due.example/a");
    var idle = lane("https://idle.example/a");
    mark(due, NOW);
    mark(idle, NOW);
    db.run(tx -> tx.update("UPDATE destination SET enabled = false WHERE lane = ?", idle.number()));
    shop.happens(db, "payment.seen", NOW);
    ReceiverMarks.sweep(db, LATER);
    assertThat(slow()).containsExactly(due.number());
    assertThat(proven()).containsExactly(due.host().number());
  }
}
