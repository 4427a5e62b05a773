package coffer.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.http.Idempotency.Done;
import coffer.http.Idempotency.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class IdempotencyDbTest {
  @AutoClose private static final Db db = TestDb.create();

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));
  private final Idempotency idempotency = new Idempotency(now::get);
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void aHundredTwinsMakeOneObject() throws Exception {
    var start = new CountDownLatch(1);
    Callable<String> twin =
        () -> {
          start.await();
          return make("twins", "body");
        };
    var answers = new HashSet<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var twins = IntStream.range(0, 100).mapToObj(_ -> threads.submit(twin)).toList();
      start.countDown();
      for (Future<String> answer : twins) answers.add(answer.get());
    }
    assertThat(runs).hasValue(1);
    assertThat(answers).hasSize(1);
    assertThat(count("twins")).isEqualTo(1);
  }

  @Test
  void aReplayShowsTheObjectAsItIsNow() {
    assertThat(make("now", "body")).isEqualTo("now");
    db.run(tx -> tx.update("UPDATE partner SET name = 'changed' WHERE name = 'now'"));
    assertThat(make("now", "body")).isEqualTo("changed");
  }

  @Test
  void anotherBodyUnderTheKeyIsRefused() {
    make("conflict", "body");
    assertThatThrownBy(() -> make("conflict", "another"))
        .isInstanceOfSatisfying(
            Rejection.Refused.class,
            e ->
                assertThat(e.rejection()).isEqualTo(new Rejection.IdempotencyConflict("conflict")));
    assertThat(runs).hasValue(1);
  }

  @Test
  void aRefusalIsNotRemembered() {
    assertThatThrownBy(
            () ->
                db.run(
                    tx ->
                        idempotency.run(
                            tx,
                            request("refused", "body"),
                            "partner",
                            () -> {
                              throw new Rejection.AmountTooLarge(Field.Invoice.PRICE).asException();
                            },
                            id -> id)))
        .isInstanceOf(Rejection.Refused.class);
    assertThat(make("refused", "another")).isEqualTo("refused");
  }

  @Test
  void aKeyIsOnesOwn() {
    make("scope", "body");
    var other = new Request("project/2", "scope", request("scope", "other").hash());
    var made =
        db.tx(
            tx ->
                idempotency.run(tx, other, "partner", () -> new Done<>(1, "mine"), _ -> "theirs"));
    assertThat(made).isEqualTo("mine");
  }

  @Test
  void aDayLaterTheKeyIsFree() {
    make("day", "body");
    now.set(now.get().plus(Duration.ofHours(24)).minusMillis(1));
    assertThatThrownBy(() -> make("day", "another")).isInstanceOf(Rejection.Refused.class);
    now.set(now.get().plusMillis(1));
    make("day", "another");
    assertThat(runs).hasValue(2);
    assertThat(count("day")).isEqualTo(2);
  }

  @Test
  void theSweepTakesWhatIsPastItsTime() {
    make("swept", "body");
    now.set(now.get().plus(Duration.ofHours(25)));
    make("kept", "body");
    assertThat(idempotency.sweep(db)).isPositive();
    var keys = db.tx(tx -> tx.list("SELECT key FROM idempotency", row -> row.text("key")));
    assertThat(keys).contains("kept").doesNotContain("swept");
  }

  @Test
  void aKeyIsPrintable() {
    for (var bad : new String[] {"", "x".repeat(256), "a\nb", "ключ"}) {
      assertThatThrownBy(() -> request(bad, "")).isInstanceOf(Rejection.Refused.class);
    }
  }

  /// A command that makes a partner of that name.
  private String make(String key, String body) {
    return db.tx(
        tx ->
            idempotency.run(
                tx,
                request(key, body),
                "partner",
                () -> {
                  runs.incrementAndGet();
                  return new Done<>(
                      tx.id(
                          """
                          INSERT INTO partner (public_id, name, created_at)
                          VALUES (gen_random_uuid(), ?, now()) RETURNING id
                          """,
                          key),
                      key);
                },
                id ->
                    tx.only("SELECT name FROM partner WHERE id = ?", row -> row.text("name"), id)));
  }

  private static long count(String name) {
    return db.tx(
        tx ->
            tx.only(
                "SELECT count(*) AS n FROM partner WHERE name = ?", row -> row.number("n"), name));
  }

  private static Request request(String key, String body) {
    return Request.of("project/1", key, "POST /things", body.getBytes(UTF_8));
  }
}
