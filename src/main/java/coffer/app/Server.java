package coffer.app;

import coffer.core.event.EventTail;
import coffer.db.DatabaseClock;
import coffer.http.Authenticator;
import coffer.http.ClientAddress;
import coffer.http.Front;
import coffer.http.Health;
import coffer.http.HttpServer;
import coffer.http.Idempotency;
import coffer.http.Metrics;
import coffer.http.Mounts;
import coffer.http.RateLimiter;
import coffer.http.Sse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
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
  record Services(
      Base base,
      UUID node,
      EventTail tail,
      Sse sse,
      Idempotency idempotency,
      Authenticator authenticator,
      Metrics metrics) {}

  /// Something that works in the background: a scanner, the webhook worker, the rates.
  record Worker(String name, Runnable start, Runnable stop) {}

  /// @param fronts APIs and pages
  /// @param mounts where they stand beside their own prefixes
  record Plugged(List<Front> fronts, Mounts mounts, List<Worker> workers) {}

  private final List<Worker> running = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final HttpServer http;

  private Server(Base base, Function<Services, Plugged> plug) {
    var config = base.config();
    var limits = config.limits();
    var sse =
        new Sse(
            new Sse.Limits(limits.streams(), limits.streamsPerAddress(), Duration.ofSeconds(15)));
    var services =
        new Services(
            base,
            UUID.randomUUID(),
            new EventTail(base.db(), Duration.ofMillis(200)),
            sse,
            new Idempotency(base.clock()),
            new Authenticator(base.keys(), new RateLimiter(limits.perKey())),
            new Metrics(config.http().metricsAllow()));
    var plugged = plug.apply(services);
    var observed = new Observed(base);
    observed.measure(services.metrics());
    this.http =
        new HttpServer(
            settings(config.http(), plugged.mounts()),
            plugged.fronts(),
            new ClientAddress(config.http().trustedProxies()),
            new RateLimiter(limits.perAddress()),
            new Health(observed::checks),
            services.metrics(),
            sse);
    try {
      start(new Worker("events", () -> services.tail().start(), () -> services.tail().close()));
      if (base.clock() instanceof DatabaseClock clock) start(clock(clock));
      start(sweeper(services));
      plugged.workers().forEach(this::start);
      http.start();
    } catch (RuntimeException e) {
      stopWorkers();
      throw e;
    }
  }

  /// @param plug makes the fronts and workers from what they need
  /// @throws RuntimeException if the port is taken, or a worker does not start
  static Server start(Base base, Function<Services, Plugged> plug) {
    return new Server(base, plug);
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
        http.drain());
  }

  private static Worker clock(DatabaseClock clock) {
    var ticker = new Ticker("clock", Duration.ofSeconds(5), clock::adjust);
    return new Worker("clock", ticker::start, ticker::close);
  }

  private static Worker sweeper(Services services) {
    var ticker =
        new Ticker(
            "sweep",
            Duration.ofMinutes(10),
            () -> services.idempotency().sweep(services.base().db()));
    return new Worker("sweep", ticker::start, ticker::close);
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
