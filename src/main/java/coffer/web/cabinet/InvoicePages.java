package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.PlainText;
import coffer.core.Rejection;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Mark;
import coffer.core.link.InvoicesOfLinks;
import coffer.core.link.PaymentLink;
import coffer.core.link.PaymentLinkStore;
import coffer.core.listing.InvoiceSearch;
import coffer.core.listing.InvoicesByCursor;
import coffer.core.user.Audit;
import coffer.db.Tx;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Invoices: the list, one invoice, and the acts that its status allows.
final class InvoicePages {
  private static final int MAX_REASON = 500;

  private final CabinetServices services;
  private final InvoicesByCursor lists;
  private final InvoiceSearch search;
  private final InvoiceForm form;
  private final InvoiceHistory history;
  private final Audit audit = new Audit();

  InvoicePages(CabinetServices services) {
    this.services = services;
    this.lists = new InvoicesByCursor(services.chains(), services.clock());
    this.search = new InvoiceSearch(services.chains(), services.clock());
    this.form = new InvoiceForm(services);
    this.history = new InvoiceHistory(services);
  }

  List<CabinetRoute> routes() {
    var view = Permission.VIEW;
    var support = Permission.SUPPORT;
    return List.of(
        CabinetRoute.page(PROJECT, "/invoices", view, this::list),
        CabinetRoute.page(PROJECT, "/invoices.csv", view, this::export),
        CabinetRoute.page(PROJECT, "/invoices/new", support, form::show),
        CabinetRoute.act(PROJECT, "/invoices/new", support, form::create),
        CabinetRoute.page(PROJECT, "/invoices/{invoice}", view, this::show),
        CabinetRoute.act(PROJECT, "/invoices/{invoice}/mark", support, this::mark),
        CabinetRoute.act(PROJECT, "/invoices/{invoice}/unmark", support, this::unmark));
  }

  private Reply list(CabinetRequest request) {
    var wanted = InvoiceFilter.of(request);
    var project = request.requireProject();
    var found =
        services
            .db()
            .tx(
                tx ->
                    wanted.text().isEmpty()
                        ? lists.invoices(
                            tx,
                            project.id(),
                            wanted.filter(),
                            Paging.before(request),
                            Paging.ROWS + 1)
                        : search.find(tx, project, wanted.text()).stream()
                            .filter(wanted::has)
                            .toList());
    var rows = found.stream().map(InvoiceRow::of).toList();
    return Reply.html(
        "invoices", Map.of("page", Paging.of(rows, InvoiceRow::id), "wanted", wanted));
  }

  private Reply export(CabinetRequest request) {
    return new Reply.Download(
        "invoices.csv",
        out ->
            new InvoiceCsv(services.db(), lists)
                .write(request.requireProject().id(), InvoiceFilter.of(request).filter(), out));
  }

  private Reply show(CabinetRequest request) {
    return services
        .db()
        .tx(
            tx -> {
              var id = find(tx, request);
              var invoice = services.invoices().view(tx, id);
              return Reply.html(
                  "invoice",
                  Map.of(
                      "invoice", invoice,
                      "row", InvoiceRow.of(invoice),
                      "payments", payments(invoice),
                      "marks", marks(invoice),
                      "history", history.of(tx, request, id, invoice),
                      "link", services.publicUrl() + "/pay/" + invoice.id(),
                      "made_by", madeBy(tx, request, id)));
            });
  }

  /// Keys of the marks that the status allows.
  private static List<String> marks(InvoiceView invoice) {
    var next = invoice.standing().status().next();
    return Arrays.stream(Mark.Kind.values())
        .filter(kind -> next.contains(kind.status()))
        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /// The payment link that made the invoice, if one did.
  private Optional<PaymentLink> madeBy(Tx tx, CabinetRequest request, long id) {
    return new InvoicesOfLinks(services.invoices())
        .linkOf(tx, id)
        .flatMap(
            link ->
                new PaymentLinkStore(services.chains(), services.clock())
                    .find(tx, request.requireProject().id(), link));
  }

  private static List<PaymentRow> payments(InvoiceView invoice) {
    return invoice.payments().stream()
        .map(payment -> PaymentRow.of(payment, Optional.of(invoice.id())))
        .toList();
  }

  private long find(Tx tx, CabinetRequest request) {
    return id(request)
        .flatMap(id -> services.invoices().find(tx, request.requireProject().id(), id))
        .orElseThrow(Cabinet::missing);
  }

  private static Optional<UUID> id(CabinetRequest request) {
    return Paging.id(Optional.of(request.ctx().pathParam("invoice")));
  }

  private Reply mark(CabinetRequest request) {
    var form = request.form();
    var kind =
        Arrays.stream(Mark.Kind.values())
            .filter(
                it -> form.field("kind").equals(Optional.of(it.name().toLowerCase(Locale.ROOT))))
            .findFirst()
            .orElseThrow(Cabinet::missing);
    var reason = form.field("reason").orElse("").strip();
    if (reason.length() > MAX_REASON || !PlainText.isLine(reason)) {
      return Reply.redirect(page(request), "reason");
    }
    var by = "user:" + request.user().publicId();
    return change(
        request,
        "invoice.mark",
        Map.of("mark", kind.name().toLowerCase(Locale.ROOT), "reason", reason),
        (tx, id) ->
            services
                .invoices()
                .mark(tx, id, new Mark(kind, by, reason, services.clock().instant())));
  }

  private Reply unmark(CabinetRequest request) {
    return change(
        request, "invoice.unmark", Map.of(), (tx, id) -> services.invoices().unmark(tx, id));
  }

  private static String page(CabinetRequest request) {
    return request.projectPath() + "/invoices/" + id(request).orElseThrow(Cabinet::missing);
  }

  private interface Change {
    InvoiceView apply(Tx tx, long id);
  }

  private Reply change(
      CabinetRequest request, String act, Map<String, Object> after, Change change) {
    var page = page(request);
    try {
      services
          .db()
          .run(
              tx -> {
                var id = find(tx, request);
                var before = services.invoices().view(tx, id).standing().status();
                var changed = change.apply(tx, id);
                audit.add(
                    tx,
                    request.actor(),
                    request.place(),
                    new Audit.Act(
                        act, changed.id().toString(), Map.of("status", before.name()), after),
                    services.clock().instant());
              });
    } catch (Rejection.Refused e) {
      if (e.rejection() instanceof Rejection.InvoiceNotOpen) return Reply.redirect(page, "not_now");
      throw e;
    }
    return Reply.redirect(page, "invoice_changed");
  }
}
