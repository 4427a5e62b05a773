package coffer.core.tracking;

import static java.time.temporal.ChronoUnit.HOURS;

import coffer.core.chain.Address;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Transfer;
import coffer.core.payment.ChainUpdate;
import coffer.db.Args;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps the transfers to tracked addresses, in the transaction in which the scanner advances. One
/// statement for a batch of blocks, which is sent together with the commit.
///
/// Anyone can track the busiest addresses of a chain. So for each project and chain it keeps at
/// most [#MAX_PER_HOUR] transfers in an hour, and none while [#MAX_WAITING] wait. It only counts
/// the others.
public final class TrackedTransfers {
  public static final int MAX_PER_HOUR = 1_000;
  public static final int MAX_WAITING = 2_000;

  private static final String KEEP =
      """
      WITH came AS (
        SELECT * FROM unnest(:addresses::bytea[], :senders::bytea[], :assets::integer[], :txids::text[],
            :positions::text[], :units::numeric[], :heights::bigint[], :times::timestamptz[])
          WITH ORDINALITY AS c (address, sender, asset_id, txid, position, units, height, mined_at, number)
      ), found AS (
        SELECT t.id AS tracked_id, t.project_id, c.* FROM came c
          CROSS JOIN LATERAL ( -- one by one, as the index has them
            SELECT a.id, a.project_id FROM tracked_address a JOIN project p ON p.id = a.project_id
            WHERE a.address = c.address AND a.family = :family AND a.mode = :mode AND a.removed_at IS NULL
              AND p.organization_id = coalesce(:organization, p.organization_id) OFFSET 0) t
      ), room AS MATERIALIZED ( -- once for each project, not for each transfer
        SELECT p.project_id, coalesce(b.used, 0) AS used,
          least(:per_hour - coalesce(b.used, 0), :waiting - (
            SELECT count(*) FROM tracked_transfer w
            WHERE w.project_id = p.project_id AND w.chain_id = :chain AND w.status = 'waiting')) AS free
        FROM (SELECT DISTINCT project_id FROM found) p
          LEFT JOIN tracked_budget b ON b.project_id = p.project_id AND b.chain_id = :chain AND b.hour = :hour
      ), placed AS (
        SELECT f.*, r.used, row_number() OVER (PARTITION BY project_id ORDER BY number, tracked_id) <= r.free AS kept
        FROM found f JOIN room r USING (project_id)
      ), written AS (
        INSERT INTO tracked_transfer (public_id, tracked_id, project_id, mode, chain_id, asset_id, txid, position, sender,
          units, height, mined_at, seen_at)
        SELECT gen_random_uuid(), tracked_id, project_id, :mode, :chain, asset_id, txid, position, sender, units, height,
          mined_at, :now
        FROM placed WHERE kept ORDER BY number, tracked_id
        ON CONFLICT (tracked_id, chain_id, txid, position) DO NOTHING
      ), spent AS (
        INSERT INTO tracked_budget (project_id, chain_id, hour, used)
        SELECT project_id, :chain, :hour, used + count(*) FROM placed WHERE kept GROUP BY project_id, used
        ON CONFLICT (project_id, chain_id) DO UPDATE SET hour = excluded.hour, used = excluded.used
      )
      INSERT INTO tracked_skip AS s (tracked_id, chain_id, transfers)
      SELECT tracked_id, :chain, count(*) FROM placed WHERE NOT kept GROUP BY tracked_id
      ON CONFLICT (tracked_id, chain_id) DO UPDATE SET transfers = s.transfers + excluded.transfers
      """;

  /// Keeps what came to tracked addresses, and forgets what a reorg removed. The caller holds the
  /// lock of the chain's cursor.
  public void onBlocks(Tx tx, ChainUpdate update, Instant now) {
    update.ancestor().ifPresent(height -> undo(tx, update, height));
    var came =
        update.transfers().stream()
            .filter(transfer -> transfer.to().isPresent() && !transfer.toItself())
            .filter(transfer -> transfer.block().isPresent())
            .toList();
    if (!came.isEmpty()) keep(tx, update, came, now);
  }

  private static void undo(Tx tx, ChainUpdate update, long height) {
    tx.batch(
        "DELETE FROM tracked_transfer WHERE chain_id = ? AND height > ? AND status = 'waiting'",
        update.chain().id(),
        height);
  }

  private static void keep(Tx tx, ChainUpdate update, List<Transfer> came, Instant now) {
    var chain = update.chain();
    tx.batch(
        KEEP,
        Args.of("addresses", array("bytea", came, t -> t.to().orElseThrow().bytes()))
            .with("senders", array("bytea", came, t -> t.from().map(Address::bytes).orElse(null)))
            .with("assets", array("integer", came, t -> t.asset().id()))
            .with("txids", array("text", came, Transfer::txid))
            .with("positions", array("text", came, Transfer::position))
            .with("units", array("numeric", came, Transfer::units))
            .with("heights", array("bigint", came, t -> block(t).height()))
            .with("times", array("timestamptz", came, t -> block(t).at()))
            .with("family", chain.family())
            .with("mode", chain.mode().text())
            .with("organization", chain.organizationId())
            .with("chain", chain.id())
            .with("per_hour", MAX_PER_HOUR)
            .with("waiting", MAX_WAITING)
            .with("hour", now.truncatedTo(HOURS))
            .with("now", now));
  }

  private static BlockHeader block(Transfer transfer) {
    return transfer.block().orElseThrow();
  }

  private static Arr array(
      String type, List<Transfer> from, Function<Transfer, ? extends @Nullable Object> value) {
    return new Arr(type, from.stream().map(value).toList());
  }
}
