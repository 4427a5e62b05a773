package coffer.api.coffer;

import coffer.api.ApiHandler.Command;
import coffer.api.ApiServices;
import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.merchant.WebhookSecrets;
import coffer.db.Tx;
import coffer.webhook.WebhookSecret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The routes `/webhook-secret`: the secret that signs the webhooks of the project.
final class WebhookSecretRoutes {
  private static final String OVERLAP = "overlap_seconds";

  private final WebhookSecrets secrets;
  private final InstantSource clock;

  WebhookSecretRoutes(ApiServices services) {
    this.secrets = services.merchants().webhookSecrets();
    this.clock = services.clock();
  }

  /// @param secret the one that signs from now on
  /// @param rotatedAt null if the project has its first secret
  /// @param previousUntil until then the previous secret signs too; null if none does
  record WebhookSecretWire(
      String secret, Optional<Instant> rotatedAt, Optional<Instant> previousUntil) {
    /// Without the secret.
    @Override
    public String toString() {
      return "webhook secret";
    }
  }

  Object get(Tx tx, CofferCall call) {
    var rotation = secrets.rotation(tx, call.project());
    return new WebhookSecretWire(
        new WebhookSecret(secrets.current(tx, call.project())).text(),
        rotation.map(WebhookSecrets.Rotation::rotatedAt),
        rotation
            .filter(it -> !it.isOver(clock.instant()))
            .map(WebhookSecrets.Rotation::previousUntil));
  }

  Command rotate(CofferCall call, BodyFields body) {
    var overlap =
        body.whole(OVERLAP, 0, WebhookSecrets.MAX_OVERLAP.toSeconds())
            .map(Duration::ofSeconds)
            .orElse(WebhookSecrets.DEFAULT_OVERLAP);
    return Command.on(
        "webhook_secret",
        tx -> {
          var field = new Field.At(OVERLAP);
          secrets.rotate(tx, call.project(), overlap, field, clock.instant());
          return get(tx, call);
        },
        tx -> get(tx, call));
  }

  Command endPrevious(CofferCall call, BodyFields body) {
    return Command.on(
        "webhook_secret",
        tx -> {
          secrets.endPrevious(tx, call.project(), clock.instant());
          return get(tx, call);
        },
        tx -> get(tx, call));
  }
}
