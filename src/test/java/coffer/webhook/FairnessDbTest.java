package coffer.webhook;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.core.Cidr;
import coffer.core.event.Shop;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Dead and slow receivers delay no other.
class FairnessDbTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  /// Half of what a dead receiver holds a slot for.
  private static final Duration SOON = Duration.ofSeconds(5);

  @AutoClose private final Db db = TestDb.create();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final WebhookClient client = new WebhookClient(List.of(Cidr.parse("127.0.0.0/8")), "1");

  @Test
  void twentyDeadHostsWithLongQueuesDoNotDelayAHealthyOne() throws Exception {
    var dead = new ArrayList<Receiver>();
    for (int i = 0; i < 20; i++) dead.add(Receiver.dead());
    try (var worker = worker(LaneScheduler.Limits.STANDARD);
        var healthy = Receiver.answering(200)) {
      var shop = Shop.open(db);
      for (var receiver : dead) shop.tell(db, receiver.url("/"), "invoice.settled");
      shop.happens(db, "invoice.settled", 500, NOW.minusSeconds(60));
      shop.tell(db, healthy.url("/"), "payment.seen");
      shop.waking(worker::wake);
      worker.start();
      await().until(() -> dead.stream().allMatch(receiver -> !receiver.requests.isEmpty()));
      for (int i = 1; i <= 5; i++) {
        var wanted = i;
        shop.happens(db, "payment.seen", NOW);
        await().atMost(SOON).until(() -> healthy.requests.size() == wanted);
      }
      assertThat(dead).allMatch(receiver -> receiver.requests.size() <= 6);
      for (var receiver : dead) receiver.close();
    }
  }

  @Test
  void oneDeadHostBehindManyCallbackUrlsIsOneLane() throws Exception {
    try (var worker =
            worker(
                new LaneScheduler.Limits(
                    new LaneScheduler.Share(10, 10, 4, 4),
                    9,
                    new LaneScheduler.Share(4, 4, 2, 1)));
        var dead = Receiver.dead();
        var healthy = Receiver.answering(200)) {
      var shop = Shop.open(db);
      for (int i = 0; i < 50; i++) shop.tell(db, dead.url("/order/" + i));
      shop.happens(db, "invoice.settled", NOW.minusSeconds(60));
      shop.tell(db, healthy.url("/"), "payment.seen");
      shop.happens(db, "payment.seen", NOW);
      worker.start();
      await().atMost(SOON).until(() -> healthy.requests.size() == 1);
      assertThat(dead.requests.size()).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void aPathThatHangsHoldsUpNoOtherPathOfItsHost() throws Exception {
    var receiver =
        Receiver.of(
            (request, out) -> {
              if (request.line().contains("/hangs")) Thread.sleep(60_000);
              out.write(Receiver.response(200, "ok"));
            });
    try (receiver;
        var worker = worker(LaneScheduler.Limits.STANDARD)) {
      var shop = Shop.open(db);
      shop.tell(db, receiver.url("/hangs"));
      for (int i = 0; i < 40; i++) shop.tell(db, receiver.url("/fine/" + i));
      shop.waking(worker::wake);
      worker.start();
      for (int round = 1; round <= 3; round++) {
        var wanted = 40 * round;
        shop.happens(db, "invoice.settled", NOW);
        await().atMost(SOON).until(() -> fine(receiver) == wanted);
      }
    }
  }

  private static long fine(Receiver receiver) {
    return receiver.requests.stream().filter(r -> r.line().contains("/fine/")).count();
  }

  /// The greedy one has more hosts that never answer than there are slots, the quiet one a webhook
  /// now and then. As fast as alone would be a few ms; the bound leaves room for a crowded machine.
  @Test
  void aGreedyProjectDelaysAQuietOneByNoMoreThanItDelaysItself() throws Exception {
    try (var dead = Receiver.dead();
        var healthy = Receiver.answering(200);
        var worker = worker(LaneScheduler.Limits.STANDARD)) {
      var quiet = Shop.open(db).waking(worker::wake);
      quiet.tell(db, healthy.url("/"));
      worker.start();
      var alone = slowest(quiet, healthy);
      var greedy = Shop.open(db).waking(worker::wake);
      for (int i = 0; i < 600; i++) greedy.tell(db, dead.url("/" + i));
      greedy.happens(db, "invoice.settled", NOW);
      await().until(() -> !dead.requests.isEmpty());
      var beside = slowest(quiet, healthy);
      assertThat(beside).isLessThan(alone.multipliedBy(2).plusMillis(200));
      assertThat(dead.requests.size())
          .isLessThanOrEqualTo(2 * LaneScheduler.Limits.STANDARD.slow().project());
    }
  }

  /// Of fifty, one after the other.
  private Duration slowest(Shop shop, Receiver receiver) {
    var longest = Duration.ZERO;
    for (int i = 0; i < 50; i++) {
      var wanted = receiver.requests.size() + 1;
      var began = System.nanoTime();
      shop.happens(db, "invoice.settled", NOW);
      await().pollInterval(Duration.ofMillis(1)).until(() -> receiver.requests.size() == wanted);
      var took = Duration.ofNanos(System.nanoTime() - began);
      if (took.compareTo(longest) > 0) longest = took;
    }
    return longest;
  }

  @Test
  void projectsThatShareAHostShareNoLane() throws Exception {
    try (var receiver = Receiver.answering(200);
        var worker =
            worker(
                new LaneScheduler.Limits(
                    new LaneScheduler.Share(10, 10, 1, 1),
                    9,
                    new LaneScheduler.Share(2, 2, 1, 1)))) {
      for (var shop : List.of(Shop.open(db), Shop.open(db))) {
        shop.tell(db, receiver.url("/"));
        shop.happens(db, "invoice.settled", 3, NOW);
      }
      assertThat(worker.step()).isEqualTo(2);
    }
  }

  @Test
  void slowLanesShareAFewSlotsAndLeaveThemWhenTheyAreQuickAgain() {
    var leases = new DeliveryLeases(Plain.SECRETS);
    for (int i = 0; i < 10; i++) {
      var shop = Shop.open(db);
      shop.tell(db, "http://slow.example/");
      shop.happens(db, "invoice.settled", 10, NOW.minusSeconds(60));
    }
    Looks.prove(db);
    var first = take(leases, 100, 0);
    assertThat(first).hasSize(60);
    answered(leases, first, true);
    var shop = Shop.open(db);
    shop.tell(db, "http://quick.example/");
    Looks.prove(db);
    shop.happens(db, "invoice.settled", 10, NOW);
    var second = take(leases, 100, 7);
    assertThat(second).hasSize(13);
    assertThat(second.stream().filter(LeasedDelivery::slow)).hasSize(7);
    assertThat(second.stream().filter(LeasedDelivery::slow).map(LeasedDelivery::lane))
        .doesNotHaveDuplicates();
    answered(leases, second, false);
    assertThat(take(leases, 100, 0)).hasSize(4 + 7 * 3);
  }

  @Test
  void aLaneWithAHundredThousandDueAndAThousandOthersAreWalkedInMilliseconds() {
    var shop = Shop.open(db);
    shop.tell(db, "http://dead.example/", "invoice.settled");
    queue(shop, 100_000, NOW.minusSeconds(3600));
    for (int i = 0; i < 1000; i++) {
      shop.tell(db, "http://h" + i + ".example/", "payment.seen");
    }
    shop.happens(db, "payment.seen", NOW.plusSeconds(3600));
    shop.tell(db, "http://healthy.example/", "payment.confirmed");
    shop.happens(db, "payment.confirmed", NOW);
    Looks.prove(db);
    var leases = new DeliveryLeases(Plain.SECRETS);
    assertThat(take(leases, 100, 100)).hasSize(7);
    var millis = new ArrayList<Long>();
    for (int i = 0; i < 20; i++) {
      var began = System.nanoTime();
      take(leases, 0, 0);
      take(leases, 1, 1);
      millis.add(Duration.ofNanos(System.nanoTime() - began).toMillis() / 2);
    }
    millis.sort(null);
    System.out.println("lease, 100,000 due in one lane of 1,002: median " + millis.get(10) + " ms");
    assertThat(millis.get(10)).isLessThan(200);
  }

  private void answered(DeliveryLeases leases, List<LeasedDelivery> all, boolean slow) {
    var lanes = all.stream().collect(toMap(LeasedDelivery::lane, _ -> slow, (a, _) -> a));
    db.run(tx -> ReceiverMarks.note(tx, new LaneScheduler.Changes(lanes, Map.of()), NOW));
  }

  private List<LeasedDelivery> take(DeliveryLeases leases, int fast, int slow) {
    var room = Looks.room(fast, 6, slow, 1);
    return db.tx(tx -> Looks.take(tx, leases, room, now.get(), Duration.ofSeconds(60)));
  }

  /// Straight into the tables, for speed.
  private void queue(Shop shop, int count, Instant at) {
    db.run(
        tx -> {
          tx.update("SET LOCAL session_replication_role = replica"); // no foreign keys: faster
          tx.update(
              """
              INSERT INTO event (public_id, organization_id, project_id, type, object_type, object_id, number,
                  snapshot, at)
              SELECT gen_random_uuid(), ?, ?, 'invoice.settled', 'movement', -n, 1, '{}', ?
              FROM generate_series(1, ?) AS n
              """,
              shop.project.organizationId(),
              shop.project.id(),
              at,
              count);
          tx.update(
              """
              INSERT INTO delivery (public_id, event_id, destination_id, project_id, lane, status, due_at, created_at)
              SELECT gen_random_uuid(), e.id, d.id, e.project_id, d.lane, 'due', e.at, e.at
              FROM event e JOIN destination d ON d.project_id = e.project_id WHERE e.project_id = ?
              """,
              shop.project.id());
        });
  }

  private DeliveryWorker worker(LaneScheduler.Limits limits) {
    return new DeliveryWorker(db, Plain.SECRETS, client, List.of(new Plain()), now::get, limits);
  }
}
