package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.core.Cidr;
import coffer.core.event.Shop;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.webhook.DeliveryView.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Several nodes on one database, and nodes that die.
@SuppressWarnings("try") // a node that ends early
class NodesDbTest {
  private static final Db.Address ADDRESS = TestDb.address();
  @AutoClose private static final Db one = Db.open(ADDRESS, 8);
  @AutoClose private static final Db two = Db.open(ADDRESS, 8);
  private static final WebhookClient CLIENT =
      new WebhookClient(List.of(Cidr.parse("127.0.0.0/8")), "1");
  private static final List<WebhookFormat> FORMATS = List.of(new Plain());
  private static final Duration MINUTE = Duration.ofSeconds(61);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));
  private final Deliveries deliveries = new Deliveries(CLIENT, () -> {});
  private final Shop shop = Shop.open(one);

  /// The next test takes whatever is due.
  @AfterEach
  void endWhatIsLeft() {
    one.run(
        tx ->
            tx.update(
                """
                UPDATE delivery SET status = 'failed', ended_at = created_at, holder = NULL
                WHERE ended_at IS NULL
                """));
  }

  @Test
  void twoNodesSendEachDeliveryOnce() throws Exception {
    var sent = new ConcurrentHashMap<String, AtomicInteger>();
    try (var receiver =
            Receiver.of(
                (request, out) -> {
                  sent.computeIfAbsent(request.id(), _ -> new AtomicInteger()).incrementAndGet();
                  Thread.sleep(2);
                  out.write(Receiver.response(200, "ok"));
                });
        var a = worker(one);
        var b = worker(two)) {
      for (int i = 0; i < 5; i++) shop.tell(one, receiver.url("/" + i));
      var other = Shop.open(one);
      other.tell(one, receiver.url("/other"));
      shop.happens(one, "invoice.settled", 80, now.get());
      other.happens(one, "invoice.settled", 100, now.get());
      a.start();
      b.start();
      await().until(() -> delivered(shop) + delivered(other) == 500);
      assertThat(attempts(shop) + attempts(other)).isEqualTo(500);
      assertThat(sent.values().stream().mapToInt(AtomicInteger::get).sum()).isEqualTo(500);
    }
  }

  @Test
  void aLeaseOfADeadNodeRunsOut() throws Exception {
    try (var receiver = Receiver.answering(200);
        var other = worker(two)) {
      shop.tell(one, receiver.url("/"));
      shop.happens(one, "invoice.settled", now.get());
      var room = Looks.room(10, 10, 10, 10);
      var leases = new DeliveryLeases(Plain.SECRETS);
      var taken = one.tx(tx -> Looks.take(tx, leases, room, now.get(), Duration.ofSeconds(60)));
      assertThat(taken).hasSize(1);
      // ... and here the node dies.
      assertThat(other.step()).isZero();
      now.set(now.get().plus(MINUTE));
      assertThat(other.step()).isEqualTo(1);
      await().until(() -> view().status() == Status.DELIVERED);
      assertThat(receiver.requests.getFirst().id()).isEqualTo(view().event().toString());
      var late = new DeliveryResult.Skipped(DeliveryView.SkipReason.KIND);
      assertThat(end(one, leases, taken.getFirst(), late)).isFalse();
      assertThat(view().status()).isEqualTo(Status.DELIVERED);
    }
  }

  @Test
  void theWordOfALostLeaseDoesNotFreeWhatAnotherNodeIsSending() {
    shop.tell(one, "http://127.0.0.1:9/");
    shop.happens(one, "invoice.settled", now.get());
    var room = Looks.room(10, 10, 10, 10);
    var leases = new DeliveryLeases(Plain.SECRETS);
    var length = Duration.ofSeconds(60);
    var lost = one.tx(tx -> Looks.take(tx, leases, room, now.get(), length)).getFirst();
    now.set(now.get().plus(MINUTE));
    var held = two.tx(tx -> Looks.take(tx, leases, room, now.get(), length)).getFirst();
    var attempt =
        new DeliveryResult.Attempt(
            now.get(), 1, Optional.empty(), Optional.of("late"), Optional.empty());
    var failed = new DeliveryResult.Failed(attempt, Optional.of(now.get()));
    assertThat(end(one, leases, lost, failed)).isFalse();
    assertThat(one.tx(tx -> Looks.take(tx, leases, room, now.get(), length)).isEmpty()).isTrue();
    assertThat(end(two, leases, held, failed)).isTrue();
    assertThat(view().attempts()).isEqualTo(1);
  }

  /// A writer that was held up has the word of both leases of one delivery.
  @Test
  void theWordOfALostLeaseDoesNotSpoilThatOfTheNext() {
    shop.tell(one, "http://127.0.0.1:9/");
    shop.happens(one, "invoice.settled", now.get());
    var room = Looks.room(10, 10, 10, 10);
    var leases = new DeliveryLeases(Plain.SECRETS);
    var length = Duration.ofSeconds(60);
    var lost = one.tx(tx -> Looks.take(tx, leases, room, now.get(), length)).getFirst();
    now.set(now.get().plus(MINUTE));
    var held = one.tx(tx -> Looks.take(tx, leases, room, now.get(), length)).getFirst();
    var late =
        new DeliveryResult.Attempt(
            now.get(), 1, Optional.empty(), Optional.of("late"), Optional.empty());
    var took =
        new DeliveryResult.Attempt(
            now.get(), 1, Optional.of(200), Optional.empty(), Optional.of("ok"));
    var both =
        List.of(
            new DeliveryLeases.Ended(lost, new DeliveryResult.Failed(late, Optional.of(now.get()))),
            new DeliveryLeases.Ended(held, new DeliveryResult.Delivered(took)));
    var written = one.tx(tx -> leases.end(tx, both, now.get()));
    assertThat(written).hasSize(1);
    assertThat(view().status()).isEqualTo(Status.DELIVERED);
    assertThat(view().attempts()).isEqualTo(1);
  }

  @Test
  void whatANodeSentAndCouldNotWriteDownIsSentAgainUnderTheSameId() throws Exception {
    var dying = Db.open(ADDRESS, 2);
    var died = new CountDownLatch(1);
    try (var receiver =
            Receiver.of(
                (_, out) -> {
                  dying.close();
                  out.write(Receiver.response(200, "ok"));
                  died.countDown();
                });
        var first = worker(dying);
        var second = worker(two)) {
      shop.tell(one, receiver.url("/"));
      shop.happens(one, "invoice.settled", now.get());
      assertThat(first.step()).isEqualTo(1);
      died.await();
      first.close();
      assertThat(view().status()).isEqualTo(Status.DUE);
      now.set(now.get().plus(MINUTE));
      assertThat(second.step()).isEqualTo(1);
      await().until(() -> view().status() == Status.DELIVERED);
      assertThat(receiver.requests).hasSize(2);
      assertThat(receiver.requests.stream().map(Receiver.Request::id).distinct())
          .containsExactly(view().event().toString());
    }
  }

  @Test
  void aNodeThatSleptThroughItsLeaseHasNoSay() throws Exception {
    var calls = new AtomicInteger();
    var slept = new CountDownLatch(1);
    try (var receiver =
            Receiver.of(
                (_, out) -> {
                  if (calls.incrementAndGet() == 1) {
                    slept.await();
                    out.write(Receiver.response(500, "first"));
                  } else out.write(Receiver.response(200, "second"));
                });
        var first = worker(one);
        var second = worker(two)) {
      shop.tell(one, receiver.url("/"));
      shop.happens(one, "invoice.settled", now.get());
      first.step();
      await().until(() -> calls.get() == 1);
      now.set(now.get().plus(MINUTE));
      second.step();
      await().until(() -> view().status() == Status.DELIVERED);
      slept.countDown();
      first.close();
      assertThat(view().status()).isEqualTo(Status.DELIVERED);
      assertThat(view().attempts()).isEqualTo(1);
    }
  }

  @Test
  void redeliveryLeavesAloneWhatIsBeingSent() throws Exception {
    var hold = new CountDownLatch(1);
    try (var receiver =
            Receiver.of(
                (_, out) -> {
                  hold.await();
                  out.write(Receiver.response(200, "ok"));
                });
        var worker = worker(one)) {
      shop.tell(one, receiver.url("/"));
      shop.happens(one, "invoice.settled", now.get());
      worker.step();
      one.run(tx -> deliveries.redeliver(tx, shop.project.id(), view().id(), now.get()));
      assertThat(worker.step()).isZero();
      hold.countDown();
      await().until(() -> view().status() == Status.DELIVERED);
      assertThat(view().attempts()).isEqualTo(1);
    }
  }

  @Test
  void aNodeThatShutsDownGivesBackAtOnceWhatWaits() throws Exception {
    var hold = new CountDownLatch(1);
    var calls = new AtomicInteger();
    var limits =
        new LaneScheduler.Limits(
            new LaneScheduler.Share(10, 10, 2, 2), 5, new LaneScheduler.Share(2, 2, 1, 1));
    try (var receiver =
            Receiver.of(
                (_, out) -> {
                  if (calls.incrementAndGet() != 2) hold.await();
                  out.write(Receiver.response(200, "ok"));
                });
        var worker = new DeliveryWorker(one, Plain.SECRETS, CLIENT, FORMATS, now::get, limits);
        var other = worker(two)) {
      shop.tell(one, receiver.url("/"));
      Looks.prove(one);
      shop.happens(one, "invoice.settled", 9, now.get());
      assertThat(worker.step()).isEqualTo(2);
      // One was answered at once: five more may wait.
      await().until(() -> worker.step() == 6);
      await().until(() -> receiver.requests.size() == 3);
      assertThat(held()).isEqualTo(7);
      var closing = Thread.ofVirtual().start(worker::close);
      await().until(() -> held() == 2);
      assertThat(other.step()).isEqualTo(6);
      hold.countDown();
      closing.join();
      await().until(() -> delivered(shop) == 9);
      assertThat(attempts(shop)).isEqualTo(9);
      assertThat(receiver.requests).hasSize(9);
    }
  }

  private long held() {
    return count(
        "SELECT count(*) AS n FROM delivery WHERE holder IS NOT NULL AND project_id = ?", shop);
  }

  private boolean end(Db db, DeliveryLeases leases, LeasedDelivery leased, DeliveryResult result) {
    var ended = List.of(new DeliveryLeases.Ended(leased, result));
    return db.tx(tx -> leases.end(tx, ended, now.get())).contains(leased.id());
  }

  private DeliveryWorker worker(Db db) {
    return new DeliveryWorker(db, Plain.SECRETS, CLIENT, FORMATS, now::get);
  }

  private DeliveryView view() {
    var query = new Deliveries.Query(Optional.empty(), Optional.empty(), Optional.empty(), 2);
    var all = one.tx(tx -> deliveries.list(tx, shop.project.id(), query));
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static long delivered(Shop shop) {
    return count(
        "SELECT count(*) AS n FROM delivery WHERE status = 'delivered' AND project_id = ?", shop);
  }

  private static long attempts(Shop shop) {
    return count(
        "SELECT count(*) AS n FROM attempt a JOIN delivery d ON d.id = a.delivery_id WHERE d.project_id = ?",
        shop);
  }

  private static long count(String sql, Shop shop) {
    return one.tx(tx -> tx.only(sql, row -> row.number("n"), shop.project.id()));
  }
}
