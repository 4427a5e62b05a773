package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.Rejection;
import coffer.core.event.Shop;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A project with a hundred thousand webhooks costs the others nothing.
class ManyLanesDbTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final int MANY = 120_000;
  private static final Duration LEASE = Duration.ofSeconds(60);

  @AutoClose private final Db db = TestDb.create();
  private final DeliveryLeases leases = new DeliveryLeases(Plain.SECRETS);
  private final DeliveryLeases.Room standard =
      new LaneScheduler(LaneScheduler.Limits.STANDARD).room(500);
  private Shop greedy;
  private Shop quiet;

  @BeforeEach
  void open() {
    greedy = Shop.open(db);
    quiet = Shop.open(db);
    quiet.tell(db, "http://quiet.example/");
  }

  @Test
  void aLookCostsMillisecondsBesideAnyNumberOfLanesAndFindsTheQuietShop() {
    lanes(greedy, NOW.minusSeconds(60));
    var millis = new ArrayList<Long>();
    for (int i = 0; i < 20; i++) {
      quiet.happens(db, "invoice.settled", NOW);
      var look = measured(() -> look(Map.of()));
      millis.add(look.millis);
      assertThat(look.result.leased()).filteredOn(this::isQuiet).hasSize(1);
      assertThat(look.result.leased().size())
          .isLessThanOrEqualTo(1 + LaneScheduler.Limits.STANDARD.slow().project());
    }
    assertThat(median(millis)).isLessThan(150);
  }

  @Test
  void whatIsNotDueIsPassedOverAndEveryLaneHasItsTurn() {
    lanes(greedy, NOW.plusSeconds(3600));
    db.run(
        tx ->
            tx.update(
                """
                UPDATE delivery SET due_at = ? WHERE id = (
                  SELECT id FROM delivery WHERE project_id = ? ORDER BY lane DESC LIMIT 1)
                """,
                NOW,
                greedy.project.id()));
    var after = Map.<Long, Long>of();
    int looks = 0;
    List<LeasedDelivery> found = List.of();
    while (found.isEmpty()) {
      var look = look(after);
      found = look.leased();
      after = new HashMap<>(look.after());
      assertThat(++looks).isLessThanOrEqualTo(MANY / DeliveryLeases.LANES_AT_ONCE + 1);
    }
    assertThat(looks).isGreaterThan(10);
  }

  @Test
  void anEventCostsMillisecondsBesideAnyNumberOfWebhooksThatWereDeleted() {
    destinations(quiet, false);
    quiet.happens(db, "invoice.settled", NOW);
    var millis = new ArrayList<Long>();
    for (int i = 0; i < 11; i++) {
      millis.add(
          measured(
                  () -> {
                    quiet.happens(db, "invoice.settled", NOW);
                    return true;
                  })
              .millis);
    }
    assertThat(median(millis)).isLessThan(100);
  }

  @Test
  void aProjectHasAHundredWebhooksAndNoMore() {
    var client = new WebhookClient(List.of(), "1");
    var deliveries = new Deliveries(client, () -> {});
    var command = new NewDestination("https://shop.example/", "plain", List.of());
    for (int i = 0; i < Deliveries.MAX_DESTINATIONS; i++) {
      db.run(tx -> deliveries.create(tx, greedy.project, command, NOW));
    }
    assertThatThrownBy(() -> db.run(tx -> deliveries.create(tx, greedy.project, command, NOW)))
        .isInstanceOf(Rejection.Refused.class);
    db.run(tx -> deliveries.create(tx, quiet.project, command, NOW));
  }

  private record Measured<T>(T result, long millis) {}

  private static <T> Measured<T> measured(Supplier<T> work) {
    var began = System.nanoTime();
    var result = work.get();
    return new Measured<>(result, Duration.ofNanos(System.nanoTime() - began).toMillis());
  }

  private static long median(List<Long> millis) {
    return millis.stream().sorted().toList().get(millis.size() / 2);
  }

  private boolean isQuiet(LeasedDelivery leased) {
    return leased.lane().project() == quiet.project.id();
  }

  private DeliveryLeases.Taken look(Map<Long, Long> after) {
    return db.tx(tx -> leases.take(tx, standard, after, NOW, LEASE));
  }

  private void destinations(Shop shop, boolean enabled) {
    db.run(
        tx ->
            tx.update(
                """
                INSERT INTO destination (public_id, project_id, dialect, url, secret_id, enabled, created_at)
                SELECT gen_random_uuid(), ?, 'plain', 'http://h' || n || '.example/' || n, ?, ?, ?
                FROM generate_series(1, ?) AS n
                """,
                shop.project.id(),
                shop.project.webhookSecretId(),
                enabled,
                NOW,
                MANY));
  }

  /// One delivery in each of many lanes, straight into the tables.
  private void lanes(Shop shop, Instant due) {
    destinations(shop, true);
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica"); // no foreign keys: faster
          tx.update(
              """
              INSERT INTO event (public_id, organization_id, project_id, type, object_type, object_id, number,
                  snapshot, at)
              VALUES (gen_random_uuid(), ?, ?, 'invoice.settled', 'movement', -1, 1, '{}', ?)
              """,
              shop.project.organizationId(),
              shop.project.id(),
              NOW);
          tx.update(
              """
              INSERT INTO delivery (public_id, event_id, destination_id, project_id, lane, status, due_at, created_at)
              SELECT gen_random_uuid(), e.id, d.id, e.project_id, d.lane, 'due', ?, e.at
              FROM event e JOIN destination d ON d.project_id = e.project_id WHERE e.project_id = ?
              """,
              due,
              shop.project.id());
        });
  }
}
