package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.chain.Chains;
import coffer.core.invoice.Status;
import coffer.core.ledger.DailySums;
import coffer.core.ledger.Ledger;
import coffer.core.listing.InvoicesByCursor;
import coffer.core.listing.InvoicesByCursor.PaymentFilter;
import coffer.core.listing.ReportCurrency;
import coffer.db.Tx;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The first page of a project: what waits, what came last, what there is.
final class OverviewPage {
  /// More are shown as "100 or more": to count all would read all.
  static final int COUNTED = 100;

  private static final int NEWEST = 8;

  private final CabinetServices services;
  private final InvoicesByCursor lists;
  private final Ledger ledger;
  private final DailySums sums;
  private final ReportCurrency currencies;
  private final Chains chains;

  OverviewPage(CabinetServices services) {
    this.services = services;
    this.lists = new InvoicesByCursor(services.chains(), services.clock());
    this.ledger = new Ledger(services.chains());
    this.sums = new DailySums(services.chains());
    this.currencies = new ReportCurrency(services.rates());
    this.chains = services.chains();
  }

  List<CabinetRoute> routes() {
    return List.of(CabinetRoute.page(PROJECT, "", Permission.VIEW, this::show));
  }

  private Reply show(CabinetRequest request) {
    var project = request.requireProject().id();
    return services
        .db()
        .tx(
            tx ->
                Reply.html(
                    "overview",
                    Map.of(
                        "open", count(tx, project, Status.OPEN),
                        "confirming", count(tx, project, Status.CONFIRMING),
                        "unmatched", lists.countOrphans(tx, project, COUNTED),
                        "income", income(tx, project, request.query("currency", 12)),
                        "newest", newest(tx, project),
                        "balances", BalanceRow.of(ledger.balances(tx, project), chains),
                        "troubles",
                            services.chainTroubles().apply(request.requireProject().mode()))));
  }

  private Income income(Tx tx, long project, Optional<String> wanted) {
    var now = services.clock().instant();
    var received = sums.received(tx, project, Income.since(now));
    var currency = currencies.of(tx, project, wanted.map(it -> it.toUpperCase(Locale.ROOT)));
    return Income.of(received, services.rates().ofDays(tx), currency, now);
  }

  private int count(Tx tx, long project, Status status) {
    return lists.count(tx, project, Set.of(status), COUNTED);
  }

  private List<PaymentRow> newest(Tx tx, long project) {
    var filter = new PaymentFilter(Optional.of(false), Optional.empty(), Optional.empty());
    return lists.payments(tx, project, filter, Optional.empty(), NEWEST).stream()
        .map(PaymentRow::of)
        .toList();
  }
}
