package coffer.http;

import coffer.core.BackgroundLoop;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Principal;
import coffer.db.Db;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests of a project's keys, for its developers: no bodies, no queries, no keys. A request
/// only adds its line to a queue; one thread writes many lines with one commit. If the queue is
/// full, or the database does not take them, lines are lost, and [#lost] counts them.
public final class RequestLog implements AutoCloseable {
  /// The most lines that wait in memory.
  public static final int MAX_WAITING = 10_000;

  /// The most lines that a project has, beyond its limit, before the oldest are deleted.
  public static final int SLACK = 10_000;

  private static final Logger log = LoggerFactory.getLogger(RequestLog.class);
  private static final String OWNER = "coffer.request_log.owner";
  private static final String PROJECT = "coffer.request_log.project";
  private static final String ERROR = "coffer.request_log.error";
  private static final int AT_ONCE = 1_000;
  private static final int MAX_ERROR = 64;
  private static final Duration GATHER_TIME = Duration.ofMillis(250);

  /// @param days how long a line is kept; 0 = there is no log
  /// @param lines the most lines of a project; the oldest are deleted
  public record Limits(int days, int lines) {}

  record Line(
      long projectId,
      UUID id,
      Instant at,
      long keyId,
      String dialect,
      String method,
      String route,
      String path,
      int status,
      Optional<String> error,
      String requestId,
      int millis,
      Optional<String> client) {}

  private final Db db;
  private final Limits limits;
  private final InstantSource clock;
  private final ArrayBlockingQueue<Line> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong lost = new AtomicLong();
  private final BackgroundLoop loop = BackgroundLoop.of("request log", this::turn);

  /// Lines by project since its oldest were deleted. Only the loop uses it.
  private final Map<Long, Integer> written = new HashMap<>();

  public RequestLog(Db db, Limits limits, InstantSource clock) {
    this.db = db;
    this.limits = limits;
    this.clock = clock;
  }

  public void start() {
    if (limits.days > 0) loop.start();
  }

  /// Why lines are not written, in a few words; empty if they are.
  public Optional<String> problem() {
    return loop.problem();
  }

  /// How many lines this server has lost since it started.
  public long lost() {
    return lost.get();
  }

  /// Notes whose key a request has.
  static void owner(Context ctx, Principal principal) {
    ctx.attribute(OWNER, principal);
  }

  /// Notes the project of a request with a key of the whole organization.
  public static void project(Context ctx, long projectId) {
    ctx.attribute(PROJECT, projectId);
  }

  /// Notes the code of the error that the request is answered with. The last one counts.
  public static void error(Context ctx, String code) {
    ctx.attribute(ERROR, code.length() > MAX_ERROR ? code.substring(0, MAX_ERROR) : code);
  }

  /// Adds a request that was answered, if it belongs to a project. Does not wait.
  ///
  /// @param route template of its path
  void add(Context ctx, String route, Duration took) {
    Principal owner = ctx.attribute(OWNER);
    if (owner == null || limits.days == 0) return;
    Long named = ctx.attribute(PROJECT);
    var project = owner.project().map(it -> it.id()).or(() -> Optional.ofNullable(named));
    if (project.isEmpty()) return;
    var at = clock.instant().minus(took);
    boolean payer = owner.kind() == ApiKey.Kind.PUBLISHABLE;
    var line =
        new Line(
            project.get(),
            id(at),
            at,
            owner.keyId(),
            owner.dialect(),
            ctx.method().name(),
            route,
            LoggedPath.of(route, ctx.path()),
            ctx.statusCode(),
            Optional.ofNullable(ctx.attribute(ERROR)),
            RequestId.of(ctx),
            (int) Math.min(took.toMillis(), Integer.MAX_VALUE),
            payer ? Optional.empty() : Optional.of(ClientAddress.of(ctx).getHostAddress()));
    add(line);
  }

  void add(Line line) {
    if (!waiting.offer(line)) lost.incrementAndGet();
  }

  /// A UUID of version 7: it begins with the time, so that lines are in order by it.
  static UUID id(Instant at) {
    var random = ThreadLocalRandom.current();
    long high = (at.toEpochMilli() << 16) | 0x7000 | (random.nextLong() & 0xfff);
    long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  private void turn() throws InterruptedException {
    var some = new ArrayList<Line>();
    var first = waiting.poll(1, TimeUnit.SECONDS);
    if (first == null) return;
    some.add(first);
    waiting.drainTo(some, AT_ONCE - 1);
    if (some.size() < AT_ONCE) {
      loop.pause(GATHER_TIME);
      waiting.drainTo(some, AT_ONCE - some.size());
    }
    write(some);
  }

  private void write(List<Line> lines) {
    try {
      db.run(tx -> insert(tx, lines));
    } catch (RuntimeException | Error e) {
      lost.addAndGet(lines.size());
      throw e;
    }
    for (var line : lines) written.merge(line.projectId, 1, Integer::sum);
    for (var entry : List.copyOf(written.entrySet())) {
      if (entry.getValue() < SLACK) continue;
      trim(entry.getKey());
      written.remove(entry.getKey());
    }
  }

  private static void insert(Tx tx, List<Line> lines) {
    // A crash of the database may cost the last lines. In return no request waits for a disk.
    tx.update("SET LOCAL synchronous_commit = off");
    tx.update(
        """
        INSERT INTO request_log (project_id, id, at, key_id, dialect, method, route, path, status, error,
          request_id, millis, client)
        SELECT * FROM unnest(?::bigint[], ?::uuid[], ?::timestamptz[], ?::bigint[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::integer[], ?::text[], ?::text[], ?::integer[], ?::text[])
        """,
        column("bigint", lines, Line::projectId),
        column("uuid", lines, Line::id),
        column("timestamptz", lines, Line::at),
        column("bigint", lines, Line::keyId),
        column("text", lines, Line::dialect),
        column("text", lines, Line::method),
        column("text", lines, Line::route),
        column("text", lines, Line::path),
        column("integer", lines, Line::status),
        column("text", lines, line -> line.error.orElse(null)),
        column("text", lines, Line::requestId),
        column("integer", lines, Line::millis),
        column("text", lines, line -> line.client.orElse(null)));
  }

  private static Arr column(
      String type, List<Line> lines, Function<Line, ? extends @Nullable Object> value) {
    return new Arr(type, lines.stream().map(value).toList());
  }

  /// Deletes what is older than the limit of days, and what a project has beyond its limit of
  /// lines.
  public void sweep() {
    var projects = db.tx(LoggedRequests::projects);
    for (long project : projects) {
      var oldest = oldest(clock.instant().minus(Duration.ofDays(limits.days)));
      delete(project, oldest);
      trim(project);
    }
  }

  /// The least id of a time.
  private static UUID oldest(Instant at) {
    return new UUID(at.toEpochMilli() << 16, 0);
  }

  private void trim(long project) {
    db.tx(
            tx ->
                tx.one(
                    """
                    SELECT id FROM request_log WHERE project_id = ? ORDER BY id DESC OFFSET ? LIMIT 1
                    """,
                    row -> row.uuid("id"),
                    project,
                    Math.max(0, limits.lines - 1)))
        .ifPresent(id -> delete(project, id));
  }

  /// Deletes the lines before an id, some in each transaction.
  private void delete(long project, UUID before) {
    int deleted = AT_ONCE * 10;
    while (deleted == AT_ONCE * 10) {
      deleted =
          db.<Integer>tx(
              tx ->
                  tx.update(
                      """
                      DELETE FROM request_log WHERE project_id = ? AND id = ANY (ARRAY(
                        SELECT id FROM request_log WHERE project_id = ? AND id < ? ORDER BY id LIMIT ?))
                      """,
                      project,
                      project,
                      before,
                      AT_ONCE * 10));
    }
  }

  /// Writes the lines that wait, for at most 10 s.
  @Override
  public void close() {
    loop.close();
    var rest = new ArrayList<Line>();
    waiting.drainTo(rest, AT_ONCE);
    while (!rest.isEmpty()) {
      try {
        db.run(tx -> insert(tx, List.copyOf(rest)));
      } catch (RuntimeException e) {
        log.warn("{} lines of the request log are lost", rest.size() + waiting.size());
        return;
      }
      rest.clear();
      waiting.drainTo(rest, AT_ONCE);
    }
  }
}
