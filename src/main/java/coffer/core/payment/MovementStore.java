package coffer.core.payment;

import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.Transfer;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.payment.Movement.Claim;
import coffer.core.payment.Movement.Claimed;
import coffer.core.payment.Movement.Key;
import coffer.core.payment.Movement.Kind;
import coffer.core.payment.Movement.Sighting;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The rows of movements.
final class MovementStore {
  private static final String COLUMNS =
      """
      m.id, m.kind, m.txid, m.position, m.asset_id, m.address_id, m.units, m.status, m.block_height,
      m.block_hash, m.block_at, m.seen_at, m.paid_at, m.credits, m.version, m.project_id, m.assignment_id,
      m.invoice_id, m.quote_id, m.worth, m.orphan, m.accept_depth, m.kept_until, m.left_units, m.applied,
      w.organization_id
      """;
  private static final String FROM =
      " FROM movement m JOIN watched_address w ON w.id = m.address_id ";

  private static final int AT_ONCE = 500;

  private static final String INSERT =
      """
      INSERT INTO movement (id, public_id, kind, chain_id, mode, txid, position, asset_id, address_id,
          project_id, assignment_id, invoice_id, quote_id, units, worth, orphan, status, accept_depth,
          block_height, block_hash, block_at, seen_at, paid_at, confirmed_at, credits, sender, spends,
          facts, version)
      SELECT id, public_id, kind, ?, ?, txid, position, asset_id, address_id, project_id, assignment_id,
          invoice_id, quote_id, units, worth, orphan, status, accept_depth, block_height, block_hash,
          block_at, ?, paid_at, CASE status WHEN 'CONFIRMED' THEN ?::timestamptz END, credits, sender,
          string_to_array(spends, ','), facts::jsonb, version
      FROM unnest(?::bigint[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::integer[], ?::bigint[],
          ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::numeric[], ?::numeric[], ?::text[],
          ?::text[], ?::integer[], ?::bigint[], ?::text[], ?::timestamptz[], ?::timestamptz[],
          ?::integer[], ?::text[], ?::text[], ?::text[], ?::integer[]) AS m (id, public_id, kind, txid,
          position, asset_id, address_id, project_id, assignment_id, invoice_id, quote_id, units, worth,
          orphan, status, accept_depth, block_height, block_hash, block_at, paid_at, credits, sender,
          spends, facts, version)
      """;

  private final Chains chains;

  MovementStore(Chains chains) {
    this.chains = chains;
  }

  /// The rows of these keys, locked.
  Map<Key, Movement> lock(Tx tx, Chain chain, Collection<Sighting> sightings) {
    var found = new HashMap<Key, Movement>();
    if (sightings.isEmpty()) return found;
    var txids = sightings.stream().map(sighting -> sighting.key().txid()).distinct().toList();
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

  /// What is in a block above that height, locked.
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

  /// Ids of the transactions in no block that we wait for.
  Set<String> pending(Tx tx, Chain chain) {
    return Set.copyOf(
        tx.list(
            """
            SELECT DISTINCT txid FROM movement
            WHERE chain_id = ? AND status <> 'REVERSED' AND block_height IS NULL
            """,
            row -> row.text("txid"),
            chain.id()));
  }

  /// What waits in no block in one of these transactions, locked.
  List<Movement> pending(Tx tx, Chain chain, Collection<String> txids) {
    return tx.list(
        "SELECT "
            + COLUMNS
            + FROM
            + """
            WHERE m.chain_id = ? AND m.txid = ANY (?) AND m.status <> 'REVERSED' AND m.block_height IS NULL
            ORDER BY m.id FOR UPDATE OF m
            """,
        this::movement,
        chain.id(),
        new Arr("text", txids));
  }

  /// What waits in no block and spends what other transactions, these, spend, locked.
  List<Movement> replaced(Tx tx, Chain chain, Collection<Transfer> by) {
    var spends = by.stream().flatMap(transfer -> transfer.spends().stream()).distinct().toList();
    if (spends.isEmpty()) return List.of();
    return tx.list(
        "SELECT "
            + COLUMNS
            + FROM
            + """
            WHERE m.chain_id = ? AND m.status <> 'REVERSED' AND m.block_height IS NULL
              AND m.spends && ? AND m.txid <> ALL (?)
            ORDER BY m.id FOR UPDATE OF m
            """,
        this::movement,
        chain.id(),
        new Arr("text", spends),
        new Arr("text", by.stream().map(Transfer::txid).distinct().toList()));
  }

  /// Adds what was never seen before, in order.
  List<Movement> insert(
      Tx tx, Chain chain, List<Claimed> fresh, Movement.Progress progress, Instant now) {
    if (fresh.isEmpty()) return List.of();
    var ids =
        tx.list(
            "SELECT nextval(pg_get_serial_sequence('movement', 'id')) AS id FROM generate_series(1, ?)",
            row -> row.number("id"),
            fresh.size());
    var rows = new ArrayList<New>(fresh.size());
    for (int i = 0; i < fresh.size(); i++) {
      var claimed = fresh.get(i);
      var movement = Movement.first(ids.get(i), claimed, progress, now);
      rows.add(new New(movement, claimed.sighting().transfer()));
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

    /// Of what is in a block, too: a reorg may put another transaction there. Outpoints have no
    /// comma in them.
    String spends() {
      return String.join(",", transfer.spends());
    }
  }

  private void insert(Tx tx, Chain chain, List<New> rows, Instant now) {
    tx.later(
        INSERT,
        chain.id(),
        chain.mode().text(),
        now,
        now,
        column("bigint", rows, row -> row.movement.id()),
        column("uuid", rows, _ -> UUID.randomUUID()),
        column("text", rows, row -> row.movement.key().kind().text()),
        column("text", rows, row -> row.transfer.txid()),
        column("text", rows, row -> row.transfer.position()),
        column("integer", rows, row -> row.movement.asset().id()),
        column("bigint", rows, row -> row.movement.addressId()),
        column("bigint", rows, row -> row.claim().projectId().orElse(null)),
        column("bigint", rows, row -> row.claim().assignmentId().orElse(null)),
        column("bigint", rows, row -> row.claim().invoiceId().orElse(null)),
        column("bigint", rows, row -> row.claim().quoteId().orElse(null)),
        column("numeric", rows, row -> row.movement.units()),
        column("numeric", rows, row -> row.claim().worth().orElse(null)),
        column("text", rows, row -> row.claim().orphan().orElse(null)),
        column("text", rows, row -> row.movement.status().name()),
        column("integer", rows, row -> row.claim().acceptDepth().orElse(null)),
        column("bigint", rows, row -> row.transfer.block().map(BlockHeader::height).orElse(null)),
        column("text", rows, row -> row.transfer.block().map(BlockHeader::hash).orElse(null)),
        column("text", rows, row -> row.transfer.block().map(BlockHeader::at).orElse(null)),
        column("text", rows, row -> row.movement.paidAt()),
        column("integer", rows, row -> row.movement.credits()),
        column("text", rows, row -> sender(row.transfer, chain).orElse(null)),
        column("text", rows, New::spends),
        column("text", rows, row -> Json.write(row.transfer.facts())),
        column("integer", rows, row -> row.movement.version()));
  }

  private static <T> Arr column(String type, List<T> rows, Function<T, @Nullable Object> value) {
    var values = new ArrayList<@Nullable Object>(rows.size());
    for (var row : rows) values.add(value.apply(row));
    return new Arr(type, values);
  }

  private Optional<String> sender(Transfer transfer, Chain chain) {
    return transfer.from().map(address -> chains.text(address, chain));
  }

  /// Puts movements into the blocks where they are now; what had been reversed is seen again.
  void place(Tx tx, Map<Movement, BlockHeader> blocks) {
    tx.batch(
        """
        UPDATE movement SET block_height = ?, block_hash = ?, block_at = ?, paid_at = least(paid_at, ?),
            status = CASE status WHEN 'REVERSED' THEN 'SEEN' ELSE status END
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

  /// The chain tells something else under the same key now, or the same after its claim ended: it
  /// is written over, with a claim that begins now.
  ///
  /// @param seenAt when the transfer was first seen
  void rewrite(
      Tx tx, Chain chain, Movement movement, Claimed claimed, Instant seenAt, Instant now) {
    var sighting = claimed.sighting();
    var transfer = sighting.transfer();
    var claim = claimed.claim();
    tx.update(
        """
        UPDATE movement SET asset_id = ?, address_id = ?, units = ?, project_id = ?, assignment_id = ?,
            invoice_id = ?, quote_id = ?, worth = ?, orphan = ?, accept_depth = ?, status = 'SEEN',
            confirmed_at = NULL, seen_at = ?, paid_at = ?, kept_until = ?, left_units = NULL,
            applied = NULL, sender = ?, spends = ?, facts = ?
        WHERE id = ?
        """,
        transfer.asset().id(),
        sighting.addressId(),
        transfer.units(),
        claim.projectId(),
        claim.assignmentId(),
        claim.invoiceId(),
        claim.quoteId(),
        claim.worth(),
        claim.orphan(),
        claim.acceptDepth(),
        seenAt,
        sighting.paidAt(now),
        now.plus(Movement.UNMINED),
        sender(transfer, chain),
        new Arr("text", transfer.spends()),
        new Jsonb(transfer.facts()),
        movement.id());
  }

  /// What was reversed waits in the mempool again, and keeps its claim as it did.
  void returned(Tx tx, Collection<Movement> movements) {
    if (movements.isEmpty()) return;
    tx.update("UPDATE movement SET status = 'SEEN' WHERE id = ANY (?)", ids(movements));
  }

  /// Takes movements out of their blocks. What stays confirmed in none was so from its first sight.
  /// What was in no block keeps its claim no longer than before.
  void unplace(Tx tx, Collection<Movement> movements, PaymentStatus status, Instant keptUntil) {
    if (movements.isEmpty()) return;
    tx.update(
        """
        UPDATE movement SET status = ?, confirmed_at = CASE ? WHEN 'CONFIRMED' THEN confirmed_at END,
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

  /// Confirms what has become as final as its project asks for, and returns it as it is then.
  List<Movement> confirm(Tx tx, Chain chain, Movement.Progress progress, Instant now) {
    return tx.list(
        """
        UPDATE movement m SET status = 'CONFIRMED', confirmed_at = ?, credits = credits + 1
        FROM watched_address w
        WHERE w.id = m.address_id AND m.chain_id = ? AND m.status = 'SEEN'
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

  /// @param applied why it was an orphan before a command gave it to an invoice
  void assign(Tx tx, Movement movement, Claim claim, Optional<String> applied) {
    tx.update(
        """
        UPDATE movement SET project_id = ?, invoice_id = ?, quote_id = ?, worth = ?, orphan = ?,
            accept_depth = ?, applied = ?
        WHERE id = ?
        """,
        claim.projectId(),
        claim.invoiceId(),
        claim.quoteId(),
        claim.worth(),
        claim.orphan(),
        claim.acceptDepth(),
        applied,
        movement.id());
  }

  /// Counts one more event of each.
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
        new Key(row.text("txid"), row.text("position"), Kind.of(row.text("kind"))),
        chains.asset(row.integer("asset_id")),
        row.number("address_id"),
        row.units("units"),
        new Claim(
            row.number("organization_id"),
            row.maybeNumber("project_id"),
            row.maybeNumber("assignment_id"),
            row.maybeNumber("invoice_id"),
            row.maybeNumber("quote_id"),
            row.maybeUnits("worth"),
            row.maybeText("orphan"),
            row.maybeInteger("accept_depth")),
        row.name("status", PaymentStatus.class),
        block(row),
        row.instant("seen_at"),
        row.instant("paid_at"),
        row.maybeInstant("kept_until").orElse(row.instant("seen_at").plus(Movement.UNMINED)),
        row.maybeUnits("left_units").orElse(BigInteger.ZERO),
        row.maybeText("applied"),
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
