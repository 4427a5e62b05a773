package coffer.core.ledger;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Address;
import coffer.core.chain.Chains;
import coffer.core.money.Amount;
import coffer.db.Row;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Lists the ledger entries of a project for the API, without internal row ids.
public final class LedgerQueries {
  private final Chains chains;
  private final Ledger ledger;

  public LedgerQueries(Chains chains) {
    this.chains = chains;
    this.ledger = new Ledger(chains);
  }

  /// @param reference unique: `movement:{public id}:credit:1`
  /// @param basis the kind of the movement that the entry is booked for: `payment`, `outflow`,
  ///     `custody`; empty if the entry is booked for something else
  /// @param movement the public id of that movement
  public record JournalEntry(
      String reference,
      Entry.Kind kind,
      Instant at,
      Optional<String> basis,
      Optional<UUID> movement,
      List<JournalPosting> postings) {}

  /// @param address the address of a custody account, in the notation of its chain; empty for a
  ///     claim
  /// @param amount in whole coins; a claim has the opposite sign, so that a credit is positive
  public record JournalPosting(Account account, Optional<String> address, BigDecimal amount) {}

  /// Lists entries, newest first.
  ///
  /// @param before the reference of the last entry of the previous page; empty = the first page
  /// @param limit the maximum number of entries
  /// @throws Rejection.Refused InvalidField `cursor`, if the project has no such entry
  public List<JournalEntry> lines(Tx tx, long projectId, Optional<String> before, int limit) {
    return joined(
        tx,
        "SELECT * FROM entry WHERE project_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
        projectId,
        before.map(reference -> place(tx, projectId, reference)).orElse(Long.MAX_VALUE),
        limit);
  }

  /// The latest entries for payments of an invoice, newest first. Dust is not among them.
  ///
  /// @param invoiceId row id
  /// @param limit the maximum number of payments, and of entries
  public List<JournalEntry> ofInvoice(Tx tx, long invoiceId, int limit) {
    return joined(
        tx,
        """
        SELECT e.* FROM (SELECT id FROM movement WHERE invoice_id = ? AND NOT dust
          ORDER BY id DESC LIMIT ?) paid
        JOIN entry e ON e.basis_type = 'movement' AND e.basis_id = paid.id
        ORDER BY e.id DESC LIMIT ?
        """,
        invoiceId,
        limit,
        limit);
  }

  /// @param entries selects them
  private List<JournalEntry> joined(Tx tx, String entries, Object... args) {
    var lines =
        tx.list(
            """
            SELECT e.reference, e.kind AS entry_kind, e.at, m.id AS movement_id, m.kind AS basis,
              m.public_id AS movement, p.units, w.address,
              a.kind, a.mode, a.organization_id, a.project_id, a.address_id, a.asset_id, a.denomination
            FROM (%s) e
            LEFT JOIN movement m ON e.basis_type = 'movement' AND m.id = e.basis_id
            JOIN posting p ON p.entry_id = e.id JOIN account a ON a.id = p.account_id
            LEFT JOIN watched_address w ON w.id = a.address_id
            ORDER BY e.id DESC, a.id
            """
                .formatted(entries),
            this::line,
            args);
    var joined = new LinkedHashMap<String, JournalEntry>();
    for (var line : lines) joined.merge(line.reference(), line, LedgerQueries::join);
    return List.copyOf(joined.values());
  }

  private static long place(Tx tx, long projectId, String reference) {
    return entry(tx, reference)
        .flatMap(
            id ->
                tx.one(
                    "SELECT id FROM entry WHERE id = ? AND project_id = ?",
                    row -> row.number("id"),
                    id,
                    projectId))
        .orElseThrow(
            () ->
                new Rejection.InvalidField(Field.Request.CURSOR, "There is no such place.")
                    .asException());
  }

  /// The row id of an entry of any project.
  ///
  /// @param reference with a public id: `movement:{public id}:credit:1`
  public static Optional<Long> entry(Tx tx, String reference) {
    var parts = reference.split(":", 3);
    return movement(parts)
        .flatMap(
            movement ->
                tx.one(
                    """
                    SELECT e.id FROM movement m
                    JOIN entry e ON e.basis_type = 'movement' AND e.basis_id = m.id
                    WHERE m.public_id = ? AND e.reference = 'movement:' || m.id || ':' || ?
                    """,
                    row -> row.number("id"),
                    movement,
                    parts[2]));
  }

  /// The reference of an entry with the public id of its movement in place of the row id.
  public static String publicReference(String reference, long movementId, UUID publicId) {
    return reference.replace("movement:" + movementId + ":", "movement:" + publicId + ":");
  }

  private static Optional<UUID> movement(String[] parts) {
    if (parts.length < 3 || !parts[0].equals("movement")) return Optional.empty();
    try {
      return Optional.of(UUID.fromString(parts[1]));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private JournalEntry line(Row row) throws SQLException {
    var movement = row.maybeUuid("movement");
    var reference = row.text("reference");
    if (movement.isPresent()) {
      reference = publicReference(reference, row.number("movement_id"), movement.get());
    }
    return new JournalEntry(
        reference,
        row.name("entry_kind", Entry.Kind.class),
        row.instant("at"),
        row.maybeText("basis"),
        movement,
        List.of(share(row)));
  }

  private JournalPosting share(Row row) throws SQLException {
    var account = ledger.account(row);
    var custody = account.kind() == Account.Kind.ADDRESS;
    var units = custody ? row.units("units") : row.units("units").negate();
    return new JournalPosting(account, address(row, account), coins(units, account));
  }

  private Optional<String> address(Row row, Account account) throws SQLException {
    var address = row.maybeBytes("address");
    if (address.isEmpty() || account.assetId().isEmpty()) return Optional.empty();
    var chain = chains.chainOf(chains.asset(account.assetId().get()));
    return Optional.of(chains.text(Address.of(address.get()), chain));
  }

  private static BigDecimal coins(BigInteger units, Account account) {
    var size = new Amount(units.abs(), account.currency()).toDecimal();
    return units.signum() < 0 ? size.negate() : size;
  }

  private static JournalEntry join(JournalEntry line, JournalEntry next) {
    var postings = new ArrayList<>(line.postings());
    postings.addAll(next.postings());
    return new JournalEntry(
        line.reference(), line.kind(), line.at(), line.basis(), line.movement(), postings);
  }
}
