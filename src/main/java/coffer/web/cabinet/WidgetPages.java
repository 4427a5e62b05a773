package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Rejection;
import coffer.core.user.Audit;
import coffer.core.widget.PaymentWidget;
import coffer.core.widget.PaymentWidgets;
import coffer.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Payment widgets: the list with the HTML of each, and the form for a new one.
final class WidgetPages {
  private static final String LIST = "/widgets";

  private final CabinetServices services;
  private final PaymentWidgets widgets;
  private final AssetChoices assets;
  private final Audit audit = new Audit();

  WidgetPages(CabinetServices services) {
    this.services = services;
    this.widgets = new PaymentWidgets(services.chains(), services.clock());
    this.assets = new AssetChoices(services);
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(PROJECT, LIST, Permission.VIEW, this::list),
        CabinetRoute.act(PROJECT, LIST, Permission.SUPPORT, this::create),
        CabinetRoute.act(PROJECT, LIST + "/{widget}/remove", Permission.SUPPORT, this::remove));
  }

  private Reply list(CabinetRequest request) {
    return list(request, 200, TypedWidget.EMPTY, "");
  }

  private Reply list(CabinetRequest request, int status, TypedWidget typed, String problem) {
    var project = request.requireProject();
    var url = services.publicUrl().toString();
    var rows =
        services
            .db()
            .tx(tx -> widgets.list(tx, project.id(), Optional.empty(), PaymentWidgets.MAX_WIDGETS))
            .stream()
            .map(widget -> WidgetRow.of(widget, url))
            .toList();
    return new Reply.Html(
        status,
        "widgets",
        "title.widgets",
        Map.of(
            "widgets", rows,
            "assets", assets.offered(project),
            "typed", typed,
            "problem", problem));
  }

  private Reply create(CabinetRequest request) {
    var typed = TypedWidget.of(request.form());
    try {
      services.db().run(tx -> create(tx, request, typed));
    } catch (Rejection.Refused e) {
      return list(request, 422, typed, SettingsPages.field(e));
    }
    return Reply.redirect(request.projectPath() + LIST, "widget_made");
  }

  private void create(Tx tx, CabinetRequest request, TypedWidget typed) {
    var made = widgets.add(tx, request.requireProject(), typed.terms());
    Map<String, Object> values =
        Map.of(
            "name", typed.name(),
            "currencies", made.terms().currencies(),
            "amount", typed.amount(),
            "assets", made.terms().assets(),
            "deposit_addresses", typed.depositAddresses());
    record(tx, request, "widget.add", made, Map.of(), values);
  }

  private Reply remove(CabinetRequest request) {
    long project = request.requireProject().id();
    services
        .db()
        .run(
            tx -> {
              var widget = widgets.find(tx, project, id(request)).orElseThrow(Cabinet::missing);
              widgets.remove(tx, project, widget.publicId());
              record(
                  tx,
                  request,
                  "widget.remove",
                  widget,
                  Map.of("name", widget.terms().name()),
                  Map.of());
            });
    return Reply.redirect(request.projectPath() + LIST, "widget_removed");
  }

  private static UUID id(CabinetRequest request) {
    return Paging.id(Optional.of(request.ctx().pathParam("widget"))).orElseThrow(Cabinet::missing);
  }

  private void record(
      Tx tx,
      CabinetRequest request,
      String act,
      PaymentWidget widget,
      Map<String, Object> before,
      Map<String, Object> after) {
    audit.add(
        tx,
        request.actor(),
        request.place(),
        new Audit.Act(act, widget.publicId().toString(), before, after),
        services.clock().instant());
  }
}
