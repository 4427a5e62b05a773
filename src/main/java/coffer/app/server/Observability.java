package coffer.app.server;

import coffer.core.chain.Chain;
import coffer.core.chain.ChainStatus;
import coffer.db.Db;
import coffer.http.Health.Check;
import coffer.http.Metrics;
import coffer.http.Metrics.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Health checks and metrics. They come from the database, so that every node can report on all.
final class Observability {
  // Counting all invoices reads a whole index.
  private static final Duration COUNTED = Duration.ofSeconds(60);

  private final Infrastructure infrastructure;
  private Instant countedAt = Instant.MIN;
  private List<Sample> invoices = List.of();

  Observability(Infrastructure infrastructure) {
    this.infrastructure = infrastructure;
  }

  List<Check> checks() {
    var checks = new ArrayList<Check>();
    Map<String, Optional<String>> chains = new LinkedHashMap<>();
    try {
      var now = infrastructure.clock().instant();
      // The sandboxes of all organizations are reported under one name.
      for (var status : statuses(infrastructure.probe())) {
        chains.merge(status.chain().name(), status.problem(now), (a, b) -> a.or(() -> b));
      }
      checks.add(new Check("database", true, Optional::empty));
    } catch (RuntimeException _) {
      checks.add(new Check("database", true, () -> Optional.of("does not answer")));
    }
    chains.forEach((name, problem) -> checks.add(new Check("chain/" + name, false, () -> problem)));
    return checks;
  }

  void measure(Metrics metrics) {
    metrics.table(
        "coffer_chain_lag_blocks",
        "blocks that a chain's node knows and that are not processed yet",
        chains(status -> Optional.of((double) status.lagBlocks())));
    metrics.table(
        "coffer_chain_lag_seconds",
        "age of the last processed block",
        chains(
            status ->
                status.lag(infrastructure.clock().instant()).map(lag -> (double) lag.toSeconds())));
    metrics.table(
        "coffer_chain_height",
        "height of the last processed block",
        chains(status -> status.height().map(Long::doubleValue)));
    metrics.table(
        "coffer_chain_halted",
        "1 where a chain credits nothing until its operator decides",
        chains(status -> Optional.of(status.halted().isPresent() ? 1.0 : 0.0)));
    metrics.table("coffer_deliveries_due", "deliveries that are due now", () -> one(due()));
    metrics.table(
        "coffer_deliveries_oldest_due_seconds",
        "for how long the oldest of them has been due",
        () -> one(oldestDue()));
    metrics.table("coffer_invoices", "invoices by status", this::invoices);
  }

  /// The status of the chains that this server reads: the configured ones and the simulated ones.
  private List<ChainStatus> statuses(Db db) {
    return db.tx(tx -> ChainStatus.all(tx, infrastructure.chains())).stream()
        .filter(s -> infrastructure.config().reads(s.chain()))
        .toList();
  }

  private Supplier<List<Sample>> chains(Function<ChainStatus, Optional<Double>> value) {
    return () ->
        statuses(infrastructure.db()).stream()
            .filter(ChainStatus::started)
            .flatMap(status -> value.apply(status).stream().map(v -> sample(status.chain(), v)))
            .toList();
  }

  private static Sample sample(Chain chain, double value) {
    var owner = chain.organizationId().map(String::valueOf).orElse("");
    return new Sample(Map.of("chain", chain.name(), "organization", owner), value);
  }

  private static List<Sample> one(double value) {
    return List.of(new Sample(Map.of(), value));
  }

  private double due() {
    return infrastructure
        .db()
        .tx(
            tx ->
                tx.only(
                    "SELECT count(*) AS n FROM delivery WHERE status = 'due' AND due_at <= ?",
                    row -> (double) row.number("n"),
                    infrastructure.clock().instant()));
  }

  private double oldestDue() {
    var now = infrastructure.clock().instant();
    return infrastructure
        .db()
        .tx(
            tx ->
                tx.only(
                    "SELECT min(due_at) AS at FROM delivery WHERE status = 'due' AND due_at <= ?",
                    row -> row.maybeInstant("at"),
                    now))
        .map(at -> Duration.between(at, now).toMillis() / 1000.0)
        .orElse(0.0);
  }

  private synchronized List<Sample> invoices() {
    var now = infrastructure.clock().instant();
    if (now.isBefore(countedAt.plus(COUNTED))) return invoices;
    invoices =
        infrastructure
            .db()
            .tx(
                tx ->
                    tx.list(
                        "SELECT status, mode, count(*) AS n FROM invoice GROUP BY status, mode",
                        row ->
                            new Sample(
                                Map.of("status", row.text("status"), "mode", row.text("mode")),
                                row.number("n"))));
    countedAt = now;
    return invoices;
  }
}
