package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Rejection;
import coffer.core.listing.InvoicesByCursor;
import coffer.core.listing.InvoicesByCursor.PaymentFilter;
import coffer.core.user.Audit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Payments, and those that match no invoice.
final class PaymentPages {
  private final CabinetServices services;
  private final InvoicesByCursor lists;
  private final Audit audit = new Audit();

  PaymentPages(CabinetServices services) {
    this.services = services;
    this.lists = new InvoicesByCursor(services.chains(), services.clock());
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(PROJECT, "/payments", Permission.VIEW, this::list),
        CabinetRoute.act(PROJECT, "/payments/{payment}/apply", Permission.SUPPORT, this::apply));
  }

  private Reply list(CabinetRequest request) {
    boolean unmatched = request.query("show", 20).equals(Optional.of("unmatched"));
    var filter =
        new PaymentFilter(
            unmatched ? Optional.of(true) : Optional.empty(), Optional.empty(), Optional.empty());
    var found =
        services
            .db()
            .tx(
                tx ->
                    lists.payments(
                        tx,
                        request.requireProject().id(),
                        filter,
                        Paging.before(request),
                        Paging.ROWS + 1));
    var rows = found.stream().map(PaymentRow::of).toList();
    return Reply.html(
        "payments",
        Map.of(
            "page", Paging.of(rows, PaymentRow::id),
            "unmatched", unmatched,
            "problem", request.query("problem", 20).orElse("")));
  }

  /// Moves an unmatched payment to an invoice of the project.
  private Reply apply(CabinetRequest request) {
    var payment = Paging.id(Optional.of(request.ctx().pathParam("payment")));
    var invoice = Paging.id(request.form().field("invoice").map(String::strip));
    var list = request.projectPath() + "/payments?show=unmatched";
    if (payment.isEmpty()) throw Cabinet.missing();
    if (invoice.isEmpty()) return Reply.redirect(list + "&problem=invoice", "");
    try {
      services
          .db()
          .run(
              tx -> {
                services
                    .orphans()
                    .apply(tx, request.requireProject(), payment.get(), invoice.get());
                record(tx, request, payment.get(), invoice.get());
              });
    } catch (Rejection.Refused e) {
      var known = e.rejection() instanceof Rejection.NotFound ? "invoice" : "refused";
      return Reply.redirect(list + "&problem=" + known, "");
    }
    return Reply.redirect(request.projectPath() + "/invoices/" + invoice.get(), "applied");
  }

  private void record(coffer.db.Tx tx, CabinetRequest request, UUID payment, UUID invoice) {
    var act =
        new Audit.Act(
            "payment.apply", payment.toString(), Map.of(), Map.of("invoice", invoice.toString()));
    audit.add(tx, request.actor(), request.place(), act, services.clock().instant());
  }
}
