package coffer.core.tracking;

import static java.time.temporal.ChronoUnit.HOURS;

import coffer.core.chain.Address;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Transfer;
import coffer.core.payment.ChainUpdate;
import coffer.db.Args;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps the transfers to tracked addresses, in the transaction in which the scanner advances. One
/// statement for a batch of blocks, which is sent together with the commit.
///
/// Anyone can track the busiest addresses of a chain. So for each project and chain it keeps at
/// most [#MAX_PER_HOUR] transfers in an hour, and none while [#MAX_WAITING] wait. It only counts
/// the others. After [#MAX_PER_HOUR] transfers, kept or not, readers do not even fetch the details
/// of further ones: see [#overBudget].
public final class TrackedTransfers {
  public static final int MAX_PER_HOUR = 1_000;
  public static final int MAX_WAITING = 2_000;

  /// The most addresses of a chain whose transfers readers pass over.
  public static final int MAX_BUSY = 1_000;

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
        SELECT project_id, :chain, :hour, used + count(*) FROM placed GROUP BY project_id, used
        ON CONFLICT (project_id, chain_id) DO UPDATE SET hour = excluded.hour, used = excluded.used
      )
      INSERT INTO tracked_skip AS s (tracked_id, chain_id, transfers)
      SELECT tracked_id, :chain, count(*) FROM placed WHERE NOT kept GROUP BY tracked_id
      ON CONFLICT (tracked_id, chain_id) DO UPDATE SET transfers = s.transfers + excluded.transfers
      """;

  /// The addresses that are skipped most, if every project that tracks them has used up its budget
  /// of this hour, and no wallet has them.
  private static final String OVER_BUDGET =
      """
      SELECT DISTINCT t.address FROM (
          SELECT tracked_id FROM tracked_skip WHERE chain_id = :chain ORDER BY transfers DESC LIMIT :busiest) s
        JOIN tracked_address t ON t.id = s.tracked_id
      WHERE EXISTS (SELECT FROM tracked_budget WHERE chain_id = :chain AND hour = :hour AND used >= :per_hour)
        AND t.removed_at IS NULL
        AND NOT EXISTS (SELECT FROM watched_address w
                        WHERE w.family = t.family AND w.address = t.address AND w.wallet_id IS NOT NULL)
        AND NOT EXISTS (
          SELECT FROM tracked_address o
            LEFT JOIN tracked_budget b ON b.project_id = o.project_id AND b.chain_id = :chain AND b.hour = :hour
          WHERE o.address = t.address AND o.family = t.family AND o.mode = t.mode AND o.removed_at IS NULL
            AND coalesce(b.used, 0) < :per_hour)
      """;

  private static final String COUNT =
      """
      INSERT INTO tracked_skip AS s (tracked_id, chain_id, transfers)
      SELECT t.id, :chain, c.number FROM unnest(:addresses::bytea[], :numbers::integer[]) AS c (address, number)
        CROSS JOIN LATERAL (
          SELECT a.id FROM tracked_address a JOIN project p ON p.id = a.project_id
          WHERE a.address = c.address AND a.family = :family AND a.mode = :mode AND a.removed_at IS NULL
            AND p.organization_id = coalesce(:organization, p.organization_id) OFFSET 0) t
      ON CONFLICT (tracked_id, chain_id) DO UPDATE SET transfers = s.transfers + excluded.transfers
      """;

  /// The addresses whose transfers are only counted for the rest of the hour, by [#count]. At most
  /// [#MAX_BUSY], those of which most was skipped.
  public Set<Address> overBudget(Tx tx, Chain chain, Instant now) {
    return Set.copyOf(
        tx.list(
            OVER_BUDGET,
            row -> Address.of(row.bytes("address")),
            Args.of("chain", chain.id())
                .with("busiest", MAX_BUSY)
                .with("hour", now.truncatedTo(HOURS))
                .with("per_hour", MAX_PER_HOUR)));
  }

  /// Counts transfers whose details were not fetched. They include those of transactions that
  /// failed.
  ///
  /// @param numbers of transfers, by receiver
  public void count(Tx tx, Chain chain, Map<Address, Integer> numbers) {
    if (numbers.isEmpty()) return;
    var entries = List.copyOf(numbers.entrySet());
    tx.batch(
        COUNT,
        Args.of(
                "addresses",
                new Arr("bytea", entries.stream().map(e -> e.getKey().bytes()).toList()))
            .with("numbers", new Arr("integer", entries.stream().map(Map.Entry::getValue).toList()))
            .with("family", chain.family())
            .with("mode", chain.mode().text())
            .with("organization", chain.organizationId())
            .with("chain", chain.id()));
  }

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
