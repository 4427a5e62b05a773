package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Rejection;
import coffer.core.link.InvoicesOfLinks;
import coffer.core.link.PaymentLink;
import coffer.core.link.PaymentLink.Terms;
import coffer.core.link.PaymentLinkStore;
import coffer.core.user.Audit;
import coffer.db.Tx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Payment links: the list, one link with its invoices and its button, and the form.
final class PaymentLinkPages {
  private static final String LIST = "/payment-links";
  private static final String ONE = LIST + "/{link}";

  private final CabinetServices services;
  private final PaymentLinkStore links;
  private final InvoicesOfLinks invoices;
  private final AssetChoices assets;
  private final Audit audit = new Audit();

  PaymentLinkPages(CabinetServices services) {
    this.services = services;
    this.links = new PaymentLinkStore(services.chains(), services.clock());
    this.invoices = new InvoicesOfLinks(services.invoices());
    this.assets = new AssetChoices(services);
  }

  List<CabinetRoute> routes() {
    var support = Permission.SUPPORT;
    return List.of(
        CabinetRoute.page(PROJECT, LIST, Permission.VIEW, this::list),
        CabinetRoute.page(PROJECT, LIST + "/new", support, this::showNew),
        CabinetRoute.act(PROJECT, LIST + "/new", support, this::create),
        CabinetRoute.page(PROJECT, ONE, Permission.VIEW, this::show),
        CabinetRoute.page(PROJECT, ONE + "/edit", support, this::showEdit),
        CabinetRoute.act(PROJECT, ONE + "/edit", support, this::edit),
        CabinetRoute.act(PROJECT, ONE + "/disable", support, request -> activate(request, false)),
        CabinetRoute.act(PROJECT, ONE + "/enable", support, request -> activate(request, true)));
  }

  private Reply list(CabinetRequest request) {
    long project = request.requireProject().id();
    var found =
        services
            .db()
            .tx(
                tx -> {
                  var before =
                      Paging.before(request)
                          .flatMap(id -> links.find(tx, project, id))
                          .map(PaymentLink::id);
                  return links.list(tx, project, before, Paging.ROWS + 1);
                });
    var rows = found.stream().map(this::row).toList();
    return Reply.html("payment-links", Map.of("page", Paging.of(rows, PaymentLinkRow::id)));
  }

  private PaymentLinkRow row(PaymentLink link) {
    return PaymentLinkRow.of(link, services.publicUrl().toString(), services.clock().instant());
  }

  private Reply show(CabinetRequest request) {
    return services
        .db()
        .tx(
            tx -> {
              var link = find(tx, request);
              var before = Paging.before(request).flatMap(id -> invoices.find(tx, link, id));
              var rows =
                  invoices.list(tx, link, before, Paging.ROWS + 1).stream()
                      .map(InvoiceRow::of)
                      .toList();
              return Reply.html(
                  "payment-link",
                  Map.of(
                      "link", link,
                      "row", row(link),
                      "page", Paging.of(rows, InvoiceRow::id)));
            });
  }

  private PaymentLink find(Tx tx, CabinetRequest request) {
    return Paging.id(Optional.of(request.ctx().pathParam("link")))
        .flatMap(id -> links.find(tx, request.requireProject().id(), id))
        .orElseThrow(Cabinet::missing);
  }

  private Reply showNew(CabinetRequest request) {
    return form(request, 200, Optional.empty(), TypedLink.empty(), "");
  }

  private Reply showEdit(CabinetRequest request) {
    var link = services.db().tx(tx -> find(tx, request));
    return form(request, 200, Optional.of(link), TypedLink.of(link.terms()), "");
  }

  private Reply form(
      CabinetRequest request,
      int status,
      Optional<PaymentLink> link,
      TypedLink typed,
      String problem) {
    var title = link.isPresent() ? "title.payment-link-edit" : "title.payment-link-new";
    return new Reply.Html(
        status,
        "payment-link-form",
        title,
        Map.of(
            "link", link,
            "typed", typed,
            "assets", assets.offered(request.requireProject()),
            "problem", problem));
  }

  private Reply create(CabinetRequest request) {
    var typed = TypedLink.of(request.form());
    try {
      var made =
          services
              .db()
              .tx(
                  tx -> {
                    var terms = typed.terms(Optional.empty());
                    var link = links.add(tx, request.requireProject(), terms);
                    record(tx, request, "payment_link.create", link, Map.of(), values(link));
                    return link;
                  });
      return Reply.redirect(page(request, made), "link_made");
    } catch (Rejection.Refused e) {
      return form(request, 422, Optional.empty(), typed, problem(e));
    }
  }

  private Reply edit(CabinetRequest request) {
    var link = services.db().tx(tx -> find(tx, request));
    var typed = TypedLink.of(request.form());
    try {
      change(request, PaymentLink::active, now -> typed.terms(Optional.of(now.terms())));
    } catch (Rejection.Refused e) {
      return form(request, 422, Optional.of(link), typed, problem(e));
    }
    return Reply.redirect(page(request, link), "link_changed");
  }

  private Reply activate(CabinetRequest request, boolean active) {
    var link = change(request, _ -> active, PaymentLink::terms);
    return Reply.redirect(page(request, link), active ? "link_enabled" : "link_disabled");
  }

  private PaymentLink change(
      CabinetRequest request, Predicate<PaymentLink> active, Function<PaymentLink, Terms> terms) {
    var project = request.requireProject();
    return services
        .db()
        .tx(
            tx -> {
              var before =
                  links
                      .lock(tx, project.id(), find(tx, request).publicId())
                      .orElseThrow(Cabinet::missing);
              var after =
                  links.change(tx, project, before, terms.apply(before), active.test(before));
              record(
                  tx,
                  request,
                  "payment_link.change",
                  after,
                  changed(before, after),
                  changed(after, before));
              return after;
            });
  }

  private void record(
      Tx tx,
      CabinetRequest request,
      String act,
      PaymentLink link,
      Map<String, Object> before,
      Map<String, Object> after) {
    audit.add(
        tx,
        request.actor(),
        request.place(),
        new Audit.Act(act, link.publicId().toString(), before, after),
        services.clock().instant());
  }

  /// The values that the other state of the link does not have.
  private static Map<String, Object> changed(PaymentLink one, PaymentLink other) {
    var all = values(one);
    all.entrySet().removeAll(values(other).entrySet());
    return all;
  }

  private static Map<String, Object> values(PaymentLink link) {
    var typed = TypedLink.of(link.terms());
    var all = new LinkedHashMap<String, Object>();
    all.put("active", link.active());
    all.put("title", typed.title());
    all.put("description", typed.description());
    all.put("submit_type", typed.submit());
    all.put("currency", typed.currency());
    all.put("amount", typed.amount());
    all.put("min_amount", typed.min());
    all.put("max_amount", typed.max());
    all.put("suggested_amounts", typed.suggested());
    all.put("assets", link.terms().assets());
    all.put("reusable", link.terms().reusable());
    all.put("expires_at", link.terms().expiresAt().map(String::valueOf).orElse(""));
    all.put("invoice_expires_in", link.terms().lifetime().map(it -> it.toSeconds()).orElse(0L));
    all.put("custom_fields", typed.questions().stream().map(TypedLink.Question::label).toList());
    all.put("thanks", typed.thanks());
    all.put("return_url", typed.returnUrl());
    return all;
  }

  private static String page(CabinetRequest request, PaymentLink link) {
    return request.projectPath() + LIST + "/" + link.publicId();
  }

  /// Key of the sentence about the field: `custom_fields.label` of `custom_fields[0].label`.
  private static String problem(Rejection.Refused e) {
    if (e.rejection() instanceof Rejection.InvalidField(var field, _)) {
      return field.text().replaceAll("\\[\\d+]", "");
    }
    throw e;
  }
}
