package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.user.Audit;
import coffer.db.Tx;
import coffer.web.cabinet.CabinetServices.KeyKind;
import coffer.webhook.NewDestination;
import coffer.webhook.Redeliveries;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Webhooks: where they go, whether they arrive, what was sent, and what was answered.
final class WebhookPages {
  private static final int REDELIVERIES = 3;

  private final CabinetServices services;
  private final Redeliveries redeliveries;
  private final Audit audit = new Audit();

  WebhookPages(CabinetServices services) {
    this.services = services;
    this.redeliveries = new Redeliveries(services.deliveries());
  }

  List<CabinetRoute> routes() {
    var develop = Permission.DEVELOP;
    return List.of(
        CabinetRoute.page(PROJECT, "/webhooks", develop, this::list),
        CabinetRoute.act(PROJECT, "/webhooks", develop, this::add).whenConfirmed(),
        CabinetRoute.act(PROJECT, "/webhooks/{webhook}/remove", develop, this::remove)
            .whenConfirmed(),
        CabinetRoute.act(PROJECT, "/webhooks/{webhook}/test", develop, this::test),
        CabinetRoute.page(PROJECT, "/webhooks/deliveries/{delivery}", develop, this::delivery),
        CabinetRoute.act(
            PROJECT, "/webhooks/deliveries/{delivery}/again", develop, this::redeliver),
        CabinetRoute.act(PROJECT, "/webhooks/again", develop, this::redeliverMany));
  }

  private Reply list(CabinetRequest request) {
    return list(request, 200, TypedWebhook.NONE, "");
  }

  /// @param typed in the form, after an error
  private Reply list(CabinetRequest request, int status, TypedWebhook typed, String problem) {
    var filter = DeliveryFilter.read(request::query);
    var project = request.requireProject().id();
    return services
        .db()
        .tx(
            tx -> {
              var page =
                  services.deliveries().page(tx, project, filter.query(Paging.before(request)));
              var values = new HashMap<String, Object>();
              values.put("destinations", services.deliveries().watched(tx, project));
              values.put("deliveries", services.deliveries());
              values.put("redeliveries", redeliveries.latest(tx, project, REDELIVERIES));
              values.put("page", new Paging<>(page.rows(), page.next()));
              values.put("filter", filter);
              values.put("dialects", dialects(request));
              values.put("typed", typed);
              values.put("problem", problem);
              return new Reply.Html(status, "webhooks", "title.webhooks", values);
            });
  }

  /// Names and titles of the APIs.
  private Map<String, String> dialects(CabinetRequest request) {
    var titles = new LinkedHashMap<String, String>();
    for (KeyKind kind : services.keyKinds().apply(request.requireProject().mode())) {
      titles.putIfAbsent(kind.dialect(), kind.title());
    }
    return titles;
  }

  private Reply add(CabinetRequest request) {
    var typed = TypedWebhook.read(request.form());
    if (!dialects(request).containsKey(typed.dialect())) {
      return list(request, 422, typed, "dialect");
    }
    var types = typed.typeList();
    if (types.size() > NewDestination.MAX_TYPES) return list(request, 422, typed, "types");
    try {
      services
          .db()
          .run(
              tx -> {
                var command = new NewDestination(typed.url(), typed.dialect(), types);
                var made =
                    services
                        .deliveries()
                        .create(tx, request.requireProject(), command, services.clock().instant());
                var after =
                    Map.<String, Object>of(
                        "url", typed.url(), "dialect", typed.dialect(), "types", types);
                record(tx, request, "webhook.create", made.publicId(), after);
              });
    } catch (Rejection.Refused e) {
      if (e.rejection() instanceof Rejection.InvalidField(var field, var reason)) {
        return list(request, 422, typed, field instanceof Field.Item ? "types" : reason);
      }
      throw e;
    }
    return Reply.redirect(request.projectPath() + "/webhooks", "webhook_added");
  }

  private Reply remove(CabinetRequest request) {
    var id = id(request, "webhook");
    services
        .db()
        .run(
            tx -> {
              services.deliveries().delete(tx, request.requireProject().id(), id);
              record(tx, request, "webhook.remove", id, Map.of());
            });
    return Reply.redirect(request.projectPath() + "/webhooks", "webhook_removed");
  }

  private Reply test(CabinetRequest request) {
    var id = id(request, "webhook");
    var webhooks = request.projectPath() + "/webhooks";
    try {
      var sent =
          services
              .db()
              .tx(
                  tx -> {
                    var now = services.clock().instant();
                    var project = request.requireProject();
                    var field = new Field.At("webhook");
                    var made = services.deliveries().test(tx, project, id, field, now);
                    record(tx, request, "webhook.test", id, Map.of());
                    return made;
                  });
      return Reply.redirect(webhooks + "/deliveries/" + sent.id(), "test_sent");
    } catch (Rejection.Refused e) {
      if (e.rejection() instanceof Rejection.NotFound) throw Cabinet.missing();
      return Reply.redirect(webhooks, "no_test");
    }
  }

  private Reply delivery(CabinetRequest request) {
    var found =
        services
            .db()
            .tx(
                tx ->
                    services
                        .deliveries()
                        .find(tx, request.requireProject().id(), id(request, "delivery")))
            .orElseThrow(Cabinet::missing);
    return Reply.html(
        "delivery", Map.of("delivery", found.delivery(), "attempts", found.attempts()));
  }

  private Reply redeliver(CabinetRequest request) {
    var id = id(request, "delivery");
    services
        .db()
        .run(
            tx -> {
              var now = services.clock().instant();
              services.deliveries().redeliver(tx, request.requireProject().id(), id, now);
              record(tx, request, "delivery.repeat", id, Map.of());
            });
    return Reply.redirect(
        request.projectPath() + "/webhooks/deliveries/" + id, "delivery_repeated");
  }

  /// The deliveries that are ticked, or all that match the filter of the page.
  private Reply redeliverMany(CabinetRequest request) {
    var form = request.form();
    var filter =
        DeliveryFilter.read((name, most) -> form.field(name).filter(text -> text.length() <= most));
    var query = filter.query();
    var page = request.projectPath() + "/webhooks" + (query.isEmpty() ? "" : "?" + query);
    var chosen =
        form.named("delivery.").stream()
            .flatMap(text -> Paging.id(Optional.of(text)).stream())
            .toList();
    boolean all = form.field("all").isPresent();
    if (all ? filter.redelivery().isEmpty() : chosen.isEmpty()) {
      return Reply.redirect(page, "nothing_chosen");
    }
    try {
      services
          .db()
          .run(
              tx -> {
                var now = services.clock().instant();
                var project = request.requireProject();
                var made =
                    all
                        ? redeliveries.start(
                            tx,
                            project,
                            filter.redelivery().orElseThrow(),
                            new Field.At("status"),
                            now)
                        : redeliveries.choose(tx, project, chosen, now);
                var after = new HashMap<String, Object>(all ? filter.fields() : Map.of());
                if (!all) after.put("chosen", made.redelivered());
                record(tx, request, "delivery.repeat_many", made.publicId(), after);
              });
    } catch (Rejection.Refused e) {
      return Reply.redirect(
          page, e.rejection() instanceof Rejection.NotFound ? "webhook_gone" : "still_running");
    }
    return Reply.redirect(page, "deliveries_repeated");
  }

  private static UUID id(CabinetRequest request, String name) {
    return Paging.id(Optional.of(request.ctx().pathParam(name))).orElseThrow(Cabinet::missing);
  }

  private void record(
      Tx tx, CabinetRequest request, String act, UUID object, Map<String, Object> after) {
    audit.add(
        tx,
        request.actor(),
        request.place(),
        new Audit.Act(act, object.toString(), Map.of(), after),
        services.clock().instant());
  }
}
