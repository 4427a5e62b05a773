package coffer.app;

import coffer.core.event.EventTail;
import coffer.db.DatabaseClock;
import coffer.http.Authenticator;
import coffer.http.ClientAddress;
import coffer.http.Front;
import coffer.http.Health;
import coffer.http.Health.Check;
import coffer.http.HttpServer;
import coffer.http.Idempotency;
import coffer.http.Metrics;
import coffer.http.Metrics.Sample;
import coffer.http.Mounts;
import coffer.http.PayerLimits;
import coffer.http.RateLimiter;
import coffer.http.Sse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What `serve` and `demo` run: the parts that are always there, and those that are plugged in.
///
/// Started in order, stopped in the opposite one: no request comes before the workers run, none is
/// under way when they stop.
final class Server implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Server.class);

  /// What a part may use.
  ///
  /// @param node the name of this process, for leases
  /// @param health tells requests that wait when the server stops
  record Services(
      Base base,
      UUID node,
      EventTail tail,
      Sse sse,
      Idempotency idempotency,
      Authenticator authenticator,
      Metrics metrics,
      Health health) {}

  /// Something that works in the background: a scanner, the webhook worker, the rates.
  ///
  /// @param problem what keeps it from working, in a few words
  record Worker(String name, Runnable start, Runnable stop, Supplier<Optional<String>> problem) {}

  /// @param fronts APIs and pages
  /// @param mounts where they stand beside their own prefixes
  record Plugged(List<Front> fronts, Mounts mounts, List<Worker> workers) {}

  private static final Duration BEAT = Duration.ofSeconds(2);

  private final List<Worker> running = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<String> outdated = new CompletableFuture<>();
  private final HttpServer http;

  private Server(Base base, UUID node, Function<Services, Plugged> plug) {
    var config = base.config();
    var limits = config.limits();
    var sse = sse(limits);
    var observed = new Observed(base);
    var health = new Health(() -> checks(observed));
    var services =
        new Services(
            base,
            node,
            new EventTail(base.db(), Duration.ofMillis(200)),
            sse,
            new Idempotency(base.clock()),
            new Authenticator(
                base.keys(), new RateLimiter(limits.perKey()), new PayerLimits(limits.payers())),
            new Metrics(config.http().metricsAllow()),
            health);
    var plugged = plug.apply(services);
    measure(observed, services.metrics());
    this.http =
        new HttpServer(
            settings(config.http(), plugged.mounts()),
            plugged.fronts(),
            new ClientAddress(config.http().trustedProxies()),
            new RateLimiter(limits.perAddress()),
            health,
            services.metrics(),
            sse);
    try {
      start(events(services.tail()));
      start(presence(base, node));
      if (base.clock() instanceof DatabaseClock clock) start(clock(clock));
      plugged.workers().forEach(this::start);
      http.start();
    } catch (RuntimeException e) {
      stopWorkers();
      throw e;
    }
  }

  private static Sse sse(Config.Limits limits) {
    return new Sse(
        new Sse.Limits(limits.streams(), limits.streamsPerAddress(), Duration.ofSeconds(15)));
  }

  /// @param plug makes the fronts and workers from what they need
  /// @throws RuntimeException if the port is taken, or a worker does not start
  static Server start(Base base, Function<Services, Plugged> plug) {
    var node = UUID.randomUUID();
    base.chains().sync(node, base.clock().instant());
    return new Server(base, node, plug);
  }

  /// @param end gets the reason when this server is too old for the database; it must not wait for
  ///     the server's end
  void whenOutdated(Consumer<String> end) {
    var _ = outdated.thenAccept(end);
  }

  int port() {
    return http.port();
  }

  private static HttpServer.Settings settings(Config.Http http, Mounts mounts) {
    return new HttpServer.Settings(
        http.listen(),
        http.port(),
        http.maxBodyBytes(),
        mounts,
        "https".equals(http.publicUrl().getScheme()),
        http.drain(),
        http.connections());
  }

  private static Worker clock(DatabaseClock clock) {
    return new Ticker("clock", Duration.ofSeconds(5), clock::adjust).worker();
  }

  /// Says that this server runs and what it offers, and looks whether the database is still one for
  /// it.
  private Worker presence(Base base, UUID node) {
    var ticker = new Ticker("presence", BEAT, () -> beat(base, node));
    var worker = ticker.worker();
    Runnable stop =
        () -> {
          worker.stop.run();
          base.chains().leave(node);
        };
    return new Worker(worker.name, worker.start, stop, worker.problem);
  }

  private void beat(Base base, UUID node) {
    base.db().tx(base.schema()::outdated).ifPresent(outdated::complete);
    base.chains().beat(node, base.clock().instant());
  }

  private static Worker events(EventTail tail) {
    return new Worker("events", tail::start, tail::close, tail::problem);
  }

  /// A worker that fails takes nothing from the other nodes: one more reason to look, none to take
  /// this one out of service.
  private List<Check> checks(Observed observed) {
    var checks = new ArrayList<>(observed.checks());
    for (var worker : running) {
      if (worker.problem.get().isPresent()) {
        checks.add(new Check("worker/" + worker.name, false, worker.problem));
      }
    }
    return checks;
  }

  private void measure(Observed observed, Metrics metrics) {
    observed.measure(metrics);
    metrics.table("coffer_worker_up", "1 while this worker does its work, 0 if not", this::up);
  }

  private List<Sample> up() {
    return running.stream()
        .map(w -> new Sample(Map.of("worker", w.name), w.problem.get().isEmpty() ? 1 : 0))
        .toList();
  }

  private void start(Worker worker) {
    worker.start.run();
    running.add(worker);
  }

  private void stopWorkers() {
    for (var worker : running.reversed()) {
      try {
        worker.stop.run();
      } catch (RuntimeException e) {
        log.warn("{} did not stop well", worker.name, e);
      }
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) return;
    http.close();
    stopWorkers();
  }
}
