package coffer.app.server;

import coffer.app.config.Config;
import coffer.app.config.ConfigurationInForce;
import coffer.core.event.EventTail;
import coffer.core.operation.ServerReports;
import coffer.db.DatabaseClock;
import coffer.http.Authenticator;
import coffer.http.ClientAddress;
import coffer.http.EventStreams;
import coffer.http.FrontEnd;
import coffer.http.Health;
import coffer.http.Health.Check;
import coffer.http.HttpServer;
import coffer.http.Idempotency;
import coffer.http.Metrics;
import coffer.http.Metrics.Sample;
import coffer.http.PathAliases;
import coffer.http.PayerLimits;
import coffer.http.RateLimiter;
import coffer.http.RequestLog;
import java.time.Duration;
import java.time.Instant;
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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server that `serve` and `demo` run: its fixed parts and the modules that are plugged in.
///
/// Parts start in order and stop in reverse order. No request arrives before the workers run, and
/// none is in progress when they stop.
public final class Server implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Server.class);

  /// The services that modules can use.
  ///
  /// @param node id of this process, for leases
  /// @param health tells waiting requests when the server stops
  public record Services(
      Infrastructure infrastructure,
      UUID node,
      EventTail tail,
      EventStreams streams,
      Idempotency idempotency,
      Authenticator authenticator,
      Metrics metrics,
      Health health) {}

  /// A background task: the scanners, the webhook worker, the rates.
  ///
  /// @param problem why it does not work, in a short text; empty if it does
  record Worker(String name, Runnable start, Runnable stop, Supplier<Optional<String>> problem) {}

  /// @param frontEnds APIs and pages
  /// @param aliases maps paths of other gateways to prefixes of front ends
  public record Modules(List<FrontEnd> frontEnds, PathAliases aliases, List<Worker> workers) {
    /// The same with one more front end.
    public Modules with(FrontEnd more) {
      return new Modules(
          Stream.concat(frontEnds.stream(), Stream.of(more)).toList(), aliases, workers);
    }
  }

  private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(2);
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(10);

  private final List<Worker> running = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CompletableFuture<String> outdated = new CompletableFuture<>();
  private final HttpServer http;

  private Server(Infrastructure infrastructure, UUID node, Function<Services, Modules> plug) {
    var config = infrastructure.config();
    var limits = config.limits();
    var streams = streams(limits);
    var observed = new Observability(infrastructure);
    var health = new Health(() -> checks(observed));
    var services = services(infrastructure, node, streams, health);
    var plugged = plug.apply(services);
    measure(observed, services.metrics());
    this.http =
        new HttpServer(
            settings(config.http(), plugged.aliases()),
            plugged.frontEnds(),
            new ClientAddress(config.http().trustedProxies()),
            new RateLimiter(limits.perAddress()),
            health,
            services.metrics(),
            streams,
            Optional.of(requestLog(infrastructure, services.metrics())));
    try {
      start(events(services.tail()));
      start(presence(infrastructure, node));
      if (infrastructure.clock() instanceof DatabaseClock clock) start(clock(clock));
      plugged.workers().forEach(this::start);
      http.start();
    } catch (RuntimeException e) {
      stopWorkers();
      throw e;
    }
  }

  private static Services services(
      Infrastructure infrastructure, UUID node, EventStreams streams, Health health) {
    var config = infrastructure.config();
    var limits = config.limits();
    return new Services(
        infrastructure,
        node,
        new EventTail(infrastructure.db(), Duration.ofMillis(200)),
        streams,
        new Idempotency(infrastructure.clock()),
        new Authenticator(
            infrastructure.keys(),
            new RateLimiter(limits.perKey()),
            new PayerLimits(limits.payers())),
        new Metrics(config.http().metricsAllow()),
        health);
  }

  private static EventStreams streams(Config.Limits limits) {
    return new EventStreams(
        new EventStreams.Limits(
            limits.streams(), limits.streamsPerAddress(), Duration.ofSeconds(15)));
  }

  /// @param plug creates the modules from the services
  /// @throws RuntimeException if the server cannot listen on the port, or a worker does not start
  public static Server start(Infrastructure infrastructure, Function<Services, Modules> plug) {
    var node = UUID.randomUUID();
    infrastructure.chains().sync(node, infrastructure.clock().instant());
    return new Server(infrastructure, node, plug);
  }

  /// @param end receives the reason when the database is too new for this server; it must not wait
  ///     for the end of the server
  void whenOutdated(Consumer<String> end) {
    var _ = outdated.thenAccept(end);
  }

  public int port() {
    return http.port();
  }

  private static HttpServer.Settings settings(Config.Http http, PathAliases aliases) {
    return new HttpServer.Settings(
        http.listen(),
        http.port(),
        http.maxBodyBytes(),
        aliases,
        "https".equals(http.publicUrl().getScheme()),
        http.drain(),
        http.connections());
  }

  private RequestLog requestLog(Infrastructure infrastructure, Metrics metrics) {
    var limits = infrastructure.config().limits().requestLog();
    var log = new RequestLog(infrastructure.db(), limits, infrastructure.clock());
    metrics.gauge("coffer_request_log_lost", "lines that the log of requests has lost", log::lost);
    start(new Worker("request log", log::start, log::close, log::problem));
    start(new Ticker("request log sweep", SWEEP_INTERVAL, log::sweep).worker());
    return log;
  }

  private static Worker clock(DatabaseClock clock) {
    return new Ticker("clock", Duration.ofSeconds(5), clock::adjust).worker();
  }

  /// Reports that this server runs and what it offers, and checks whether it still supports the
  /// database's schema.
  private Worker presence(Infrastructure infrastructure, UUID node) {
    var started = infrastructure.clock().instant();
    var ticker =
        new Ticker("presence", HEARTBEAT_INTERVAL, () -> beat(infrastructure, node, started));
    var worker = ticker.worker();
    Runnable stop =
        () -> {
          worker.stop.run();
          infrastructure.chains().leave(node);
        };
    return new Worker(worker.name, worker.start, stop, worker.problem);
  }

  private void beat(Infrastructure infrastructure, UUID node, Instant started) {
    infrastructure.db().tx(infrastructure.schema()::outdated).ifPresent(outdated::complete);
    infrastructure.chains().beat(node, infrastructure.clock().instant());
    var config = ConfigurationInForce.of(infrastructure.config());
    infrastructure
        .db()
        .run(tx -> new ServerReports().add(tx, node, Version.text(), started, config));
  }

  private static Worker events(EventTail tail) {
    return new Worker("events", tail::start, tail::close, tail::problem);
  }

  /// All health checks. A failed worker is reported but does not make the node unready, because
  /// other nodes are not affected.
  private List<Check> checks(Observability observed) {
    var checks = new ArrayList<>(observed.checks());
    for (var worker : running) {
      if (worker.problem.get().isPresent()) {
        checks.add(new Check("worker/" + worker.name, false, worker.problem));
      }
    }
    return checks;
  }

  private void measure(Observability observed, Metrics metrics) {
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
