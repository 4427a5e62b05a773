package coffer.core.listing;

import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.ledger.Account;
import coffer.core.ledger.Entry;
import coffer.core.ledger.LedgerQueries;
import coffer.db.Row;
import coffer.db.Tx;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Statements of a project's accounts: each entry of a period with the balance after it. Entries
/// are in the order in which they were booked. The time of an entry decides its period (days in
/// UTC). Sums of earlier entries come from `posting_sum`, so a page reads a bounded number of rows.
public final class AccountStatements {
  /// A `part` of `posting_sum` is the row id of an entry, shifted by this.
  private static final int PART = 9;

  private final Chains chains;

  public AccountStatements(Chains chains) {
    this.chains = chains;
  }

  /// @param id row id
  /// @param network name of its chain: `tron`
  public record StatementAccount(long id, Account.Kind kind, Asset asset, String network) {}

  /// @param to the last day; not before `from`
  public record Period(LocalDate from, LocalDate to) {
    private Instant start() {
      return from.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private Instant end() {
      return to.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
  }

  /// An entry on an account. Claims have the opposite sign of the ledger: a credit is positive.
  ///
  /// @param entry row id
  /// @param reference unique, with public ids
  /// @param invoice public id of the invoice that the payment is for
  /// @param units the change of the balance, in base units
  /// @param balance after the entry, in base units
  public record Line(
      long entry,
      String reference,
      Entry.Kind kind,
      Instant at,
      Optional<String> txid,
      Optional<UUID> invoice,
      Optional<String> orderId,
      BigInteger units,
      BigInteger balance) {
    private Line after(BigInteger sum) {
      return new Line(entry, reference, kind, at, txid, invoice, orderId, units, sum);
    }
  }

  /// The accounts of a project, one for each kind and asset that it ever had.
  public List<StatementAccount> accounts(Tx tx, long projectId) {
    return tx.list(
        """
        SELECT id, kind, asset_id FROM account
        WHERE project_id = ? AND asset_id IS NOT NULL ORDER BY asset_id, kind
        """,
        row -> {
          var asset = chains.asset(row.integer("asset_id"));
          return new StatementAccount(
              row.number("id"),
              row.name("kind", Account.Kind.class),
              asset,
              chains.chainOf(asset).name());
        },
        projectId);
  }

  /// The balance at the beginning of a day, in base units.
  public BigInteger balance(Tx tx, StatementAccount account, LocalDate day) {
    return tx.only(
        """
        SELECT -coalesce(sum(units), 0) AS units FROM posting_sum
        WHERE account_id = ? AND day < CAST(? AS date)
        """,
        row -> row.units("units"),
        account.id(),
        day.toString());
  }

  /// Row ids of entries: those of a period are among them.
  private record Span(long first, long end) {}

  private static Optional<Span> span(Tx tx, StatementAccount account, Period period) {
    return tx.one(
        """
        SELECT min(part) AS first, max(part) AS last FROM posting_sum
        WHERE account_id = ? AND day BETWEEN CAST(? AS date) AND CAST(? AS date)
        HAVING count(*) > 0
        """,
        row -> new Span(row.number("first") << PART, (row.number("last") + 1) << PART),
        account.id(),
        period.from().toString(),
        period.to().toString());
  }

  /// Oldest first.
  ///
  /// @param after row id of the last entry that was read; 0 = none
  /// @param balance after that entry, or at the beginning of the period
  public List<Line> oldest(
      Tx tx, StatementAccount account, Period period, long after, BigInteger balance, int limit) {
    var span = span(tx, account, period);
    if (span.isEmpty()) return List.of();
    long first = Math.max(span.get().first, after + 1);
    var found = lines(tx, account, period, new Span(first, span.get().end), "ASC", limit);
    var lines = new ArrayList<Line>();
    var sum = balance;
    for (var line : found) {
      sum = sum.add(line.units());
      lines.add(line.after(sum));
    }
    return lines;
  }

  /// Newest first.
  ///
  /// @param before reference of the last entry of the previous page; empty, or no entry of the
  ///     account = the first page
  public List<Line> newest(
      Tx tx, StatementAccount account, Period period, Optional<String> before, int limit) {
    var span = span(tx, account, period);
    if (span.isEmpty()) return List.of();
    var place =
        before
            .flatMap(reference -> LedgerQueries.entry(tx, reference))
            .filter(entry -> isOf(tx, account, entry));
    var end = place.map(entry -> Math.min(entry, span.get().end)).orElse(span.get().end);
    var sum =
        place.isPresent()
            ? balanceBefore(tx, account, period, place.get())
            : balance(tx, account, period.to().plusDays(1));
    var lines = new ArrayList<Line>();
    for (var line : lines(tx, account, period, new Span(span.get().first, end), "DESC", limit)) {
      lines.add(line.after(sum));
      sum = sum.subtract(line.units());
    }
    return lines;
  }

  private static boolean isOf(Tx tx, StatementAccount account, long entry) {
    return tx.one(
            "SELECT account_id FROM posting WHERE account_id = ? AND entry_id = ?",
            row -> row.number("account_id"),
            account.id(),
            entry)
        .isPresent();
  }

  /// The balance before an entry, of the entries of the period and of all before the period.
  private BigInteger balanceBefore(Tx tx, StatementAccount account, Period period, long entry) {
    long part = entry >> PART;
    return balance(tx, account, period.from())
        .subtract(
            tx.only(
                """
                SELECT (SELECT coalesce(sum(units), 0) FROM posting_sum
                    WHERE account_id = ? AND day BETWEEN CAST(? AS date) AND CAST(? AS date)
                      AND part < ?)
                  + (SELECT coalesce(sum(p.units), 0) FROM posting p JOIN entry e ON e.id = p.entry_id
                    WHERE p.account_id = ? AND p.entry_id >= ? AND p.entry_id < ?
                      AND e.at >= ? AND e.at < ?) AS units
                """,
                row -> row.units("units"),
                account.id(),
                period.from().toString(),
                period.to().toString(),
                part,
                account.id(),
                part << PART,
                entry,
                period.start(),
                period.end()));
  }

  /// @param order `ASC` or `DESC`
  private List<Line> lines(
      Tx tx, StatementAccount account, Period period, Span span, String order, int limit) {
    return tx.list(
        """
        SELECT e.id, e.reference, e.kind, e.at, -e.units AS units, m.id AS movement_id,
          m.public_id AS movement, m.txid, i.public_id AS invoice, i.order_id
        FROM (SELECT e.*, p.units FROM posting p JOIN entry e ON e.id = p.entry_id
          WHERE p.account_id = ? AND p.entry_id >= ? AND p.entry_id < ? AND e.at >= ? AND e.at < ?
          ORDER BY p.entry_id %1$s LIMIT ?) e
        LEFT JOIN movement m ON e.basis_type = 'movement' AND m.id = e.basis_id
        LEFT JOIN invoice i ON i.id = m.invoice_id
        ORDER BY e.id %1$s
        """
            .formatted(order),
        AccountStatements::line,
        account.id(),
        span.first,
        span.end,
        period.start(),
        period.end(),
        limit);
  }

  private static Line line(Row row) throws SQLException {
    var reference = row.text("reference");
    var movement = row.maybeUuid("movement");
    if (movement.isPresent()) {
      reference =
          LedgerQueries.publicReference(reference, row.number("movement_id"), movement.get());
    }
    return new Line(
        row.number("id"),
        reference,
        row.name("kind", Entry.Kind.class),
        row.instant("at"),
        row.maybeText("txid"),
        row.maybeUuid("invoice"),
        row.maybeText("order_id"),
        row.units("units"),
        BigInteger.ZERO);
  }
}
