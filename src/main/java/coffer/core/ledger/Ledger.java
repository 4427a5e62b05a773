package coffer.core.ledger;

import static java.util.stream.Collectors.groupingBy;

import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.money.Currency;
import coffer.core.money.Denomination;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// The ledger: append-only entries of signed postings that sum to zero per currency, and the
/// balance of each account.
///
/// Triggers of the database enforce this. They reject a change of an entry or posting, an entry
/// without postings, a posting to an entry of another transaction, and postings that do not sum to
/// zero. They add postings to the balances, and reject any other change of a balance. The owner of
/// the tables can remove the triggers.
public final class Ledger {
  private static final String ACCOUNT =
      "a.kind, a.mode, a.organization_id, a.project_id, a.address_id, a.asset_id, a.denomination";

  /// Finds the rows of accounts and creates the missing ones. Each kind of owner has its own
  /// condition, because `IS NULL` and `=` use the unique index and `IS NOT DISTINCT FROM` does not.
  private static final String FIND_OR_MAKE =
      """
      WITH wanted AS (
        SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::integer[], ?::text[])
          WITH ORDINALITY AS w (kind, mode, organization_id, project_id, address_id, asset_id, denomination, n)
      ), found AS (
        SELECT w.n, a.* FROM wanted w JOIN account a ON a.kind = w.kind AND a.mode = w.mode
          AND a.organization_id IS NULL AND a.project_id IS NULL AND a.address_id = w.address_id
          AND (a.asset_id = w.asset_id OR a.denomination = w.denomination)
        UNION ALL
        SELECT w.n, a.* FROM wanted w JOIN account a ON a.kind = w.kind AND a.mode = w.mode
          AND a.organization_id IS NULL AND a.project_id = w.project_id AND a.address_id IS NULL
          AND (a.asset_id = w.asset_id OR a.denomination = w.denomination)
        UNION ALL
        SELECT w.n, a.* FROM wanted w JOIN account a ON a.kind = w.kind AND a.mode = w.mode
          AND a.organization_id = w.organization_id AND a.project_id IS NULL AND a.address_id IS NULL
          AND (a.asset_id = w.asset_id OR a.denomination = w.denomination)
        UNION ALL
        SELECT w.n, a.* FROM wanted w JOIN account a ON a.kind = w.kind AND a.mode = w.mode
          AND a.organization_id IS NULL AND a.project_id IS NULL AND a.address_id IS NULL
          AND (a.asset_id = w.asset_id OR a.denomination = w.denomination)
        WHERE w.organization_id IS NULL AND w.project_id IS NULL AND w.address_id IS NULL
      ), made AS (
        INSERT INTO account (kind, mode, organization_id, project_id, address_id, asset_id, denomination)
        SELECT kind, mode, organization_id, project_id, address_id, asset_id, denomination FROM wanted
        WHERE n NOT IN (SELECT n FROM found)
        ON CONFLICT (kind, mode, organization_id, project_id, address_id, asset_id, denomination) DO NOTHING
        RETURNING *
      )
      SELECT a.id, a.kind, a.mode, a.organization_id, a.project_id, a.address_id, a.asset_id, a.denomination FROM found a
      UNION ALL
      SELECT a.id, a.kind, a.mode, a.organization_id, a.project_id, a.address_id, a.asset_id, a.denomination FROM made a
      """;

  private final Chains chains;

  public Ledger(Chains chains) {
    this.chains = chains;
  }

  /// Books the entries. Skips an entry if its reference exists already.
  ///
  /// @param entries with different references
  /// @return the number of new entries
  public int post(Tx tx, Collection<Entry> entries, Instant now) {
    if (entries.isEmpty()) return 0;
    var ids = insert(tx, List.copyOf(entries), now);
    var fresh = entries.stream().filter(entry -> ids.containsKey(entry.reference())).toList();
    var touched = new TreeSet<Account>();
    for (var entry : fresh) {
      for (var posting : entry.postings()) touched.add(posting.account());
    }
    var accounts = accounts(tx, List.copyOf(touched));
    var rows = new ArrayList<Line>();
    for (var entry : fresh) {
      for (var posting : merged(entry).entrySet()) {
        if (posting.getValue().signum() == 0) continue;
        var id = ids.getOrDefault(entry.reference(), 0L);
        var account = accounts.getOrDefault(posting.getKey(), 0L);
        rows.add(new Line(id, account, entry.mode(), posting.getValue()));
      }
    }
    if (!rows.isEmpty()) write(tx, rows);
    return fresh.size();
  }

  private record Line(long entryId, long accountId, Mode mode, BigInteger units) {}

  private static void write(Tx tx, List<Line> lines) {
    tx.batch(
        """
        INSERT INTO posting (entry_id, account_id, mode, units)
        SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::numeric[])
        """,
        column("bigint", lines, Line::entryId),
        column("bigint", lines, Line::accountId),
        column("text", lines, line -> line.mode().text()),
        column("numeric", lines, Line::units));
  }

  /// Books the opposite of everything that was booked for each basis, so that its total effect is
  /// zero. A basis without effect gets no entry.
  ///
  /// @param bases basis → reference of the reversal entry
  public void reverse(Tx tx, Map<Entry.Basis, String> bases, Instant now) {
    if (bases.isEmpty()) return;
    var effects =
        effects(tx, List.copyOf(bases.keySet())).stream().collect(groupingBy(Effect::basis));
    var entries = new ArrayList<Entry>();
    for (var basis : bases.entrySet()) {
      var effect = effects.getOrDefault(basis.getKey(), List.of());
      if (effect.isEmpty()) continue;
      entries.add(
          new Entry(
              basis.getValue(),
              Entry.Kind.REVERSAL,
              effect.getFirst().posting().account().mode(),
              effect.getFirst().projectId(),
              basis.getKey(),
              effect.stream().map(Effect::mirror).toList()));
    }
    post(tx, entries, now);
  }

  /// The sum of the postings for a basis on one account.
  private record Effect(Entry.Basis basis, Optional<Long> projectId, Posting posting) {
    Posting mirror() {
      return new Posting(posting.account(), posting.units().negate());
    }
  }

  private List<Effect> effects(Tx tx, List<Entry.Basis> bases) {
    return tx.list(
        "SELECT b.type, b.id, "
            + ACCOUNT
            + """
            , sum(p.units) AS units, min(e.project_id) AS owner
            FROM unnest(?::text[], ?::bigint[]) AS b (type, id)
            JOIN entry e ON e.basis_type = b.type AND e.basis_id = b.id
            JOIN posting p ON p.entry_id = e.id JOIN account a ON a.id = p.account_id
            GROUP BY b.type, b.id, a.id HAVING sum(p.units) <> 0
            """,
        row ->
            new Effect(
                new Entry.Basis(row.name("type", Entry.Basis.Type.class), row.number("id")),
                row.maybeNumber("owner"),
                new Posting(account(row), row.units("units"))),
        column("text", bases, Entry.Basis::type),
        column("bigint", bases, Entry.Basis::id));
  }

  /// Reads the balance of an account and locks its row until the end of this transaction.
  ///
  /// @return custody as stored, a claim with the opposite sign; zero if the account does not exist,
  ///     which then is not locked
  public BigInteger lock(Tx tx, Account account) {
    return find(tx, account, "balance", " FOR UPDATE", row -> row.units("balance"))
        .map(balance -> account.custody() ? balance : balance.negate())
        .orElse(BigInteger.ZERO);
  }

  /// Locks accounts in the order of their row ids, as the database does when postings are inserted.
  /// Commands that read several accounts call this first; otherwise such a command and the booking
  /// of a block could deadlock. Accounts that do not exist are skipped.
  public void lock(Tx tx, Collection<Account> accounts) {
    var ids =
        accounts.stream()
            .flatMap(account -> find(tx, account, "id", "", row -> row.number("id")).stream())
            .toList();
    tx.list(
        "SELECT id FROM account WHERE id = ANY (?) ORDER BY id FOR UPDATE",
        row -> row.number("id"),
        new Tx.Arr("bigint", ids));
  }

  private static <T> Optional<T> find(
      Tx tx, Account account, String column, String lock, Tx.Mapper<T> mapper) {
    var owner = new ArrayList<Object>();
    var sql =
        "SELECT "
            + column
            + " FROM account WHERE kind = ? AND mode = ?"
            + is("organization_id", account.organizationId(), owner)
            + is("project_id", account.projectId(), owner)
            + is("address_id", account.addressId(), owner)
            + is("asset_id", account.assetId(), owner)
            + is("denomination", account.denomination(), owner)
            + lock;
    owner.addAll(0, List.of(account.kind().text(), account.mode().text()));
    return tx.one(sql, mapper, owner.toArray());
  }

  /// Avoids `IS NOT DISTINCT FROM`, which would use no index.
  private static String is(String column, Optional<?> value, List<Object> arguments) {
    value.ifPresent(arguments::add);
    return " AND " + column + (value.isPresent() ? " = ?" : " IS NULL");
  }

  private static Map<String, Long> insert(Tx tx, List<Entry> entries, Instant now) {
    var ids = new HashMap<String, Long>();
    tx.list(
            """
            INSERT INTO entry (reference, kind, mode, project_id, basis_type, basis_id, at)
            SELECT e.reference, e.kind, e.mode, e.project_id, e.basis_type, e.basis_id, ?
            FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[])
              AS e (reference, kind, mode, project_id, basis_type, basis_id)
            ON CONFLICT (reference) DO NOTHING RETURNING id, reference
            """,
            row -> Map.entry(row.text("reference"), row.number("id")),
            now,
            column("text", entries, Entry::reference),
            column("text", entries, Entry::kind),
            column("text", entries, entry -> entry.mode().text()),
            column("bigint", entries, entry -> entry.projectId().orElse(null)),
            column("text", entries, entry -> entry.basis().type()),
            column("bigint", entries, entry -> entry.basis().id()))
        .forEach(pair -> ids.put(pair.getKey(), pair.getValue()));
    return ids;
  }

  /// Returns the row ids of the accounts; creates missing accounts with a zero balance.
  private Map<Account, Long> accounts(Tx tx, List<Account> accounts) {
    var ids = new HashMap<Account, Long>();
    // Repeat if another transaction created one of them after this statement took its snapshot.
    while (ids.size() < accounts.size()) {
      tx.list(
              FIND_OR_MAKE,
              row -> Map.entry(account(row), row.number("id")),
              column("text", accounts, Account::kind),
              column("text", accounts, account -> account.mode().text()),
              column("bigint", accounts, account -> account.organizationId().orElse(null)),
              column("bigint", accounts, account -> account.projectId().orElse(null)),
              column("bigint", accounts, account -> account.addressId().orElse(null)),
              column("integer", accounts, account -> account.assetId().orElse(null)),
              column("text", accounts, account -> account.denomination().orElse(null)))
          .forEach(pair -> ids.put(pair.getKey(), pair.getValue()));
    }
    return ids;
  }

  private static Map<Account, BigInteger> merged(Entry entry) {
    var sums = new TreeMap<Account, BigInteger>();
    for (var posting : entry.postings()) {
      sums.merge(posting.account(), posting.units(), BigInteger::add);
    }
    return sums;
  }

  /// The account of a row with all columns that identify an account.
  Account account(Row row) throws SQLException {
    var asset = row.maybeInteger("asset_id");
    Currency currency =
        asset.isPresent() ? chains.asset(asset.get()) : new Denomination(row.text("denomination"));
    return new Account(
        row.name("kind", Account.Kind.class),
        Mode.of(row.text("mode")),
        row.maybeNumber("organization_id"),
        row.maybeNumber("project_id"),
        row.maybeNumber("address_id"),
        currency);
  }

  private static <T> Arr column(String type, List<T> rows, Function<T, Object> value) {
    var values = new ArrayList<>(rows.size());
    for (var row : rows) values.add(value.apply(row));
    return new Arr(type, values);
  }

  /// The balances of a project in one asset, in base units; claims are positive here.
  public record Balance(
      Currency currency,
      BigInteger available,
      BigInteger reserved,
      BigInteger held,
      BigInteger orphan) {}

  /// The income of a project in one asset, and what is left of it, in base units. All values may be
  /// negative after a reversal of money that was already paid out.
  ///
  /// @param received the sum of payments credited to the available balance, minus reversals;
  ///     includes unmatched payments after they were applied to an invoice
  /// @param balance the available balance
  public record Turnover(BigInteger received, BigInteger balance) {
    /// What left the available balance, or is reserved to leave it.
    public BigInteger withdrawn() {
      return received.subtract(balance);
    }
  }

  /// Computes the turnover of a project in one asset. Most entries are payments, so the query sums
  /// the other entries and derives the received amount from them.
  public Turnover turnover(Tx tx, long projectId, Asset asset) {
    return tx.one(
            """
            SELECT -a.balance AS balance, coalesce((
                SELECT sum(p.units) FROM entry e
                JOIN posting p ON p.entry_id = e.id AND p.account_id = a.id
                LEFT JOIN movement m ON e.basis_type = 'movement' AND m.id = e.basis_id
                WHERE e.project_id = a.project_id AND e.kind <> 'payment'
                  AND m.kind IS DISTINCT FROM 'payment'), 0) AS withdrawn
            FROM account a WHERE a.kind = 'available' AND a.project_id = ? AND a.asset_id = ?
            """,
            row ->
                new Turnover(
                    row.units("balance").add(row.units("withdrawn")), row.units("balance")),
            projectId,
            asset.id())
        .orElse(new Turnover(BigInteger.ZERO, BigInteger.ZERO));
  }

  /// The prepaid balance of an organization, in the denomination; zero if it never had one.
  public BigDecimal prepaid(Tx tx, long organizationId, Mode mode, Denomination denomination) {
    return tx.one(
            """
            SELECT -balance AS balance FROM account
            WHERE kind = ? AND mode = ? AND organization_id = ? AND denomination = ?
            """,
            row -> new BigDecimal(row.units("balance"), Denomination.DECIMALS),
            Account.Kind.PREPAID,
            mode.text(),
            organizationId,
            denomination.code())
        .orElse(BigDecimal.ZERO);
  }

  /// The balances of a project, one for each asset that it ever had.
  public List<Balance> balances(Tx tx, long projectId) {
    return tx.list(
        """
        SELECT asset_id,
          -coalesce(sum(balance) FILTER (WHERE kind = 'available'), 0) AS available,
          -coalesce(sum(balance) FILTER (WHERE kind = 'reserved'), 0) AS reserved,
          -coalesce(sum(balance) FILTER (WHERE kind = 'held'), 0) AS held,
          -coalesce(sum(balance) FILTER (WHERE kind = 'orphan'), 0) AS orphan
        FROM account WHERE project_id = ? AND asset_id IS NOT NULL GROUP BY asset_id ORDER BY asset_id
        """,
        row ->
            new Balance(
                chains.asset(row.integer("asset_id")),
                row.units("available"),
                row.units("reserved"),
                row.units("held"),
                row.units("orphan")),
        projectId);
  }
}
