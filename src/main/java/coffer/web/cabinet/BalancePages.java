package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.ledger.Ledger;
import coffer.core.ledger.LedgerQueries;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Balances, and the ledger entries behind them.
final class BalancePages {
  private final CabinetServices services;
  private final Ledger ledger;
  private final LedgerQueries entries;

  BalancePages(CabinetServices services) {
    this.services = services;
    this.ledger = new Ledger(services.chains());
    this.entries = new LedgerQueries(services.chains());
  }

  List<CabinetRoute> routes() {
    return List.of(CabinetRoute.page(PROJECT, "/balances", Permission.VIEW, this::show));
  }

  private Reply show(CabinetRequest request) {
    var project = request.requireProject().id();
    var before = request.query("before", 200);
    return services
        .db()
        .tx(
            tx -> {
              var found = entries.lines(tx, project, before, Paging.ROWS + 1);
              boolean more = found.size() > Paging.ROWS;
              var rows = found.stream().limit(Paging.ROWS).map(EntryRow::of).toList();
              return Reply.html(
                  "balances",
                  Map.of(
                      "balances",
                      BalanceRow.of(ledger.balances(tx, project), services.chains()),
                      "entries",
                      rows,
                      "next",
                      more ? Optional.of(rows.getLast().reference()) : Optional.empty()));
            });
  }
}
