package coffer.core.tracking;

import coffer.core.chain.Address;
import coffer.core.chain.Chains;
import coffer.core.tracking.TrackedTransfer.Report;
import coffer.core.tracking.TrackedTransfer.Status;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The transfers to tracked addresses as a queue of reports. A transfer is due when its block is
/// final, so that no report is ever taken back.
public final class TransferReports {
  /// How long a transfer is kept after it was sent.
  public static final Duration KEPT = Duration.ofDays(3);

  private static final int SWEPT_AT_ONCE = 10_000;

  private static final String COLUMNS =
      """
      t.id, t.public_id, t.asset_id, t.txid, t.sender, t.units, t.height, t.mined_at, t.seen_at, t.status, t.sent_at,
        t.http_status, t.error, a.public_id AS tracked, a.address\s""";

  private final Chains chains;

  public TransferReports(Chains chains) {
    this.chains = chains;
  }

  /// A transfer that this server must send.
  ///
  /// @param dialect determines how it is written and signed
  /// @param secretId the sealed secret that signs
  /// @param publicKey of the pair whose secret signs; empty = the project's secret signs
  public record Due(
      TrackedTransfer transfer,
      long projectId,
      String dialect,
      String url,
      long secretId,
      Optional<String> publicKey) {}

  /// The room for more reports.
  ///
  /// @param all the most to take
  /// @param project the most that one project may have
  /// @param running how many a project has already, by row id
  public record Room(int all, int project, Map<Long, Integer> running) {}

  /// Finds the projects and chains that have something waiting, one by one in the order of the
  /// index, and takes the first of each project, so that none delays another.
  private static final String TAKE =
      """
      WITH RECURSIVE queue AS (
        (SELECT project_id, chain_id FROM tracked_transfer WHERE status = 'waiting' ORDER BY project_id, chain_id LIMIT 1)
        UNION ALL
        SELECT n.project_id, n.chain_id FROM queue q CROSS JOIN LATERAL (
          SELECT w.project_id, w.chain_id FROM tracked_transfer w
          WHERE w.status = 'waiting' AND (w.project_id, w.chain_id) > (q.project_id, q.chain_id)
          ORDER BY w.project_id, w.chain_id LIMIT 1) n
      ), due AS (
        SELECT d.id, q.project_id, row_number() OVER (PARTITION BY q.project_id ORDER BY d.id) AS place
        FROM queue q JOIN cursor c ON c.chain_id = q.chain_id AND c.name = 'head'
          CROSS JOIN LATERAL (
            SELECT w.id FROM tracked_transfer w
            WHERE w.project_id = q.project_id AND w.chain_id = q.chain_id AND w.status = 'waiting'
              AND w.height <= c.final_height
            ORDER BY w.height, w.id LIMIT :project) d
      ), chosen AS (
        SELECT d.id FROM due d
          LEFT JOIN unnest(:projects::bigint[], :running::integer[]) AS r (project_id, running) USING (project_id)
        WHERE d.place + coalesce(r.running, 0) <= :project
        ORDER BY d.place, d.project_id LIMIT :all
      ), taken AS (
        UPDATE tracked_transfer SET status = 'sent', sent_at = :now
        WHERE id IN (SELECT w.id FROM tracked_transfer w
                     WHERE w.id IN (SELECT id FROM chosen) AND w.status = 'waiting' ORDER BY w.id FOR UPDATE SKIP LOCKED)
        RETURNING *
      )
      SELECT\s"""
          + COLUMNS
          + """
            , t.project_id, a.dialect, a.url, a.secret_id, a.public_key
            FROM taken t JOIN tracked_address a ON a.id = t.tracked_id WHERE a.removed_at IS NULL ORDER BY t.id
            """;

  /// Takes transfers that are due and marks them as sent. The caller sends them after the commit:
  /// if it dies before that, they are never sent.
  public List<Due> take(Tx tx, Room room, Instant now) {
    var running = List.copyOf(room.running().entrySet());
    return tx.list(
        TAKE,
        this::due,
        Args.of("project", room.project())
            .with("all", room.all())
            .with("projects", new Arr("bigint", running.stream().map(Map.Entry::getKey).toList()))
            .with("running", new Arr("integer", running.stream().map(Map.Entry::getValue).toList()))
            .with("now", now));
  }

  /// Records how the only attempt ended.
  public void end(
      Tx tx, long id, boolean accepted, Optional<Integer> httpStatus, Optional<String> error) {
    tx.update(
        "UPDATE tracked_transfer SET status = ?, http_status = ?, error = ? WHERE id = ? AND status = 'sent'",
        accepted ? Status.DELIVERED : Status.FAILED,
        httpStatus,
        error,
        id);
  }

  /// Puts back a transfer of which nothing was sent.
  public void giveBack(Tx tx, long id) {
    tx.update(
        "UPDATE tracked_transfer SET status = 'waiting', sent_at = NULL WHERE id = ? AND status = 'sent'",
        id);
  }

  /// @param trackedId row id of the address
  public Optional<TrackedTransfer> find(Tx tx, long trackedId, UUID publicId) {
    return tx.one(
        "SELECT "
            + COLUMNS
            + """
              FROM tracked_transfer t JOIN tracked_address a ON a.id = t.tracked_id
              WHERE t.tracked_id = ? AND t.public_id = ?
              """,
        this::transfer,
        trackedId,
        publicId);
  }

  /// The transfers to a tracked address, newest first.
  ///
  /// @param trackedId row id of the address
  /// @param before row id of the last one of the previous page; empty = the first page
  public List<TrackedTransfer> list(Tx tx, long trackedId, Optional<Long> before, int limit) {
    return tx.list(
        "SELECT "
            + COLUMNS
            + """
              FROM tracked_transfer t JOIN tracked_address a ON a.id = t.tracked_id
              WHERE t.tracked_id = ? AND t.id < ? ORDER BY t.id DESC LIMIT ?
              """,
        this::transfer,
        trackedId,
        before.orElse(Long.MAX_VALUE),
        limit);
  }

  /// Deletes what was sent more than [#KEPT] ago.
  ///
  /// @return whether there may be more to delete
  public boolean sweep(Tx tx, Instant now) {
    return tx.update(
            """
            DELETE FROM tracked_transfer WHERE id IN (
              SELECT id FROM tracked_transfer WHERE sent_at < ? ORDER BY sent_at LIMIT ?)
            """,
            now.minus(KEPT),
            SWEPT_AT_ONCE)
        == SWEPT_AT_ONCE;
  }

  private Due due(Row row) throws SQLException {
    return new Due(
        transfer(row),
        row.number("project_id"),
        row.text("dialect"),
        row.text("url"),
        row.number("secret_id"),
        row.maybeText("public_key"));
  }

  private TrackedTransfer transfer(Row row) throws SQLException {
    var asset = chains.asset(row.integer("asset_id"));
    var chain = chains.chainOf(asset);
    var http = row.maybeInteger("http_status");
    var error = row.maybeText("error");
    var report = row.maybeInstant("sent_at").map(at -> new Report(at, http, error));
    return new TrackedTransfer(
        row.number("id"),
        row.uuid("public_id"),
        row.uuid("tracked"),
        asset,
        chain.network(),
        chains.text(Address.of(row.bytes("address")), chain),
        row.maybeBytes("sender").map(bytes -> chains.text(Address.of(bytes), chain)),
        new BigDecimal(row.units("units"), asset.decimals()),
        row.text("txid"),
        row.number("height"),
        row.instant("mined_at"),
        row.instant("seen_at"),
        row.name("status", Status.class),
        report);
  }
}
