package coffer.http;

import coffer.core.Cidr;
import coffer.core.Rejection;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/metrics` for Prometheus, visible to the configured addresses only.
public final class Metrics implements FrontEnd, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Metrics.class);
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  /// One value of a metric.
  ///
  /// @param labels for example `chain` -> `ethereum`
  public record Sample(Map<String, String> labels, double value) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<Runnable> beforeScrape = new CopyOnWriteArrayList<>();
  private final List<Cidr> allowed;
  private final JvmGcMetrics gc = new JvmGcMetrics();

  /// @param allowed addresses that may read the metrics; others get 404
  public Metrics(List<Cidr> allowed) {
    this.allowed = allowed;
    new JvmMemoryMetrics().bindTo(registry);
    gc.bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /// Registers a value that is read at each scrape; reading it must be cheap.
  public void gauge(String name, String help, Supplier<Number> value) {
    Gauge.builder(name, value).description(help).register(registry);
  }

  /// Registers values that are read at each scrape, one for each set of labels, for example
  /// `coffer_chain_lag_blocks`. A database query is acceptable. If it fails, the previous values
  /// stay and the log has the reason.
  public void table(String name, String help, Supplier<List<Sample>> rows) {
    var table = MultiGauge.builder(name).description(help).register(registry);
    beforeScrape.add(
        () -> {
          try {
            table.register(rows.get().stream().map(Metrics::row).toList(), true);
          } catch (RuntimeException e) {
            log.warn("{} cannot be measured", name, e);
          }
        });
  }

  private static MultiGauge.Row<Number> row(Sample sample) {
    var tags = Tags.empty();
    for (var label : sample.labels.entrySet()) tags = tags.and(label.getKey(), label.getValue());
    return MultiGauge.Row.of(tags, sample.value);
  }

  /// For libraries that register their own metrics.
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /// @param route template of the route, never the path: paths contain ids and are unlimited in
  ///     number
  void request(String method, String route, int status, Duration took) {
    Timer.builder("coffer_http_requests")
        .description("requests by route and status")
        .tags("method", method, "route", route, "status", String.valueOf(status))
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(took);
  }

  String scrape() {
    beforeScrape.forEach(Runnable::run);
    return registry.scrape();
  }

  @Override
  public String prefix() {
    return "/metrics";
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get(
        "/metrics",
        ctx -> {
          var client = ClientAddress.known(ctx);
          if (client.stream().noneMatch(address -> Cidr.anyContains(allowed, address))) {
            throw new Failure.NoRoute().asException();
          }
          ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(scrape());
        });
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    Problem.write(ctx, rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    Problem.write(ctx, failure);
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
