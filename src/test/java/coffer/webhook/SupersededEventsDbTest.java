package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.core.Cidr;
import coffer.core.event.Event;
import coffer.core.event.Events;
import coffer.core.event.Shop;
import coffer.core.invoice.Snapshot;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.webhook.DeliveryView.SkipReason;
import coffer.webhook.DeliveryView.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Clients that take the last word hear the newest status last.
class SupersededEventsDbTest {
  @AutoClose private final Db db = TestDb.create();

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));
  private final Shop shop = Shop.open(db);
  private final Deliveries deliveries = new Deliveries(new WebhookClient(List.of(), "1"), () -> {});
  private final CountDownLatch hold = new CountDownLatch(1);

  private DeliveryWorker worker(boolean onlyLatestCounts) {
    var plain = new Plain();
    var format =
        new WebhookFormat() {
          @Override
          public String dialect() {
            return plain.dialect();
          }

          @Override
          public Optional<Message> render(OutgoingEvent event, WebhookSecret secret) {
            return plain.render(event, secret);
          }

          @Override
          public boolean onlyLatestCounts() {
            return onlyLatestCounts;
          }
        };
    var client = new WebhookClient(List.of(Cidr.parse("127.0.0.0/8")), "1");
    return new DeliveryWorker(db, Plain.SECRETS, client, List.of(format), now::get);
  }

  /// Event of that number of one invoice.
  private void happens(String type, int number) {
    var nothing =
        new Snapshot(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var draft =
        new Event.Draft(
            shop.project.organizationId(),
            shop.project.id(),
            new Event.Owner.OfProject(),
            type,
            "movement",
            7,
            number,
            nothing);
    db.run(tx -> new Events(() -> {}).add(tx, List.of(draft), now.get()));
  }

  private DeliveryView told(String type) {
    var query = new Deliveries.Query(Optional.empty(), Optional.empty(), Optional.empty(), 100);
    return db.tx(tx -> deliveries.list(tx, shop.project.id(), query)).stream()
        .filter(delivery -> delivery.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private void idle() {
    await()
        .until(
            () ->
                db.tx(
                    tx ->
                        tx.only(
                            "SELECT count(*) AS n FROM delivery WHERE holder IS NOT NULL",
                            row -> row.number("n") == 0)));
  }

  private Receiver failingOnce() {
    var failures = new AtomicInteger(1);
    return Receiver.of(
        (_, out) -> out.write(Receiver.response(failures.getAndDecrement() > 0 ? 503 : 200, "ok")));
  }

  @Test
  void whatWasOvertakenIsSkippedAndSaysSo() throws Exception {
    try (var receiver = failingOnce();
        var worker = worker(true)) {
      shop.tell(db, receiver.url("/"));
      happens("invoice.pending", 1);
      worker.step();
      idle();
      happens("invoice.completed", 2);
      worker.step();
      idle();
      now.updateAndGet(t -> t.plus(Duration.ofHours(1)));
      assertThat(worker.step()).isEqualTo(1);
      idle();
      assertThat(receiver.requests.getLast().body()).contains("completed");
      assertThat(receiver.requests).hasSize(2);
      assertThat(told("invoice.pending").status()).isEqualTo(Status.SKIPPED);
      assertThat(told("invoice.pending").skipped()).contains(SkipReason.OVERTAKEN);
      assertThat(told("invoice.pending").attempts()).isEqualTo(1);
      assertThat(told("invoice.completed").status()).isEqualTo(Status.DELIVERED);
    }
  }

  @Test
  void whatIsNotToldHidesNoLaterWord() throws Exception {
    try (var receiver = failingOnce();
        var worker = worker(true)) {
      shop.tell(db, receiver.url("/"));
      happens("invoice.pending", 1);
      worker.step();
      idle();
      happens("invoice.completed", 2);
      for (int number = 3; number < 60; number++) happens("invoice.boring", number);
      while (worker.step() > 0) idle();
      now.updateAndGet(t -> t.plus(Duration.ofHours(1)));
      while (worker.step() > 0) idle();
      assertThat(told("invoice.pending").skipped()).contains(SkipReason.OVERTAKEN);
      assertThat(receiver.requests.getLast().body()).contains("completed");
    }
  }

  @Test
  void aLaterEventThatIsNotToldOvertakesNothing() throws Exception {
    try (var receiver = Receiver.answering(200);
        var worker = worker(true)) {
      shop.tell(db, receiver.url("/"));
      happens("invoice.completed", 1);
      happens("invoice.boring", 2);
      worker.step();
      idle();
      worker.step();
      idle();
      assertThat(told("invoice.completed").status()).isEqualTo(Status.DELIVERED);
      assertThat(told("invoice.boring").skipped()).contains(SkipReason.KIND);
    }
  }

  @Test
  void aLaterEventWaitsWhileAnEarlierOneIsUnderWay() throws Exception {
    try (var receiver =
            Receiver.of(
                (request, out) -> {
                  if (request.body().contains("pending")) hold.await();
                  out.write(Receiver.response(200, "ok"));
                });
        var worker = worker(true)) {
      shop.tell(db, receiver.url("/"));
      Looks.prove(db);
      happens("invoice.pending", 1);
      worker.step();
      await().until(() -> receiver.requests.size() == 1);
      happens("invoice.completed", 2);
      worker.step();
      await()
          .until(
              () ->
                  told("invoice.completed").dueAt().orElseThrow().equals(now.get().plusSeconds(1)));
      hold.countDown();
      idle();
      now.updateAndGet(t -> t.plusSeconds(1));
      worker.step();
      idle();
      assertThat(receiver.requests.getLast().body()).contains("completed");
      assertThat(told("invoice.completed").attempts()).isEqualTo(1);
    }
  }

  @Test
  void otherDialectsTellEveryEvent() throws Exception {
    try (var receiver = failingOnce();
        var worker = worker(false)) {
      shop.tell(db, receiver.url("/"));
      happens("invoice.pending", 1);
      happens("invoice.completed", 2);
      worker.step();
      idle();
      now.updateAndGet(t -> t.plus(Duration.ofHours(1)));
      while (worker.step() > 0) idle();
      assertThat(told("invoice.pending").status()).isEqualTo(Status.DELIVERED);
      assertThat(told("invoice.completed").status()).isEqualTo(Status.DELIVERED);
    }
  }
}
