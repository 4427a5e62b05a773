package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.merchant.Project;
import coffer.core.merchant.WebhookSecrets;
import coffer.core.user.Audit;
import coffer.db.Tx;
import coffer.webhook.WebhookSecret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The secret that signs the webhooks of a project: shown, rotated, and the one before it ended.
final class WebhookSecretPages {
  /// How long the previous secret can stay valid, in hours.
  private static final List<Long> HOURS = List.of(24L, 1L, 72L, 168L, 0L);

  private final CabinetServices services;
  private final WebhookSecrets secrets;
  private final Audit audit = new Audit();

  WebhookSecretPages(CabinetServices services) {
    this.services = services;
    this.secrets = services.merchants().webhookSecrets();
  }

  List<CabinetRoute> routes() {
    var develop = Permission.DEVELOP;
    return List.of(
        CabinetRoute.page(PROJECT, "/webhooks/secret", develop, this::page),
        CabinetRoute.act(PROJECT, "/webhooks/secret/show", develop, this::show).whenConfirmed(),
        CabinetRoute.act(PROJECT, "/webhooks/secret/rotate", develop, this::rotate).whenConfirmed(),
        CabinetRoute.act(PROJECT, "/webhooks/secret/end-previous", develop, this::endPrevious)
            .whenConfirmed());
  }

  private Reply page(CabinetRequest request) {
    return services.db().tx(tx -> page(tx, request, 200, Optional.empty(), ""));
  }

  /// @param secret to show, once
  private Reply page(
      Tx tx, CabinetRequest request, int status, Optional<String> secret, String problem) {
    var now = services.clock().instant();
    var rotation = secrets.rotation(tx, request.requireProject());
    return new Reply.Html(
        status,
        "webhook-secret",
        "title.webhook-secret",
        Map.of(
            "secret",
            secret,
            "rotatedAt",
            rotation.map(WebhookSecrets.Rotation::rotatedAt),
            "previousUntil",
            rotation.filter(it -> !it.isOver(now)).map(WebhookSecrets.Rotation::previousUntil),
            "hours",
            HOURS,
            "problem",
            problem));
  }

  private Reply show(CabinetRequest request) {
    return services
        .db()
        .tx(
            tx -> {
              record(tx, request, "webhook.show_secret", Map.of());
              return page(tx, request, 200, Optional.of(current(tx, request)), "");
            });
  }

  private Reply rotate(CabinetRequest request) {
    var typed = request.form().field("overlap").orElse("");
    var hours = HOURS.stream().filter(it -> it.toString().equals(typed)).findFirst();
    if (hours.isEmpty()) {
      return services.db().tx(tx -> page(tx, request, 422, Optional.empty(), "overlap"));
    }
    try {
      return services.db().tx(tx -> rotate(tx, request, hours.get()));
    } catch (Rejection.Refused _) {
      return services.db().tx(tx -> page(tx, request, 422, Optional.empty(), "still_valid"));
    }
  }

  private Reply rotate(Tx tx, CabinetRequest request, long hours) {
    var now = services.clock().instant();
    var project = request.requireProject();
    secrets.rotate(tx, project, Duration.ofHours(hours), new Field.At("overlap"), now);
    record(tx, request, "webhook.rotate_secret", Map.of("overlap_hours", hours));
    return page(tx, request, 200, Optional.of(current(tx, request)), "");
  }

  private Reply endPrevious(CabinetRequest request) {
    services
        .db()
        .run(
            tx -> {
              secrets.endPrevious(tx, request.requireProject(), services.clock().instant());
              record(tx, request, "webhook.end_secret", Map.of());
            });
    return Reply.redirect(request.projectPath() + "/webhooks/secret", "secret_ended");
  }

  private String current(Tx tx, CabinetRequest request) {
    return new WebhookSecret(secrets.current(tx, request.requireProject())).text();
  }

  private void record(Tx tx, CabinetRequest request, String act, Map<String, Object> after) {
    Project project = request.requireProject();
    audit.add(
        tx,
        request.actor(),
        request.place(),
        new Audit.Act(act, project.publicId().toString(), Map.of(), after),
        services.clock().instant());
  }
}
