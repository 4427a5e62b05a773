package coffer.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.core.Cidr;
import coffer.core.event.Shop;
import coffer.db.Db;
import coffer.db.TestDb;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// An [Error] while webhooks are written costs nothing that lasts.
class ErrorDbTest {
  @AutoClose private final Db db = TestDb.create();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));
  private final Shop shop = Shop.open(db);
  private final WebhookClient client = new WebhookClient(List.of(Cidr.parse("127.0.0.0/8")), "1");

  /// Memory runs out while a few are written; afterwards there is plenty. As many as a lane has
  /// slots.
  @Test
  void anErrorGivesItsSlotBack() throws Exception {
    try (var receiver = Receiver.answering(204);
        var worker = worker(failing(6, () -> new OutOfMemoryError("Java heap space")))) {
      shop.tell(db, receiver.url("/hook"));
      Looks.prove(db);
      shop.happens(db, "invoice.settled", 6, now.get());
      assertThat(worker.step()).isEqualTo(6);
      idle();
      for (int hour = 1; hour <= 3; hour++) {
        now.updateAndGet(t -> t.plus(Duration.ofHours(1)));
        shop.happens(db, "invoice.settled", now.get());
        while (worker.step() > 0) idle();
      }
      assertThat(receiver.requests).hasSize(9);
      assertThat(due()).isZero();
    }
  }

  @Test
  void anEventThatCanNeverBeWrittenIsGivenUpInTheEnd() throws Exception {
    try (var receiver = Receiver.answering(204);
        var worker = worker(failing(Integer.MAX_VALUE, StackOverflowError::new))) {
      shop.tell(db, receiver.url("/hook"));
      shop.happens(db, "invoice.settled", now.get());
      for (int attempt = 0; attempt < 13; attempt++) {
        assertThat(worker.step()).isEqualTo(1);
        idle();
        now.updateAndGet(t -> t.plus(Duration.ofDays(2)));
      }
      assertThat(due()).isZero();
      assertThat(receiver.requests).isEmpty();
    }
  }

  private static WebhookFormat failing(int times, Supplier<Error> error) {
    var left = new AtomicInteger(times);
    var plain = new Plain();
    return new WebhookFormat() {
      @Override
      public String dialect() {
        return plain.dialect();
      }

      @Override
      public Optional<Message> render(OutgoingEvent event, WebhookSecret secret) {
        if (left.getAndDecrement() > 0) throw error.get();
        return plain.render(event, secret);
      }
    };
  }

  private DeliveryWorker worker(WebhookFormat format) {
    return new DeliveryWorker(db, Plain.SECRETS, client, List.of(format), now::get);
  }

  /// Waits until what was begun is written down.
  private void idle() {
    await().until(() -> count("holder IS NOT NULL") == 0);
  }

  private long due() {
    return count("status = 'due'");
  }

  private long count(String condition) {
    return db.tx(
        tx ->
            tx.only(
                "SELECT count(*) AS n FROM delivery WHERE project_id = ? AND " + condition,
                row -> row.number("n"),
                shop.project.id()));
  }
}
