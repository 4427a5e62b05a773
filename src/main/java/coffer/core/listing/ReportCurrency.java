package coffer.core.listing;

import coffer.core.money.Denomination;
import coffer.core.rate.Rates;
import coffer.db.Tx;
import java.util.Optional;

/// The currency in which reports of a project give values.
public final class ReportCurrency {
  private static final Denomination USUAL = new Denomination("USD");

  private final Rates rates;

  public ReportCurrency(Rates rates) {
    this.rates = rates;
  }

  /// The wanted one, if rates for it exist; otherwise that of the project's newest invoice;
  /// otherwise US dollars.
  public Denomination of(Tx tx, long projectId, Optional<String> wanted) {
    return wanted
        .filter(Denomination::isCode)
        .map(Denomination::new)
        .filter(it -> rates.knows(tx, it))
        .or(() -> ofNewest(tx, projectId))
        .orElse(USUAL);
  }

  private static Optional<Denomination> ofNewest(Tx tx, long projectId) {
    return tx.one(
        """
        SELECT price_currency FROM invoice WHERE project_id = ?
        ORDER BY created_at DESC, id DESC LIMIT 1
        """,
        row -> new Denomination(row.text("price_currency")),
        projectId);
  }
}
