package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Rejection;
import coffer.core.user.Audit;
import coffer.db.Tx;
import coffer.webhook.Deliveries;
import coffer.webhook.DeliveryView;
import coffer.webhook.NewDestination;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Webhooks: where they go, what was sent, and what was answered.
final class WebhookPages {
  private static final String OWN_DIALECT = "coffer";

  private final CabinetServices services;
  private final Audit audit = new Audit();

  WebhookPages(CabinetServices services) {
    this.services = services;
  }

  List<CabinetRoute> routes() {
    var develop = Permission.DEVELOP;
    return List.of(
        CabinetRoute.page(PROJECT, "/webhooks", develop, this::list),
        CabinetRoute.act(PROJECT, "/webhooks", develop, this::add).whenConfirmed(),
        CabinetRoute.act(PROJECT, "/webhooks/{webhook}/remove", develop, this::remove)
            .whenConfirmed(),
        CabinetRoute.page(PROJECT, "/webhooks/deliveries/{delivery}", develop, this::delivery),
        CabinetRoute.act(
            PROJECT, "/webhooks/deliveries/{delivery}/again", develop, this::redeliver));
  }

  private Reply list(CabinetRequest request) {
    return list(request, 200, "", "");
  }

  /// @param url of the form, after an error
  private Reply list(CabinetRequest request, int status, String url, String problem) {
    var wanted =
        Arrays.stream(DeliveryView.Status.values())
            .filter(it -> request.query("status", 20).equals(Optional.of(text(it))))
            .findFirst();
    var project = request.requireProject().id();
    return services
        .db()
        .tx(
            tx -> {
              var query =
                  new Deliveries.Query(
                      wanted, Optional.empty(), Paging.before(request), Paging.ROWS + 1);
              var found = services.deliveries().list(tx, project, query);
              return new Reply.Html(
                  status,
                  "webhooks",
                  "title.webhooks",
                  Map.of(
                      "destinations",
                      services.deliveries().destinations(tx, project),
                      "page",
                      Paging.of(found, DeliveryView::id),
                      "status",
                      wanted.map(WebhookPages::text).orElse(""),
                      "url",
                      url,
                      "problem",
                      problem));
            });
  }

  private static String text(DeliveryView.Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private Reply add(CabinetRequest request) {
    var url = request.form().field("url").orElse("").strip();
    try {
      services
          .db()
          .run(
              tx -> {
                var command = new NewDestination(url, OWN_DIALECT, List.of());
                var made =
                    services
                        .deliveries()
                        .create(tx, request.requireProject(), command, services.clock().instant());
                record(tx, request, "webhook.create", made.publicId(), Map.of("url", url));
              });
    } catch (Rejection.Refused e) {
      if (e.rejection() instanceof Rejection.InvalidField(var _, var reason)) {
        return list(request, 422, url, reason);
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
