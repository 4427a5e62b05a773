package coffer.core.listing;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.ledger.Entry;
import coffer.core.ledger.LedgerQueries;
import coffer.core.money.Denomination;
import coffer.db.Row;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The statement of an organization's prepaid balance: what changed it.
public final class PrepaidEntries {
  private final Chains chains;

  public PrepaidEntries(Chains chains) {
    this.chains = chains;
  }

  /// @param reference as the ledger entries of a project have it: `movement:{public id}:topup:1`
  /// @param amount the change of the balance; negative if a payment was undone
  /// @param payment the payment that topped up the balance
  public record PrepaidEntry(
      String reference, Entry.Kind kind, Instant at, BigDecimal amount, ToppedUp payment) {}

  /// A payment of any project of the organization.
  ///
  /// @param id public id
  /// @param amount in whole coins
  /// @param rate what one coin cost when the payment was confirmed; empty if it was undone
  public record ToppedUp(
      UUID id, Asset asset, BigDecimal amount, String txid, Optional<BigDecimal> rate) {}

  /// Newest first.
  ///
  /// @param before the reference of the last entry of the previous page; empty = the first page
  /// @param limit the maximum number of entries
  /// @throws Rejection.Refused InvalidField `cursor`, if the balance has no such entry
  public List<PrepaidEntry> page(
      Tx tx,
      long organizationId,
      Mode mode,
      Denomination currency,
      Optional<String> before,
      int limit) {
    var account =
        tx.one(
            """
            SELECT id FROM account WHERE kind = 'prepaid' AND mode = ? AND organization_id = ? AND denomination = ?
            """,
            row -> row.number("id"),
            mode.text(),
            organizationId,
            currency.code());
    long end =
        before
            .map(
                reference ->
                    account
                        .flatMap(id -> place(tx, id, reference))
                        .orElseThrow(PrepaidEntries::noSuchPlace))
            .orElse(Long.MAX_VALUE);
    return account.map(id -> page(tx, id, end, limit)).orElse(List.of());
  }

  private static Optional<Long> place(Tx tx, long account, String reference) {
    return LedgerQueries.entry(tx, reference)
        .filter(
            id ->
                tx.one(
                        "SELECT 1 FROM posting WHERE account_id = ? AND entry_id = ?",
                        _ -> 1,
                        account,
                        id)
                    .isPresent());
  }

  private static Rejection.Refused noSuchPlace() {
    return new Rejection.InvalidField(Field.Request.CURSOR, "There is no such place.")
        .asException();
  }

  private List<PrepaidEntry> page(Tx tx, long account, long end, int limit) {
    return tx.list(
        """
        SELECT e.reference, e.kind, e.at, -p.units AS change, m.id AS movement_id, m.public_id, m.asset_id, m.units,
          m.txid, t.rate
        FROM posting p JOIN entry e ON e.id = p.entry_id
          JOIN movement m ON e.basis_type = 'movement' AND m.id = e.basis_id
          LEFT JOIN top_up t ON t.movement_id = m.id AND e.reference = 'movement:' || m.id || ':topup:' || t.credit
        WHERE p.account_id = ? AND p.entry_id < ? ORDER BY p.entry_id DESC LIMIT ?
        """,
        this::entry,
        account,
        end,
        limit);
  }

  private PrepaidEntry entry(Row row) throws SQLException {
    var id = row.uuid("public_id");
    var asset = chains.asset(row.integer("asset_id"));
    return new PrepaidEntry(
        LedgerQueries.publicReference(row.text("reference"), row.number("movement_id"), id),
        row.name("kind", Entry.Kind.class),
        row.instant("at"),
        new BigDecimal(row.units("change"), Denomination.DECIMALS),
        new ToppedUp(
            id,
            asset,
            new BigDecimal(row.units("units"), asset.decimals()),
            row.text("txid"),
            row.maybeDecimal("rate")));
  }
}
