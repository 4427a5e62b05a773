package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.deposit.Customer;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddressRows;
import coffer.core.deposit.DepositAddressRows.Filter;
import coffer.core.listing.CustomerHistory;
import coffer.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Customers, and the addresses on which they pay without an invoice.
final class CustomerPages {
  /// The most addresses that a page shows, the newest ones.
  private static final int ADDRESSES = 200;

  private final CabinetServices services;
  private final Customers customers;
  private final DepositAddressRows addresses;
  private final CustomerHistory history;

  CustomerPages(CabinetServices services) {
    this.services = services;
    this.customers = new Customers(services.clock());
    this.addresses = new DepositAddressRows(services.chains());
    this.history = new CustomerHistory(services.chains(), services.clock());
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(PROJECT, "/customers", Permission.VIEW, this::list),
        CabinetRoute.page(PROJECT, "/customers/{customer}", Permission.VIEW, this::show));
  }

  private Reply list(CabinetRequest request) {
    var clientId = request.query("q", Customers.MAX_CLIENT_ID).orElse("");
    var found = services.db().tx(tx -> found(tx, request, clientId));
    return Reply.html(
        "customers", Map.of("page", Paging.of(found, Customer::publicId), "wanted", clientId));
  }

  private List<Customer> found(Tx tx, CabinetRequest request, String clientId) {
    long project = request.requireProject().id();
    if (!clientId.isEmpty()) {
      return Stream.concat(
              customers.find(tx, project, clientId).stream(),
              customers.withEmail(tx, project, clientId, Paging.ROWS).stream())
          .distinct()
          .limit(Paging.ROWS)
          .toList();
    }
    var before = Paging.before(request).filter(id -> customers.find(tx, project, id).isPresent());
    return customers.list(tx, project, before, Paging.ROWS + 1);
  }

  private Reply show(CabinetRequest request) {
    long project = request.requireProject().id();
    return services
        .db()
        .tx(
            tx -> {
              var customer =
                  Paging.id(Optional.of(request.ctx().pathParam("customer")))
                      .flatMap(id -> customers.find(tx, project, id))
                      .orElseThrow(Cabinet::missing);
              var rows =
                  addresses
                      .ofCustomers(
                          tx, project, Optional.of(customer), Filter.all(false), true, ADDRESSES, 0)
                      .stream()
                      .map(row -> CustomerAddressRow.of(row, services.chains()))
                      .toList();
              return Reply.html(
                  "customer",
                  Map.of(
                      "customer",
                      customer,
                      "addresses",
                      rows,
                      "invoices",
                      history.invoices(tx, customer.id()).stream().map(InvoiceRow::of).toList(),
                      "payments",
                      history.payments(tx, customer.id()).stream().map(PaymentRow::of).toList()));
            });
  }
}
