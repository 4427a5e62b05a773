package coffer.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.core.BackgroundLoop;
import coffer.core.tracking.TransferReports;
import coffer.core.tracking.TransferReports.Due;
import coffer.core.tracking.TransferReports.Room;
import coffer.db.Db;
import coffer.webhook.WebhookFormat.Message;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports transfers to tracked addresses, each at most once. It marks them as sent in one
/// transaction and begins to send after the commit. So none is sent twice, whatever ends this
/// server or its connections. Any number of servers may do this on the same database.
public final class TransferReporter implements AutoCloseable {
  /// The most simultaneous requests of all projects.
  public static final int MAX_RUNNING = 64;

  /// The most simultaneous requests of one project.
  public static final int MAX_PER_PROJECT = 8;

  private static final Logger log = LoggerFactory.getLogger(TransferReporter.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(12);

  private final Db db;
  private final TransferReports reports;
  private final SecretReader secrets;
  private final WebhookClient client;
  private final Map<String, WebhookFormat> formats;
  private final InstantSource clock;

  /// How many requests each project has, by row id.
  private final Map<Long, Integer> running = new HashMap<>();

  private final ExecutorService senders =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tracked-", 0).factory());
  private final BackgroundLoop loop = BackgroundLoop.of("tracked transfers", this::turn);

  public TransferReporter(
      Db db,
      TransferReports reports,
      SecretReader secrets,
      WebhookClient client,
      List<WebhookFormat> formats,
      InstantSource clock) {
    this.db = db;
    this.reports = reports;
    this.secrets = secrets;
    this.client = client;
    this.formats = formats.stream().collect(Collectors.toMap(WebhookFormat::dialect, f -> f));
    this.clock = clock;
  }

  public void start() {
    loop.start();
  }

  /// Why transfers are not reported, in a few words; empty if they are.
  public Optional<String> problem() {
    return loop.problem();
  }

  private void turn() throws InterruptedException {
    if (step() == 0) loop.pause(POLL);
  }

  /// Takes transfers that are due, as far as there is room, and begins to send them. One thread at
  /// a time.
  ///
  /// @return how many it took
  int step() {
    var room = room();
    if (room.all() == 0) return 0;
    var taken = db.tx(tx -> reports.take(tx, room, clock.instant()));
    for (var due : taken) begin(due);
    return taken.size();
  }

  private Room room() {
    synchronized (running) {
      int all = running.values().stream().mapToInt(count -> count).sum();
      return new Room(MAX_RUNNING - all, MAX_PER_PROJECT, Map.copyOf(running));
    }
  }

  private void begin(Due due) {
    count(due, 1);
    try {
      senders.execute(() -> send(due));
    } catch (RuntimeException | Error e) {
      count(due, -1);
      throw e;
    }
  }

  private void count(Due due, int change) {
    synchronized (running) {
      running.merge(due.projectId(), change, Integer::sum);
      running.remove(due.projectId(), 0);
    }
  }

  private void send(Due due) {
    try {
      var response = answer(due);
      db.run(
          tx -> {
            switch (response) {
              case WebhookResponse.Busy() -> reports.giveBack(tx, due.transfer().id());
              case WebhookResponse.Silent(var error) ->
                  reports.end(tx, due.transfer().id(), false, Optional.empty(), Optional.of(error));
              case WebhookResponse.Answered(var status, _, _, _) ->
                  reports.end(
                      tx,
                      due.transfer().id(),
                      format(due).filter(format -> format.accepts(status)).isPresent(),
                      Optional.of(status),
                      Optional.empty());
            }
          });
    } catch (RuntimeException | Error e) {
      log.error("the result of the tracked transfer {} is lost", due.transfer().publicId(), e);
    } finally {
      count(due, -1);
    }
  }

  private WebhookResponse answer(Due due) {
    try {
      var signing = db.tx(tx -> SigningSecrets.read(tx, secrets, due.secretId()));
      var secret = signing.single(clock.instant());
      return format(due)
          .flatMap(format -> format.render(due.transfer(), due.publicKey(), secret))
          .map(message -> post(due, message, signing))
          .orElseGet(TransferReporter::unwritten);
    } catch (RuntimeException | Error e) {
      log.error("tracked transfer {}: it cannot be written", due.transfer().publicId(), e);
      return unwritten();
    }
  }

  private Optional<WebhookFormat> format(Due due) {
    return Optional.ofNullable(formats.get(due.dialect()));
  }

  private static WebhookResponse unwritten() {
    return new WebhookResponse.Silent("this server cannot write it at present");
  }

  private WebhookResponse post(Due due, Message message, SigningSecrets secrets) {
    var at = clock.instant();
    var id = due.transfer().publicId();
    var body = message.body().getBytes(UTF_8);
    var headers = new HashMap<>(message.headers());
    headers.put("webhook-id", id.toString());
    headers.put("webhook-timestamp", String.valueOf(at.getEpochSecond()));
    headers.put("webhook-signature", secrets.sign(id, at, body));
    return ScopedValue.where(GuardedDns.PROJECT, due.projectId())
        .call(() -> client.postOnce(due.url(), headers, message.contentType(), body));
  }

  /// Takes nothing more, and waits up to 12 s for what is being sent.
  @Override
  public void close() {
    loop.close();
    senders.shutdown();
    try {
      if (!senders.awaitTermination(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        senders.shutdownNow();
      }
    } catch (InterruptedException _) {
      senders.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
