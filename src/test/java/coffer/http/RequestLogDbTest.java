package coffer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.core.event.Shop;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.http.LoggedRequests.Filter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the log of requests keeps, and how it is read.
final class RequestLogDbTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Filter ALL =
      new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  @AutoClose private final Db db = TestDb.create();
  private final Shop shop = Shop.open(db);
  private final Shop other = Shop.open(db);
  private final LoggedRequests requests = new LoggedRequests();
  private long key;

  @BeforeEach
  void makeKey() {
    key = key(shop);
  }

  private long key(Shop of) {
    return db.tx(
        tx ->
            tx.id(
                """
                INSERT INTO api_key (public_id, organization_id, project_id, dialect, kind, hash, hint, scopes, created_at)
                VALUES (gen_random_uuid(), ?, ?, 'coffer', 'project', sha256(?::text::bytea), 'cof', '{}', ?) RETURNING id
                """,
                of.project.organizationId(),
                of.project.id(),
                UUID.randomUUID().toString(),
                NOW));
  }

  private void fill(Shop of, long keyId, int lines, Duration age) {
    var rows = new ArrayList<Object[]>();
    for (int i = 0; i < lines; i++) {
      var at = NOW.minus(age).minusMillis(lines - i);
      rows.add(
          new Object[] {
            of.project.id(),
            RequestLog.id(at),
            at,
            keyId,
            "/p/" + i,
            i % 100 == 7 ? 404 : 200,
            "r-" + i
          });
    }
    db.run(
        tx ->
            tx.batch(
                """
                INSERT INTO request_log (project_id, id, at, key_id, dialect, method, route, path, status, request_id, millis)
                VALUES (?, ?, ?, ?, 'coffer', 'GET', '/p/{id}', ?, ?, ?, 1)
                """,
                rows));
  }

  private RequestLog log(int days, int lines) {
    return new RequestLog(db, new RequestLog.Limits(days, lines), () -> NOW);
  }

  private LoggedRequests.Page page(Filter filter, Optional<UUID> before) {
    return db.tx(tx -> requests.page(tx, shop.project.id(), filter, before, 50));
  }

  private List<String> all(Filter filter) {
    var seen = new ArrayList<String>();
    var before = Optional.<UUID>empty();
    do {
      var page = page(filter, before);
      page.lines().forEach(line -> seen.add(line.path()));
      before = page.next();
    } while (before.isPresent());
    return seen;
  }

  @Test
  void pagesHaveEachLineOnceNewestFirstAndNoOtherProjects() {
    fill(shop, key, 120, Duration.ZERO);
    fill(other, key(other), 20, Duration.ZERO);
    assertThat(all(ALL)).hasSize(120).doesNotHaveDuplicates().startsWith("/p/119");
  }

  @Test
  void aFilterFindsLinesBehindItsWindow() {
    fill(shop, key, LoggedRequests.WINDOW + 100, Duration.ZERO);
    var missing = new Filter(Optional.of(4), Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(all(missing)).hasSize(LoggedRequests.WINDOW / 100 + 1);
    var one =
        new Filter(Optional.empty(), Optional.of("/P/7"), Optional.empty(), Optional.of("r-7"));
    assertThat(page(one, Optional.empty()).lines()).isEmpty();
    assertThat(all(one)).containsExactly("/p/7");
    var none =
        new Filter(
            Optional.empty(), Optional.empty(), Optional.of(UUID.randomUUID()), Optional.empty());
    assertThat(all(none)).isEmpty();
  }

  @Test
  void oldLinesAndThoseBeyondTheLimitAreDeleted() {
    fill(shop, key, 100, Duration.ofDays(8));
    fill(shop, key, 1_500, Duration.ofDays(1));
    fill(other, key(other), 10, Duration.ofDays(6));
    log(7, 1_000).sweep();
    assertThat(all(ALL)).hasSize(1_000).startsWith("/p/1499");
    assertThat(count(other)).isEqualTo(10);
    log(0, 1_000).sweep();
    assertThat(count(other)).isZero();
  }

  @Test
  void aFullQueueLosesLinesAndCountsThem() {
    try (var log = log(7, 100_000)) {
      for (int i = 0; i < RequestLog.MAX_WAITING + 5; i++) log.add(line());
      assertThat(log.lost()).isEqualTo(5);
    }
    assertThat(count(shop)).isEqualTo(RequestLog.MAX_WAITING);
  }

  @Test
  void aProjectWithManyRequestsIsCutWhileTheyCome() {
    try (var log = log(7, 1_000)) {
      log.start();
      for (int i = 0; i < RequestLog.SLACK; i++) log.add(line());
      await().until(() -> count(shop) == 1_000);
      assertThat(log.lost()).isZero();
    }
  }

  private RequestLog.Line line() {
    return new RequestLog.Line(
        shop.project.id(),
        RequestLog.id(NOW),
        NOW,
        key,
        "coffer",
        "GET",
        "/p",
        "/p",
        200,
        Optional.empty(),
        "r",
        1,
        Optional.of("127.0.0.1"));
  }

  private int count(Shop of) {
    return db.tx(
        tx ->
            tx.only(
                "SELECT count(*)::integer AS n FROM request_log WHERE project_id = ?",
                row -> row.integer("n"),
                of.project.id()));
  }
}
