package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.event.Destination;
import coffer.core.event.Shop;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.webhook.Deliveries.Backlog;
import coffer.webhook.Deliveries.Query;
import coffer.webhook.DeliveryView.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DeliveriesDbTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @AutoClose private final Db db = TestDb.create();
  private final Deliveries deliveries = new Deliveries(new WebhookClient(List.of(), "1"), () -> {});
  private final Shop shop = Shop.open(db);
  private final Shop other = Shop.open(db);

  @Test
  void pagesFromTheNewestAndShowsNoOtherProjects() {
    for (var each : List.of(shop, other)) {
      each.tell(db, "https://shop.example/");
      each.happens(db, "invoice.settled", 5, NOW);
    }
    var seen = new ArrayList<UUID>();
    var before = Optional.<UUID>empty();
    for (var page = list(before, 2); !page.isEmpty(); page = list(before, 2)) {
      page.forEach(delivery -> seen.add(delivery.id()));
      before = Optional.of(page.getLast().id());
    }
    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
    assertThat(seen).isEqualTo(list(Optional.empty(), 100).stream().map(DeliveryView::id).toList());
    var foreign = query(db, other, Optional.empty(), 1).getFirst();
    assertThat(seen).doesNotContain(foreign.id());
    assertThat(find(foreign.id())).isEmpty();
    assertRejected(
        () -> list(Optional.of(foreign.id()), 2),
        new Rejection.InvalidField(Field.Request.CURSOR, "There is no such delivery."));
    assertRejected(
        () -> db.tx(tx -> deliveries.redeliver(tx, shop.project.id(), foreign.id(), NOW)),
        new Rejection.NotFound("delivery", foreign.id().toString()));
  }

  @Test
  void filtersByStatusAndEvent() {
    shop.tell(db, "https://shop.example/a");
    shop.tell(db, "https://shop.example/b");
    shop.happens(db, "invoice.settled", 2, NOW);
    var event = list(Optional.empty(), 1).getFirst().event();
    var of = new Query(Optional.of(Status.DUE), Optional.of(event), Optional.empty(), 100);
    assertThat(list(of)).hasSize(2);
    var none = new Query(Optional.of(Status.FAILED), Optional.empty(), Optional.empty(), 100);
    assertThat(list(none)).isEmpty();
  }

  @Test
  void destinationsAreMadeListedAndDeletedWithinTheirProject() {
    var command = new NewDestination("https://shop.example/x", "coffer", List.of("invoice.*"));
    var made = db.tx(tx -> deliveries.create(tx, shop.project, command, NOW));
    assertThat(made.types()).containsExactly("invoice.*");
    assertThat(destinations(shop)).containsExactly(made);
    assertThat(destinations(other)).isEmpty();
    assertRejected(
        () -> db.run(tx -> deliveries.delete(tx, other.project.id(), made.publicId())),
        new Rejection.NotFound("destination", made.publicId().toString()));
    db.run(tx -> deliveries.delete(tx, shop.project.id(), made.publicId()));
    assertThat(destinations(shop)).isEmpty();
  }

  @Test
  void badDestinationsAreRefusedByField() {
    assertThatThrownBy(() -> create("http://127.0.0.1/", List.of()))
        .isInstanceOfSatisfying(
            Rejection.Refused.class,
            e -> assertThat(field(e)).isEqualTo(Field.Webhook.WEBHOOK_URL));
    assertThatThrownBy(() -> create("https://shop.example/", List.of("invoice.*", "invoice; --")))
        .isInstanceOfSatisfying(
            Rejection.Refused.class,
            e -> assertThat(field(e)).isEqualTo(new Field.Item(Field.Webhook.WEBHOOK_TYPES, 1)));
  }

  private static Field field(Rejection.Refused refused) {
    return ((Rejection.InvalidField) refused.rejection()).field();
  }

  @Test
  void theBacklogIsWhatIsDueAndNotBeingSent() {
    assertThat(backlog()).isEqualTo(new Backlog(0, Duration.ZERO));
    shop.tell(db, "https://shop.example/");
    shop.happens(db, "invoice.settled", 3, NOW.minusSeconds(90));
    shop.happens(db, "invoice.settled", 3, NOW.plusSeconds(90));
    assertThat(backlog()).isEqualTo(new Backlog(3, Duration.ofSeconds(90)));
    var room = Looks.room(2, 2, 2, 2);
    db.run(
        tx -> Looks.take(tx, new DeliveryLeases(Plain.SECRETS), room, NOW, Duration.ofSeconds(60)));
    assertThat(backlog().due()).isEqualTo(1);
  }

  private Optional<DeliveryView.WithAttempts> find(UUID id) {
    return db.tx(tx -> deliveries.find(tx, shop.project.id(), id));
  }

  private List<Destination> destinations(Shop of) {
    return db.tx(tx -> deliveries.destinations(tx, of.project.id()));
  }

  private List<DeliveryView> list(Query query) {
    return db.tx(tx -> deliveries.list(tx, shop.project.id(), query));
  }

  private Backlog backlog() {
    return db.tx(tx -> deliveries.backlog(tx, NOW));
  }

  private void create(String url, List<String> types) {
    db.tx(tx -> deliveries.create(tx, shop.project, new NewDestination(url, "coffer", types), NOW));
  }

  private List<DeliveryView> list(Optional<UUID> before, int limit) {
    return query(db, shop, before, limit);
  }

  private List<DeliveryView> query(Db db, Shop of, Optional<UUID> before, int limit) {
    var query = new Query(Optional.empty(), Optional.empty(), before, limit);
    return db.tx(tx -> deliveries.list(tx, of.project.id(), query));
  }

  private static void assertRejected(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Rejection rejection) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Rejection.Refused.class, e -> assertThat(e.rejection()).isEqualTo(rejection));
  }
}
