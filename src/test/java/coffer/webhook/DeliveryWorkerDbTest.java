package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.core.Cidr;
import coffer.core.Rejection;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.core.event.Shop;
import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.db.TestDb;
import coffer.db.Vault;
import coffer.webhook.DeliveryView.Status;
import coffer.webhook.DeliveryView.WithAttempts;
import com.standardwebhooks.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DeliveryWorkerDbTest {
  @AutoClose private static final Db db = TestDb.create();
  private static final WebhookClient CLIENT =
      new WebhookClient(List.of(Cidr.parse("127.0.0.0/8")), "1");

  // The official library takes the real time for granted.
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  private final Shop shop = Shop.open(db);
  private final Deliveries deliveries = new Deliveries(CLIENT, () -> {});
  private final DeliveryWorker worker = worker(Plain.SECRETS, new Plain(), new Strict());

  /// Success is exactly 200.
  private static final class Strict implements WebhookFormat {
    private final Plain plain = new Plain();

    @Override
    public String dialect() {
      return "strict";
    }

    @Override
    public Optional<Message> render(OutgoingEvent event, WebhookSecret secret) {
      if (event.type().equals("invoice.broken")) throw new IllegalStateException("a bug");
      return plain.render(event, secret);
    }

    @Override
    public boolean accepts(int status) {
      return status == 200;
    }

    @Override
    public RetrySchedule schedule() {
      return RetrySchedule.of(Duration.ofMinutes(7), Duration.ofHours(2));
    }
  }

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void aDeliveryIsSignedByTheStandard() throws Exception {
    try (var receiver = Receiver.answering(204)) {
      shop.tell(db, receiver.url("/hook"));
      shop.happens(db, "invoice.settled", now.get());
      var delivery = only(step());
      assertThat(delivery.delivery().status()).isEqualTo(Status.DELIVERED);
      assertThat(delivery.delivery().dueAt()).isEmpty();
      assertThat(delivery.delivery().endedAt()).isPresent();
      var request = receiver.requests.getFirst();
      assertThat(request.id()).isEqualTo(delivery.delivery().event().toString());
      assertThat(request.headers()).containsEntry("x-plain", "whsec_");
      new Webhook(new WebhookSecret(Plain.KEY).text()).verify(request.body(), lists(request));
      assertThat(delivery.attempts()).hasSize(1);
      var attempt = delivery.attempts().getFirst();
      assertThat(attempt.number()).isEqualTo(1);
      assertThat(attempt.status()).hasValue(204);
      assertThat(attempt.error()).isEmpty();
    }
  }

  @Test
  void theKeyIsTheSealedOne() throws Exception {
    var vault = Vault.of(MasterKey.generate());
    var key = new byte[] {1, 2, 3, 4};
    var secretId = db.<Long>tx(tx -> vault.seal(tx, "webhook", key, now.get()));
    try (var receiver = Receiver.answering(200);
        var sealed = worker(vault::open, new Plain())) {
      var draft =
          new Destination.Draft(
              shop.project.id(), Optional.empty(), "plain", receiver.url("/"), secretId, List.of());
      db.run(tx -> new Destinations().add(tx, draft, now.get()));
      shop.happens(db, "invoice.settled", now.get());
      assertThat(sealed.step()).isEqualTo(1);
      await().until(() -> only(0).delivery().status() == Status.DELIVERED);
      var request = receiver.requests.getFirst();
      new Webhook(new WebhookSecret(key).text()).verify(request.body(), lists(request));
    }
  }

  @Test
  void aFailingOneIsTriedThirteenTimesWithTheSameIdAndBody() throws Exception {
    try (var receiver = Receiver.answering(500)) {
      shop.tell(db, receiver.url("/"));
      shop.happens(db, "invoice.settled", now.get());
      var start = now.get();
      var waits = new ArrayList<Duration>();
      for (var delivery = only(step());
          delivery.delivery().status() == Status.DUE;
          delivery = only(step())) {
        assertThat(worker.step()).isZero();
        waits.add(Duration.between(now.get(), delivery.delivery().dueAt().orElseThrow()));
        now.set(delivery.delivery().dueAt().orElseThrow());
      }
      var end = only(0);
      assertThat(end.delivery().status()).isEqualTo(Status.FAILED);
      assertThat(end.attempts()).hasSize(13);
      assertThat(end.attempts().getFirst().answer()).hasValue("thanks");
      assertThat(waits)
          .hasSize(12)
          .isSortedAccordingTo((a, b) -> a.toHours() >= 18 ? 0 : a.compareTo(b));
      assertThat(Duration.between(start, now.get())).isGreaterThan(Duration.ofDays(3));
      assertThat(receiver.requests).hasSize(13);
      assertThat(receiver.requests.stream().map(Receiver.Request::id).distinct()).hasSize(1);
      assertThat(receiver.requests.stream().map(Receiver.Request::body).distinct()).hasSize(1);
      assertThat(receiver.requests.stream().map(r -> r.headers().get("webhook-timestamp")))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void aDialectHasItsOwnSchedule() throws Exception {
    try (var receiver = Receiver.answering(204)) {
      shop.speak(db, "strict", receiver.url("/"));
      shop.happens(db, "invoice.settled", now.get());
      var waits = new ArrayList<Long>();
      for (var delivery = only(step());
          delivery.delivery().status() == Status.DUE;
          delivery = only(step())) {
        var due = delivery.delivery().dueAt().orElseThrow();
        waits.add(Duration.between(now.get(), due).toMinutes());
        now.set(due);
      }
      assertThat(only(0).delivery().status()).isEqualTo(Status.FAILED);
      assertThat(receiver.requests).hasSize(3);
      assertThat(waits).hasSize(2);
      assertThat(waits.getFirst()).isBetween(5L, 8L);
      assertThat(waits.getLast()).isBetween(95L, 144L);
    }
  }

  @Test
  void aReceiverThatComesBackGetsIt() throws Exception {
    var calls = new AtomicInteger();
    try (var receiver =
        Receiver.of(
            (_, out) ->
                out.write(Receiver.response(calls.incrementAndGet() < 3 ? 502 : 200, "x")))) {
      shop.tell(db, receiver.url("/"));
      shop.happens(db, "invoice.settled", now.get());
      step();
      now.set(now.get().plusSeconds(10));
      step();
      now.set(now.get().plusSeconds(60));
      var delivery = only(step());
      assertThat(delivery.delivery().status()).isEqualTo(Status.DELIVERED);
      assertThat(delivery.attempts().stream().map(a -> a.status().orElse(0)))
          .containsExactly(502, 502, 200);
    }
  }

  @Test
  void retryAfterCountsFor429And503Only() throws Exception {
    try (var busy = Receiver.answering(429, "Retry-After: 1800");
        var broken = Receiver.answering(500, "Retry-After: 1800")) {
      var first = shop.tell(db, busy.url("/"));
      shop.tell(db, broken.url("/"));
      shop.happens(db, "invoice.settled", now.get());
      step();
      for (var delivery : all()) {
        var wait = Duration.between(now.get(), delivery.dueAt().orElseThrow());
        if (delivery.destination().equals(first.publicId())) {
          assertThat(wait).isEqualTo(Duration.ofMinutes(30));
        } else assertThat(wait).isLessThan(Duration.ofSeconds(7));
      }
    }
  }

  @Test
  void eachDialectHasItsOwnIdeaOfSuccess() throws Exception {
    try (var receiver = Receiver.answering(204)) {
      shop.speak(db, "strict", receiver.url("/"));
      shop.happens(db, "invoice.settled", now.get());
      assertThat(only(step()).delivery().status()).isEqualTo(Status.DUE);
    }
  }

  @Test
  void whatIsOfNoInterestEndsWithoutARequest() throws Exception {
    try (var receiver = Receiver.answering(200)) {
      shop.tell(db, receiver.url("/"));
      shop.happens(db, "invoice.boring", now.get());
      var delivery = only(step());
      assertThat(delivery.delivery().status()).isEqualTo(Status.SKIPPED);
      assertThat(delivery.attempts()).isEmpty();
      assertThat(receiver.requests).isEmpty();
    }
  }

  @Test
  void destinationsChooseTheirTypes() throws Exception {
    try (var receiver = Receiver.answering(200)) {
      shop.tell(db, receiver.url("/"), "invoice.*", "payment.seen");
      shop.happens(db, "invoice.settled", now.get());
      shop.happens(db, "payment.seen", now.get());
      shop.happens(db, "payment.reversed", now.get());
      step();
      assertThat(all().stream().map(DeliveryView::type))
          .containsExactly("payment.seen", "invoice.settled");
    }
  }

  @Test
  void aDeletedDestinationGetsNothingMore() throws Exception {
    try (var receiver = Receiver.answering(200)) {
      var destination = shop.tell(db, receiver.url("/"));
      shop.happens(db, "invoice.settled", now.get());
      db.run(tx -> deliveries.delete(tx, shop.project.id(), destination.publicId()));
      shop.happens(db, "invoice.settled", now.get());
      var skipped = only(step()).delivery();
      assertThat(skipped.status()).isEqualTo(Status.SKIPPED);
      assertThat(skipped.skipped()).contains(DeliveryView.SkipReason.DELETED);
      assertThat(receiver.requests).isEmpty();
    }
  }

  @Test
  void redeliveryToADeletedDestinationIsRefusedAndChangesNothing() throws Exception {
    try (var receiver = Receiver.answering(200)) {
      var destination = shop.tell(db, receiver.url("/"));
      shop.happens(db, "invoice.settled", now.get());
      var told = only(step()).delivery();
      db.run(tx -> deliveries.delete(tx, shop.project.id(), destination.publicId()));
      assertThatThrownBy(
              () -> db.tx(tx -> deliveries.redeliver(tx, shop.project.id(), told.id(), now.get())))
          .isInstanceOf(Rejection.Refused.class);
      assertThat(only(step()).delivery()).isEqualTo(told);
      assertThat(told.status()).isEqualTo(Status.DELIVERED);
    }
  }

  @Test
  void aRequestThatWasSentTwiceSaysSoInItsAttempt() throws Exception {
    var broken = new AtomicInteger(1);
    try (var receiver =
        Receiver.keeping(
            (request, out) -> {
              if (request.body().contains("second") && broken.getAndDecrement() > 0) {
                throw new java.io.IOException("gone");
              }
              out.write(Receiver.response(200, "ok"));
            })) {
      shop.tell(db, receiver.url("/"));
      shop.happens(db, "invoice.first", now.get());
      step();
      shop.happens(db, "invoice.second", now.get());
      step();
      assertThat(receiver.requests).hasSize(3);
      assertThat(find(all().getFirst()).attempts())
          .singleElement()
          .satisfies(attempt -> assertThat(attempt.status()).contains(200))
          .satisfies(attempt -> assertThat(attempt.error().orElse("")).startsWith("sent twice"));
    }
  }

  @Test
  void whatCannotBeWrittenOrSignedOrReachedIsTriedAgainAndHarmsNoOther() throws Exception {
    try (var receiver = Receiver.answering(200);
        var blind =
            worker(
                (_, _) -> {
                  throw new IllegalStateException("sealed with another key");
                },
                new Plain())) {
      shop.speak(db, "strict", receiver.url("/"), "invoice.broken");
      shop.speak(db, "unknown", receiver.url("/"), "invoice.settled");
      shop.speak(db, "plain", "http://10.0.0.1/", "invoice.inner");
      shop.speak(db, "plain", "not a url", "invoice.mad");
      shop.speak(db, "plain", receiver.url("/"), "invoice.fine");
      Looks.prove(db);
      for (var type : List.of("broken", "settled", "inner", "mad", "fine")) {
        shop.happens(db, "invoice." + type, now.get());
      }
      step();
      for (var delivery : all()) {
        var found = find(delivery);
        if (delivery.type().equals("invoice.fine")) {
          assertThat(delivery.status()).isEqualTo(Status.DELIVERED);
          continue;
        }
        assertThat(delivery.status()).isEqualTo(Status.DUE);
        assertThat(found.attempts().getFirst().error()).isPresent();
        assertThat(found.attempts().getFirst().status()).isEmpty();
      }
      shop.happens(db, "invoice.fine", now.get());
      assertThat(blind.step()).isEqualTo(1);
      await().until(() -> all().getFirst().attempts() == 1);
      assertThat(all().getFirst().status()).isEqualTo(Status.DUE);
    }
  }

  @Test
  void redeliveryKeepsTheIdAndHasTheWholeScheduleBeforeIt() throws Exception {
    var status = new AtomicInteger(200);
    try (var receiver = Receiver.of((_, out) -> out.write(Receiver.response(status.get(), "x")))) {
      shop.tell(db, receiver.url("/"));
      shop.happens(db, "invoice.settled", now.get());
      var first = only(step()).delivery();
      status.set(500);
      var again = db.tx(tx -> deliveries.redeliver(tx, shop.project.id(), first.id(), now.get()));
      assertThat(again.status()).isEqualTo(Status.DUE);
      assertThat(again.endedAt()).isEmpty();
      var second = only(step());
      assertThat(second.delivery().attempts()).isEqualTo(2);
      assertThat(Duration.between(now.get(), second.delivery().dueAt().orElseThrow()))
          .isLessThan(Duration.ofSeconds(7));
      assertThat(receiver.requests.stream().map(Receiver.Request::id).distinct()).hasSize(1);
      assertThat(receiver.requests.stream().map(Receiver.Request::body).distinct()).hasSize(1);
    }
  }

  @Test
  void theLoopSendsWhatACommitWakesItFor() throws Exception {
    try (var receiver = Receiver.answering(200)) {
      shop.waking(worker::wake).tell(db, receiver.url("/"));
      worker.start();
      await().until(() -> worker.step() == 0);
      var began = System.nanoTime();
      shop.happens(db, "invoice.settled", now.get());
      await().until(() -> !receiver.requests.isEmpty());
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }
  }

  private DeliveryWorker worker(SecretReader secrets, WebhookFormat... formats) {
    return new DeliveryWorker(db, secrets, CLIENT, List.of(formats), now::get);
  }

  /// Begins with what is due and waits until all of it has ended or waits for another time.
  private int step() {
    var began = worker.step();
    await()
        .until(
            () ->
                db.tx(
                    tx ->
                        tx.only(
                            "SELECT count(*) AS n FROM delivery WHERE holder IS NOT NULL",
                            row -> row.number("n") == 0)));
    return began;
  }

  private List<DeliveryView> all() {
    var query = new Deliveries.Query(Optional.empty(), Optional.empty(), Optional.empty(), 100);
    return db.tx(tx -> deliveries.list(tx, shop.project.id(), query));
  }

  private WithAttempts find(DeliveryView delivery) {
    return db.tx(tx -> deliveries.find(tx, shop.project.id(), delivery.id())).orElseThrow();
  }

  private WithAttempts only(int ignored) {
    assertThat(all()).hasSize(1);
    return find(all().getFirst());
  }

  private static Map<String, List<String>> lists(Receiver.Request request) {
    var lists = new java.util.HashMap<String, List<String>>();
    request.headers().forEach((name, value) -> lists.put(name, List.of(value)));
    return lists;
  }
}
