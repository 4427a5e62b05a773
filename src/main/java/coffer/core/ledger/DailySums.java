package coffer.core.ledger;

import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.money.Amount;
import coffer.db.Tx;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/// What a project received on each day. Reads sums that the database keeps while postings are
/// added, so that the number of payments does not matter.
public final class DailySums {
  private final Chains chains;

  public DailySums(Chains chains) {
    this.chains = chains;
  }

  /// @param day in UTC: when it was booked
  /// @param amount in whole coins; less than zero if more was reversed than received on that day
  public record Received(Asset asset, LocalDate day, BigDecimal amount) {}

  /// What payments added to the available balance since a day, less reversed payments. An unmatched
  /// payment counts on the day on which it was applied to an invoice.
  public List<Received> received(Tx tx, long projectId, LocalDate since) {
    return tx.list(
        """
        SELECT a.asset_id, s.day, -sum(s.received) AS units
        FROM account a JOIN posting_sum s ON s.account_id = a.id
        WHERE a.project_id = ? AND a.kind = 'available' AND a.asset_id IS NOT NULL
          AND s.day >= CAST(? AS date)
        GROUP BY a.asset_id, s.day HAVING sum(s.received) <> 0 ORDER BY s.day, a.asset_id
        """,
        row -> {
          var asset = chains.asset(row.integer("asset_id"));
          var units = row.units("units");
          var size = new Amount(units.abs(), asset).toDecimal();
          return new Received(
              asset, LocalDate.parse(row.text("day")), units.signum() < 0 ? size.negate() : size);
        },
        projectId,
        since.toString());
  }
}
