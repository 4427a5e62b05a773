package coffer.web.cabinet;

import coffer.core.chain.ChainStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A chain on the operator's pages.
///
/// @param lag seconds that its clock is behind
/// @param problem in words; empty = there is none
/// @param errors counts by kind, of the server that reads it
/// @param endpoints with their last failures
/// @param notes what does not work but does not stop the chain
public record ChainRow(
    int id,
    String name,
    String title,
    boolean test,
    Optional<Long> head,
    Optional<Long> finalHeight,
    Optional<Long> height,
    long lagBlocks,
    Optional<Long> lag,
    Optional<String> endpoint,
    Optional<String> problem,
    Optional<String> halted,
    Optional<String> lastError,
    List<String> errors,
    List<String> notes,
    List<ChainStatus.EndpointReport> endpoints,
    Optional<Instant> reportedAt,
    List<RescanRow> rescans) {

  /// @param percent of its blocks that are read
  public record RescanRow(
      long from,
      long height,
      long until,
      long percent,
      boolean paused,
      Optional<String> gap,
      Optional<String> failure) {
    static RescanRow of(ChainStatus.Rescanning rescan) {
      long all = Math.max(1, rescan.until() - rescan.from() + 1);
      long read = Math.clamp(rescan.height() - rescan.from() + 1, 0, all);
      return new RescanRow(
          rescan.from(),
          rescan.height(),
          rescan.until(),
          read * 100 / all,
          rescan.paused(),
          rescan.gap(),
          rescan.failure());
    }
  }

  static ChainRow of(ChainStatus status, Instant now) {
    var chain = status.chain();
    return new ChainRow(
        chain.id(),
        chain.name(),
        chain.spec().title(),
        chain.mode() == coffer.core.chain.Mode.TEST,
        status.head(),
        status.finalHeight(),
        status.height(),
        status.started() ? status.lagBlocks() : 0,
        status.lag(now).map(Duration::toSeconds),
        status.endpoint().filter(it -> !it.equals("-")),
        status.problem(now),
        status.halted(),
        status.lastError(),
        status.errors().entrySet().stream().map(it -> it.getKey() + ": " + it.getValue()).toList(),
        Stream.concat(
                status.unread().entrySet().stream().map(it -> it.getKey() + ": " + it.getValue()),
                status.refused().stream())
            .toList(),
        status.endpoints(),
        status.reportedAt(),
        status.rescans().stream().map(RescanRow::of).toList());
  }
}
