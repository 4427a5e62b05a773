package coffer.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.BackgroundLoop;
import coffer.core.invoice.Snapshot;
import coffer.db.Db;
import coffer.db.Json;
import coffer.webhook.DeliveryLeases.Ended;
import coffer.webhook.DeliveryResult.Attempt;
import coffer.webhook.WebhookFormat.Message;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends deliveries that are due. Any number of nodes may run a worker on the same database. A
/// worker leases a delivery in one transaction, sends it outside of any, and writes its result in
/// another one together with those of others. The database accepts a result only while the delivery
/// still has that lease. So no delivery is sent by two nodes at a time (their clock is the
/// database's), and a delivery whose node died is sent again after a minute.
///
/// Deliveries wait in lanes, one for each path of each host of each project. A lane, a host and a
/// project have a few slots each; slow lanes have fewer, separate ones. So a dead path with a
/// hundred thousand due deliveries delays no other path, and no project delays another. See
/// [LaneScheduler].
public final class DeliveryWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeliveryWorker.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration GATHER_TIME = Duration.ofMillis(10);
  private static final Duration GO_ON = Duration.ofMillis(50);
  private static final Duration LEASE = Duration.ofSeconds(60);

  private static final String SENT_TWICE =
      "sent twice: the receiver had closed the connection that was kept from the last webhook";

  /// How long a delivery waits if this server was too busy to send it.
  private static final Duration BUSY = Duration.ofSeconds(10);

  /// The remaining time of a lease that is needed to begin: more than a request takes.
  private static final Duration MIN_TIME_TO_SEND = Duration.ofSeconds(20);

  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(12);
  private static final int BATCH = 500;
  private static final int MAX_BACKLOG = 1000;

  private final Db db;
  private final DeliveryLeases leases;
  private final ResultWriter outcomes;
  private final SupersededEvents superseded;
  private final WebhookClient client;
  private final Map<String, WebhookFormat> formats;
  private final InstantSource clock;
  private final LaneScheduler lanes;
  private final Semaphore wake = new Semaphore(0);
  private final ExecutorService senders =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-", 0).factory());
  private final BackgroundLoop loop = BackgroundLoop.onPlatformThread("webhooks", this::turn);

  /// Where the next query continues in projects with very many lanes.
  private volatile Map<Long, Long> after = Map.of();

  public DeliveryWorker(
      Db db,
      SecretReader secrets,
      WebhookClient client,
      List<WebhookFormat> formats,
      InstantSource clock) {
    this(db, secrets, client, formats, clock, LaneScheduler.Limits.STANDARD);
  }

  DeliveryWorker(
      Db db,
      SecretReader secrets,
      WebhookClient client,
      List<WebhookFormat> formats,
      InstantSource clock,
      LaneScheduler.Limits limits) {
    this.db = db;
    this.leases = new DeliveryLeases(secrets);
    this.superseded = new SupersededEvents(db);
    this.outcomes = new ResultWriter(db, leases, clock);
    this.client = client;
    this.formats = formats.stream().collect(Collectors.toMap(WebhookFormat::dialect, f -> f));
    this.clock = clock;
    this.lanes = new LaneScheduler(limits);
  }

  /// Makes the worker read due deliveries at once instead of at the next interval. For
  /// [coffer.core.event.Events].
  public void wake() {
    if (wake.availablePermits() == 0) wake.release();
  }

  public void start() {
    loop.start();
  }

  /// Why webhooks are not sent, in a few words; empty if they are.
  public Optional<String> problem() {
    return loop.problem().or(outcomes::problem);
  }

  /// Deletes the marks of receivers that are older than [ReceiverMarks#TTL] and have no due
  /// delivery.
  public void sweep() {
    ReceiverMarks.sweep(db, clock.instant());
  }

  private void turn() throws InterruptedException {
    int begun = step();
    if (begun >= BATCH / 2) return;
    // Slots become free one by one. A little later there are more of them for one query.
    if (begun > 0) loop.pause(GATHER_TIME);
    var until = after.isEmpty() ? POLL : GO_ON;
    if (wake.tryAcquire(until.toMillis(), TimeUnit.MILLISECONDS)) wake.drainPermits();
  }

  /// Leases due deliveries, as far as there is room, and begins to send them. One thread at a time.
  ///
  /// @return how many it leased
  int step() {
    if (outcomes.behind() > MAX_BACKLOG) return 0;
    var room = lanes.room(BATCH);
    if (room.isNone()) return 0;
    var changes = lanes.changes();
    var taken =
        db.tx(
            tx -> {
              ReceiverMarks.note(tx, changes, clock.instant());
              return leases.take(tx, room, after, clock.instant(), LEASE);
            });
    after = taken.after();
    for (var leased : taken.leased()) {
      if (lanes.enter(leased)) begin(leased);
    }
    return taken.leased().size();
  }

  private void begin(LeasedDelivery leased) {
    try {
      senders.execute(() -> send(leased));
    } catch (RuntimeException | Error e) {
      // Closed meanwhile, or no thread is available. The leases expire.
      lanes.clear(leased.lane());
      lanes.leave(leased, Optional.empty(), System.nanoTime());
      throw e;
    }
  }

  private void send(LeasedDelivery first) {
    for (var next = Optional.of(first); next.isPresent(); next = sent(next.get())) {}
  }

  /// Sends one delivery. Frees its slot whatever happens: a lost slot would be lost until a
  /// restart.
  ///
  /// @return the next one that may begin, see [LaneScheduler#leave]
  private Optional<LeasedDelivery> sent(LeasedDelivery leased) {
    var millis = Optional.<Integer>empty();
    try {
      millis = tried(leased);
      if (loop.isClosed() || millis.filter(LaneScheduler::isSlow).isPresent()) {
        giveBack(lanes.clear(leased.lane()));
      }
    } catch (RuntimeException | Error e) {
      // The lease expires, and the delivery is sent again.
      log.error("delivery {}", leased.publicId(), e);
    }
    var next = lanes.leave(leased, millis, System.nanoTime());
    wake();
    return next;
  }

  /// @return the duration of the attempt in milliseconds; empty = there was none
  private Optional<Integer> tried(LeasedDelivery leased) {
    var enough = Duration.between(clock.instant(), leased.until()).compareTo(MIN_TIME_TO_SEND) >= 0;
    var result = enough ? attempt(leased) : new DeliveryResult.Returned();
    outcomes.add(new Ended(leased, result));
    return result.tried().map(Attempt::millis);
  }

  private void giveBack(List<LeasedDelivery> waiting) {
    for (var leased : waiting) outcomes.add(new Ended(leased, new DeliveryResult.Returned()));
  }

  private DeliveryResult attempt(LeasedDelivery leased) {
    if (!leased.wanted()) return new DeliveryResult.Skipped(DeliveryView.SkipReason.DELETED);
    var at = clock.instant();
    var began = System.nanoTime();
    var format = formats.get(leased.dialect());
    if (format == null || leased.secrets().isEmpty()) {
      return failed(leased, at, began, "this server cannot write it at present");
    }
    WebhookResponse reply;
    try {
      var secrets = leased.secrets().get();
      var secret = secrets.single(at);
      var message = format.render(outgoing(leased), secret);
      if (message.isEmpty()) return new DeliveryResult.Skipped(DeliveryView.SkipReason.KIND);
      var instead = superseded.instead(leased, format, secret, at);
      if (instead.isPresent()) return instead.get();
      reply = post(leased, message.get(), secrets, at);
    } catch (RuntimeException | Error e) {
      if (Db.unavailable(e)) return new DeliveryResult.Postponed(clock.instant().plus(BUSY));
      log.error("delivery {}: {} cannot write it", leased.publicId(), leased.dialect(), e);
      return failed(leased, at, began, "this server cannot write it at present");
    }
    return ending(leased, format, reply, at, began);
  }

  private DeliveryResult ending(
      LeasedDelivery leased, WebhookFormat format, WebhookResponse reply, Instant at, long began) {
    return switch (reply) {
      case WebhookResponse.Busy() -> new DeliveryResult.Postponed(clock.instant().plus(BUSY));
      case WebhookResponse.Silent(var error) -> failed(leased, at, began, error);
      case WebhookResponse.Answered(var status, var start, var retryAfter, var again) -> {
        var note = again ? Optional.of(SENT_TWICE) : Optional.<String>empty();
        var attempt = new Attempt(at, since(began), Optional.of(status), note, Optional.of(start));
        if (format.accepts(status)) yield new DeliveryResult.Delivered(attempt);
        var asked = status == 429 || status == 503 ? retryAfter : Optional.<String>empty();
        yield new DeliveryResult.Failed(attempt, next(leased, asked));
      }
    };
  }

  private DeliveryResult failed(LeasedDelivery leased, Instant at, long began, String error) {
    var attempt =
        new Attempt(at, since(began), Optional.empty(), Optional.of(error), Optional.empty());
    return new DeliveryResult.Failed(attempt, next(leased, Optional.empty()));
  }

  /// A test event is sent once: the person who sent it looks at the answer.
  private Optional<Instant> next(LeasedDelivery leased, Optional<String> asked) {
    if (leased.isTest()) return Optional.empty();
    var schedule =
        Optional.ofNullable(formats.get(leased.dialect()))
            .map(WebhookFormat::schedule)
            .orElse(RetrySchedule.STANDARD);
    return schedule.next(leased.tries() + 1, asked, clock.instant(), ThreadLocalRandom.current());
  }

  private static int since(long began) {
    return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  private static OutgoingEvent outgoing(LeasedDelivery leased) {
    return new OutgoingEvent(
        leased.publicId(),
        leased.eventId(),
        leased.type(),
        leased.number(),
        leased.at(),
        leased.receiver(),
        Json.read(leased.snapshot(), Snapshot.class));
  }

  private WebhookResponse post(
      LeasedDelivery leased, Message message, SigningSecrets secrets, Instant at) {
    var headers = new HashMap<>(message.headers());
    headers.put("webhook-id", leased.eventId().toString());
    headers.put("webhook-timestamp", String.valueOf(at.getEpochSecond()));
    var body = message.body().getBytes(UTF_8);
    headers.put("webhook-signature", secrets.sign(leased.eventId(), at, body));
    return ScopedValue.where(GuardedDns.PROJECT, leased.lane().project())
        .call(() -> client.post(leased.receiver().url(), headers, message.contentType(), body));
  }

  /// Leases nothing more, gives back the deliveries that wait, and waits up to 12 s for those that
  /// are being sent.
  @Override
  public void close() {
    loop.stop();
    wake();
    loop.close();
    try {
      giveBack(lanes.clear());
      senders.shutdown();
      if (!senders.awaitTermination(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        senders.shutdownNow();
      }
      outcomes.finish();
    } catch (InterruptedException _) {
      senders.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
