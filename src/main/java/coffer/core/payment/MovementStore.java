package coffer.core.payment;

import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.Transfer;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.payment.Movement.AttributedTransfer;
import coffer.core.payment.Movement.Key;
import coffer.core.payment.Movement.Kind;
import coffer.core.payment.Movement.ObservedTransfer;
import coffer.db.Args;
import coffer.db.BulkInsert;
import coffer.db.Json;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import coffer.db.Tx.Jsonb;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The rows of movements.
final class MovementStore {
  private static final String COLUMNS =
      """
      m.id, m.kind, m.txid, m.position, m.asset_id, m.address_id, m.units, m.status, m.block_height,
      m.block_hash, m.block_at, m.seen_at, m.paid_at, m.credits, m.version, m.project_id, m.assignment_id,
      m.invoice_id, m.quote_id, m.worth, m.orphan, m.accept_depth, m.kept_until, m.left_units, m.applied,
      coalesce((SELECT p.organization_id FROM project p WHERE p.id = m.project_id), w.organization_id)
        AS organization_id
      """;
  private static final String FROM =
      " FROM movement m JOIN watched_address w ON w.id = m.address_id ";

  /// Rows per INSERT statement.
  private static final int AT_ONCE = 500;

  private final Chains chains;

  MovementStore(Chains chains) {
    this.chains = chains;
  }

  /// Returns the movements of the transactions of these transfers, and locks their rows.
  Map<Key, Movement> lock(Tx tx, Chain chain, Collection<ObservedTransfer> sightings) {
    var found = new HashMap<Key, Movement>();
    if (sightings.isEmpty()) return found;
    var txids = sightings.stream().map(observed -> observed.key().txid()).distinct().toList();
    tx.list(
            "SELECT "
                + COLUMNS
                + FROM
                + "WHERE m.chain_id = ? AND m.txid = ANY (?) ORDER BY m.id FOR UPDATE OF m",
            this::movement,
            chain.id(),
            new Arr("text", txids))
        .forEach(movement -> found.put(movement.key(), movement));
    return found;
  }

  Optional<Movement> lock(Tx tx, UUID publicId) {
    return tx.one(
        "SELECT " + COLUMNS + FROM + "WHERE m.public_id = ? FOR UPDATE OF m",
        this::movement,
        publicId);
  }

  /// Returns the movements in blocks above that height, and locks their rows.
  List<Movement> above(Tx tx, Chain chain, long height) {
    return tx.list(
        "SELECT "
            + COLUMNS
            + FROM
            + "WHERE m.chain_id = ? AND m.block_height > ? ORDER BY m.id FOR UPDATE OF m",
        this::movement,
        chain.id(),
        height);
  }

  /// Ids of transactions that are in no block and may still be mined.
  Set<String> pending(Tx tx, Chain chain) {
    return Set.copyOf(
        tx.list(
            """
            SELECT DISTINCT txid FROM movement
            WHERE chain_id = ? AND status <> 'reversed' AND block_height IS NULL
            """,
            row -> row.text("txid"),
            chain.id()));
  }

  /// Returns the movements of these transactions that are in no block, and locks their rows.
  List<Movement> pending(Tx tx, Chain chain, Collection<String> txids) {
    return tx.list(
        "SELECT "
            + COLUMNS
            + FROM
            + """
            WHERE m.chain_id = ? AND m.txid = ANY (?) AND m.status <> 'reversed' AND m.block_height IS NULL
            ORDER BY m.id FOR UPDATE OF m
            """,
        this::movement,
        chain.id(),
        new Arr("text", txids));
  }

  /// Returns the movements in no block that conflict with these transfers: another transaction that
  /// spends one of the same outputs. Locks their rows.
  List<Movement> replaced(Tx tx, Chain chain, Collection<Transfer> by) {
    var spends = by.stream().flatMap(transfer -> transfer.spends().stream()).distinct().toList();
    if (spends.isEmpty()) return List.of();
    return tx.list(
        "SELECT "
            + COLUMNS
            + FROM
            + """
            WHERE m.chain_id = ? AND m.status <> 'reversed' AND m.block_height IS NULL
              AND m.spends && ? AND m.txid <> ALL (?)
            ORDER BY m.id FOR UPDATE OF m
            """,
        this::movement,
        chain.id(),
        new Arr("text", spends),
        new Arr("text", by.stream().map(Transfer::txid).distinct().toList()));
  }

  /// Inserts transfers that were never seen before, in order.
  List<Movement> insert(
      Tx tx, Chain chain, List<AttributedTransfer> fresh, Movement.Progress progress, Instant now) {
    if (fresh.isEmpty()) return List.of();
    var ids =
        tx.list(
            "SELECT nextval(pg_get_serial_sequence('movement', 'id')) AS id FROM generate_series(1, ?)",
            row -> row.number("id"),
            fresh.size());
    var rows = new ArrayList<New>(fresh.size());
    for (int i = 0; i < fresh.size(); i++) {
      var attributed = fresh.get(i);
      var movement = Movement.first(ids.get(i), attributed, progress, now);
      rows.add(new New(movement, attributed.observed().transfer()));
    }
    for (int i = 0; i < rows.size(); i += AT_ONCE) {
      insert(tx, chain, rows.subList(i, Math.min(i + AT_ONCE, rows.size())), now);
    }
    return rows.stream().map(New::movement).toList();
  }

  private record New(Movement movement, Transfer transfer) {
    Claim claim() {
      return movement.claim();
    }

    /// The spent outpoints, separated by commas, which outpoints do not contain. Also stored for a
    /// transaction in a block: after a reorg another transaction may replace it.
    String spends() {
      return String.join(",", transfer.spends());
    }
  }

  private void insert(Tx tx, Chain chain, List<New> rows, Instant now) {
    BulkInsert.into("movement", rows)
        .bigint("id", row -> row.movement.id())
        .uuid("public_id", _ -> UUID.randomUUID())
        .name("kind", row -> row.movement.key().kind())
        .all("chain_id", chain.id())
        .all("mode", chain.mode().text())
        .text("txid", row -> row.transfer.txid())
        .text("position", row -> row.transfer.position())
        .integer("asset_id", row -> row.movement.asset().id())
        .bigint("address_id", row -> row.movement.addressId())
        .bigint("project_id", row -> row.claim().projectId().orElse(null))
        .bigint("assignment_id", row -> row.claim().assignmentId().orElse(null))
        .bigint("invoice_id", row -> row.claim().invoiceId().orElse(null))
        .bigint("quote_id", row -> row.claim().quoteId().orElse(null))
        .numeric("units", row -> row.movement.units())
        .numeric("worth", row -> row.claim().worth().orElse(null))
        .name("orphan", row -> row.claim().orphan().orElse(null))
        .name("status", row -> row.movement.status())
        .integer("accept_depth", row -> row.claim().acceptDepth().orElse(null))
        .bigint("block_height", row -> row.transfer.block().map(BlockHeader::height).orElse(null))
        .text("block_hash", row -> row.transfer.block().map(BlockHeader::hash).orElse(null))
        .time("block_at", row -> row.transfer.block().map(BlockHeader::at).orElse(null))
        .all("seen_at", now)
        .time("paid_at", row -> row.movement.paidAt())
        .time("confirmed_at", row -> row.movement.status() == PaymentStatus.CONFIRMED ? now : null)
        .integer("credits", row -> row.movement.credits())
        .text("sender", row -> sender(row.transfer, chain).orElse(null))
        .texts("spends", New::spends)
        .jsonb("facts", row -> Json.write(row.transfer.facts()))
        .integer("version", row -> row.movement.version())
        .batch(tx);
  }

  private Optional<String> sender(Transfer transfer, Chain chain) {
    return transfer.from().map(address -> chains.text(address, chain));
  }

  /// Sets the current blocks of movements. A reversed movement becomes seen.
  void setBlocks(Tx tx, Map<Movement, BlockHeader> blocks) {
    tx.batch(
        """
        UPDATE movement SET block_height = ?, block_hash = ?, block_at = ?, paid_at = least(paid_at, ?),
            status = CASE status WHEN 'reversed' THEN 'seen' ELSE status END
        WHERE id = ?
        """,
        blocks.entrySet().stream()
            .map(
                placed -> {
                  var block = placed.getValue();
                  return new Object[] {
                    block.height(), block.hash(), block.at(), block.at(), placed.getKey().id()
                  };
                })
            .toList());
  }

  /// Replaces the content and claim of a movement, because the chain now reports something else
  /// under the same key, or the same after the claim ended. The new claim begins now.
  ///
  /// @param seenAt when the transfer was first seen
  void rewrite(
      Tx tx,
      Chain chain,
      Movement movement,
      AttributedTransfer attributed,
      Instant seenAt,
      Instant now) {
    var observed = attributed.observed();
    var transfer = observed.transfer();
    var claim = attributed.claim();
    tx.update(
        """
        UPDATE movement SET asset_id = :asset, address_id = :address, units = :units, project_id = :project,
            assignment_id = :assignment, invoice_id = :invoice, quote_id = :quote, worth = :worth,
            orphan = :orphan, accept_depth = :accept_depth, status = 'seen', confirmed_at = NULL,
            seen_at = :seen_at, paid_at = :paid_at, kept_until = :kept_until, left_units = NULL,
            applied = NULL, sender = :sender, spends = :spends, facts = :facts
        WHERE id = :id
        """,
        Args.of("id", movement.id())
            .with("asset", transfer.asset().id())
            .with("address", observed.addressId())
            .with("units", transfer.units())
            .with("project", claim.projectId())
            .with("assignment", claim.assignmentId())
            .with("invoice", claim.invoiceId())
            .with("quote", claim.quoteId())
            .with("worth", claim.worth())
            .with("orphan", claim.orphan())
            .with("accept_depth", claim.acceptDepth())
            .with("seen_at", seenAt)
            .with("paid_at", observed.paidAt(now))
            .with("kept_until", now.plus(Movement.UNMINED))
            .with("sender", sender(transfer, chain))
            .with("spends", new Arr("text", transfer.spends()))
            .with("facts", new Jsonb(transfer.facts())));
  }

  /// Reversed movements are in the mempool again; they keep their claims and `keptUntil`.
  void markReturned(Tx tx, Collection<Movement> movements) {
    if (movements.isEmpty()) return;
    tx.update("UPDATE movement SET status = 'seen' WHERE id = ANY (?)", ids(movements));
  }

  /// Removes movements from their blocks. A movement that stays confirmed without a block keeps its
  /// confirmation time. One that was in no block already does not keep its claim longer than
  /// before.
  void clearBlocks(Tx tx, Collection<Movement> movements, PaymentStatus status, Instant keptUntil) {
    if (movements.isEmpty()) return;
    tx.update(
        """
        UPDATE movement SET status = ?, confirmed_at = CASE ? WHEN 'confirmed' THEN confirmed_at END,
            block_height = NULL, block_hash = NULL, block_at = NULL,
            kept_until = CASE WHEN block_height IS NULL
              THEN least(?, coalesce(kept_until, seen_at + make_interval(secs => ?))) ELSE ? END
        WHERE id = ANY (?)
        """,
        status,
        status,
        keptUntil,
        Movement.UNMINED.toSeconds(),
        keptUntil,
        ids(movements));
  }

  private static Arr ids(Collection<Movement> movements) {
    return new Arr("bigint", movements.stream().map(Movement::id).toList());
  }

  /// Confirms the movements that have the finality that their claims require, and returns them as
  /// updated.
  List<Movement> confirm(Tx tx, Chain chain, Movement.Progress progress, Instant now) {
    return tx.list(
        """
        UPDATE movement m SET status = 'confirmed', confirmed_at = ?, credits = credits + 1
        FROM watched_address w
        WHERE w.id = m.address_id AND m.chain_id = ? AND m.status = 'seen'
          AND CASE WHEN m.accept_depth IS NULL THEN m.block_height <= ?
                   WHEN m.accept_depth = 0 THEN true
                   ELSE m.block_height + m.accept_depth - 1 <= ? END
        RETURNING
        """
            + COLUMNS,
        this::movement,
        now,
        chain.id(),
        progress.finalHeight(),
        progress.height());
  }

  /// @param applied why it was an orphan before a command applied it to an invoice
  void assign(Tx tx, Movement movement, Claim claim, Optional<Claim.Orphan> applied) {
    tx.update(
        """
        UPDATE movement SET project_id = :project_id, invoice_id = :invoice_id, quote_id = :quote_id, worth = :worth, orphan = :orphan,
            accept_depth = :accept_depth, applied = :applied
        WHERE id = :id
        """,
        Args.of("project_id", claim.projectId())
            .with("invoice_id", claim.invoiceId())
            .with("quote_id", claim.quoteId())
            .with("worth", claim.worth())
            .with("orphan", claim.orphan())
            .with("accept_depth", claim.acceptDepth())
            .with("applied", applied)
            .with("id", movement.id()));
  }

  /// Increments the versions of movements, once per event, and returns the new ones by row id.
  Map<Long, Integer> count(Tx tx, Collection<Long> ids) {
    if (ids.isEmpty()) return Map.of();
    var versions = new HashMap<Long, Integer>();
    tx.list(
            "UPDATE movement SET version = version + 1 WHERE id = ANY (?) RETURNING id, version",
            row -> Map.entry(row.number("id"), row.integer("version")),
            new Arr("bigint", ids))
        .forEach(entry -> versions.put(entry.getKey(), entry.getValue()));
    return versions;
  }

  private Movement movement(Row row) throws SQLException {
    return new Movement(
        row.number("id"),
        new Key(row.text("txid"), row.text("position"), row.name("kind", Kind.class)),
        chains.asset(row.integer("asset_id")),
        row.number("address_id"),
        row.units("units"),
        Claim.of(row.number("organization_id"))
            .project(row.maybeNumber("project_id"))
            .assignment(row.maybeNumber("assignment_id"))
            .invoice(row.maybeNumber("invoice_id"))
            .quote(row.maybeNumber("quote_id"))
            .worth(row.maybeUnits("worth"))
            .orphan(row.maybeName("orphan", Claim.Orphan.class))
            .acceptDepth(row.maybeInteger("accept_depth")),
        row.name("status", PaymentStatus.class),
        block(row),
        row.instant("seen_at"),
        row.instant("paid_at"),
        row.maybeInstant("kept_until").orElse(row.instant("seen_at").plus(Movement.UNMINED)),
        row.maybeUnits("left_units").orElse(BigInteger.ZERO),
        row.maybeName("applied", Claim.Orphan.class),
        row.integer("credits"),
        row.integer("version"));
  }

  private static Optional<BlockHeader> block(Row row) throws SQLException {
    if (row.maybeNumber("block_height").isEmpty()) return Optional.empty();
    return Optional.of(
        new BlockHeader(
            row.number("block_height"), row.text("block_hash"), "", row.instant("block_at")));
  }
}
