package coffer.http;

import coffer.core.Rejection;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/health/live` reports that the process runs, `/health/ready` whether it can serve requests (503
/// if not). Everyone can read both, so the response contains no host names and no secrets.
public final class Health implements FrontEnd {
  private static final Logger log = LoggerFactory.getLogger(Health.class);

  /// One health check.
  ///
  /// @param name `database`, `chain/ethereum`
  /// @param needed whether the node is unready when the check fails. A chain that is behind is
  ///     reported, but the others continue, so the node stays in service.
  /// @param problem a short description, or empty if all is well
  public record Check(String name, boolean needed, Supplier<Optional<String>> problem) {}

  /// @param status `ready`, `degraded` (ready, but a check that is not needed fails) or `unready`
  record Report(String status, Map<String, String> checks) {}

  private final Supplier<List<Check>> checks;
  private final CountDownLatch stopping = new CountDownLatch(1);

  /// @param checks evaluated for each request: chains can be added and removed
  public Health(Supplier<List<Check>> checks) {
    this.checks = checks;
  }

  @Override
  public String prefix() {
    return "/health";
  }

  @Override
  public void routes(RoutesConfig routes) {
    routes.get("/health/live", ctx -> ctx.json(Map.of("status", "live")));
    routes.get(
        "/health/ready",
        ctx -> {
          var report = report();
          ctx.status(report.status.equals("unready") ? 503 : 200).json(report);
        });
  }

  /// Makes this node unready, so that load balancers send requests elsewhere.
  void stopping() {
    stopping.countDown();
  }

  /// Pauses a request that waits for something, for the given time or until the server begins to
  /// stop.
  ///
  /// @return false if the server stops: the request must then end
  public boolean pause(Duration time) throws InterruptedException {
    return !stopping.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  Report report() {
    var results = new TreeMap<String, String>();
    boolean well = true;
    boolean ready = stopping.getCount() > 0;
    if (!ready) results.put("server", "stopping");
    try {
      for (var check : checks.get()) {
        var problem = ask(check);
        results.put(check.name, problem.orElse("ok"));
        well &= problem.isEmpty();
        ready &= problem.isEmpty() || !check.needed;
      }
    } catch (RuntimeException e) {
      log.warn("health cannot be told", e);
      results.put("checks", "cannot be asked");
      ready = false;
    }
    return new Report(ready ? (well ? "ready" : "degraded") : "unready", results);
  }

  private static Optional<String> ask(Check check) {
    try {
      return check.problem.get();
    } catch (RuntimeException e) {
      log.warn("{} cannot be asked", check.name, e);
      return Optional.of("cannot be asked");
    }
  }

  @Override
  public void refuse(Context ctx, Rejection rejection) {
    Problem.write(ctx, rejection);
  }

  @Override
  public void fail(Context ctx, Failure failure) {
    Problem.write(ctx, failure);
  }
}
