package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Rejection;
import coffer.core.listing.InvoicesByCursor;
import coffer.core.listing.InvoicesByCursor.Paid;
import coffer.core.listing.InvoicesByCursor.PaymentFilter;
import coffer.core.user.Audit;
import coffer.db.Tx;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Payments, and those that match no invoice.
final class PaymentPages {
  private static final int MAX_TXID = 100;

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
        CabinetRoute.page(PROJECT, "/payments.csv", Permission.VIEW, this::export),
        CabinetRoute.act(PROJECT, "/payments/{payment}/apply", Permission.SUPPORT, this::apply));
  }

  private static boolean unmatched(CabinetRequest request) {
    return request.query("show", 20).equals(Optional.of("unmatched"));
  }

  private static PaymentFilter filter(CabinetRequest request) {
    return new PaymentFilter(
        unmatched(request) ? Optional.of(true) : Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private Reply list(CabinetRequest request) {
    var wanted = request.query("q", MAX_TXID);
    var found = services.db().tx(tx -> found(tx, request, wanted));
    var rows = found.stream().map(PaymentRow::of).toList();
    return Reply.html(
        "payments",
        Map.of(
            "page", Paging.of(rows, PaymentRow::id),
            "unmatched", unmatched(request),
            "wanted", wanted.orElse(""),
            "problem", request.query("problem", 20).orElse("")));
  }

  private List<Paid> found(Tx tx, CabinetRequest request, Optional<String> txid) {
    var project = request.requireProject();
    if (txid.isPresent()) {
      return lists.ofTransaction(tx, project, spellings(txid.get()), Paging.ROWS);
    }
    return lists.payments(
        tx, project.id(), filter(request), Paging.before(request), Paging.ROWS + 1);
  }

  /// Chains write the id of a transaction with or without `0x`.
  private static Set<String> spellings(String txid) {
    var digits = txid.toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
    return Set.of(digits, "0x" + digits);
  }

  private Reply export(CabinetRequest request) {
    var project = request.requireProject().id();
    return new Reply.Download(
        "payments.csv",
        out -> new PaymentCsv(services.db(), lists).write(project, filter(request), out));
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

  private void record(Tx tx, CabinetRequest request, UUID payment, UUID invoice) {
    var act =
        new Audit.Act(
            "payment.apply", payment.toString(), Map.of(), Map.of("invoice", invoice.toString()));
    audit.add(tx, request.actor(), request.place(), act, services.clock().instant());
  }
}
