package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.listing.AccountStatements;
import coffer.core.listing.AccountStatements.StatementAccount;
import coffer.core.listing.ReportCurrency;
import coffer.core.money.Denomination;
import coffer.db.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Statements of accounts: a page, and a file for bookkeepers.
final class StatementPages {
  private final CabinetServices services;
  private final AccountStatements statements;
  private final ReportCurrency currencies;

  StatementPages(CabinetServices services) {
    this.services = services;
    this.statements = new AccountStatements(services.chains());
    this.currencies = new ReportCurrency(services.rates());
  }

  List<CabinetRoute> routes() {
    var path = "/balances/statement";
    return List.of(
        CabinetRoute.page(PROJECT, path, Permission.VIEW, this::show),
        CabinetRoute.page(PROJECT, path + ".csv", Permission.VIEW, this::export));
  }

  private Reply show(CabinetRequest request) {
    var wanted = StatementFilter.of(request, services.clock().instant());
    var project = request.requireProject().id();
    return services
        .db()
        .tx(
            tx -> {
              var accounts = statements.accounts(tx, project);
              var values = new HashMap<String, Object>();
              values.put("wanted", wanted);
              values.put("accounts", accounts.stream().map(this::option).toList());
              values.put("currency", currencies.of(tx, project, wanted.wantedCurrency()).code());
              values.put(
                  "statement",
                  wanted.among(accounts).map(account -> statement(tx, request, wanted, account)));
              return Reply.html("statement", values);
            });
  }

  /// An account in the list to choose from.
  private StatementOption option(StatementAccount account) {
    var title = services.chains().chainOf(account.asset()).spec().title();
    return new StatementOption(
        StatementFilter.key(account), account.asset().code(), title, account.kind().text());
  }

  private Statement statement(
      Tx tx, CabinetRequest request, StatementFilter wanted, StatementAccount account) {
    var period = wanted.period();
    var currency = currencies.of(tx, request.requireProject().id(), wanted.wantedCurrency());
    var found =
        statements.newest(tx, account, period, request.query("before", 200), Paging.ROWS + 1);
    var past = services.rates().past(tx);
    var rows =
        found.stream()
            .limit(Paging.ROWS)
            .map(line -> StatementRow.of(line, account.asset(), past, currency))
            .toList();
    return new Statement(
        option(account),
        StatementRow.shown(statements.balance(tx, account, period.from()), account.asset()),
        StatementRow.shown(
            statements.balance(tx, account, period.to().plusDays(1)), account.asset()),
        rows,
        found.size() > Paging.ROWS ? Optional.of(rows.getLast().reference()) : Optional.empty());
  }

  /// Without an account in the URL, all accounts of the project.
  private Reply export(CabinetRequest request) {
    var wanted = StatementFilter.of(request, services.clock().instant());
    var project = request.requireProject().id();
    record Chosen(List<StatementAccount> accounts, Denomination currency) {}
    var chosen =
        services
            .db()
            .tx(
                tx -> {
                  var accounts = statements.accounts(tx, project);
                  return new Chosen(
                      wanted.account().isEmpty()
                          ? accounts
                          : wanted.among(accounts).stream().toList(),
                      currencies.of(tx, project, wanted.wantedCurrency()));
                });
    var csv = new StatementCsv(services.db(), statements, services.rates());
    return new Reply.Download(
        "statement-%s-%s.csv".formatted(wanted.from(), wanted.to()),
        out -> csv.write(chosen.accounts(), wanted.period(), chosen.currency(), out));
  }
}
