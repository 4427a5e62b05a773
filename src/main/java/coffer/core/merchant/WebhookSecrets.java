package coffer.core.merchant;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Vault;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The secret that signs a project's webhooks. After a rotation, the secret before it signs too for
/// a while, so that receivers change over without losing a webhook.
///
/// Destinations name the first secret of a project for good; a row says which one signs in its
/// place.
public final class WebhookSecrets {
  /// How long the previous secret stays valid unless the command says otherwise.
  public static final Duration DEFAULT_OVERLAP = Duration.ofHours(24);

  /// The longest time for which the previous secret can stay valid.
  public static final Duration MAX_OVERLAP = Duration.ofDays(7);

  static final int SECRET_BYTES = 32;

  private final Vault vault;
  private final SecureRandom random = new SecureRandom();

  public WebhookSecrets(Vault vault) {
    this.vault = vault;
  }

  /// The last rotation of a project's secret.
  ///
  /// @param previousUntil until then the previous secret signs too
  public record Rotation(Instant rotatedAt, Instant previousUntil) {
    public boolean isOver(Instant now) {
      return !now.isBefore(previousUntil);
    }
  }

  /// The secret that signs from now on.
  public byte[] current(Tx tx, Project project) {
    return vault.open(tx, currentId(tx, project));
  }

  /// Empty if the project has its first secret.
  public Optional<Rotation> rotation(Tx tx, Project project) {
    return tx.one(
        "SELECT rotated_at, previous_until FROM webhook_secret_rotation WHERE secret_id = ?",
        WebhookSecrets::rotation,
        project.webhookSecretId());
  }

  /// Makes a new secret. The present one stays valid for the overlap.
  ///
  /// @param overlap 0 to [#MAX_OVERLAP]
  /// @param field of the request that is reported if the last rotation is not over
  /// @throws Rejection.Refused InvalidField, if the previous secret of the last rotation is still
  ///     valid: a third secret would end the one that receivers may have
  public Rotation rotate(Tx tx, Project project, Duration overlap, Field field, Instant now) {
    lock(tx, project);
    if (rotation(tx, project).filter(last -> !last.isOver(now)).isPresent()) {
      var reason = "The secret before the last rotation is still valid. End it first.";
      throw new Rejection.InvalidField(field, reason).asException();
    }
    var secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return tx.only(
        """
        INSERT INTO webhook_secret_rotation (secret_id, previous_id, current_id, rotated_at, previous_until)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (secret_id) DO UPDATE SET previous_id = excluded.previous_id,
          current_id = excluded.current_id, rotated_at = excluded.rotated_at, previous_until = excluded.previous_until
        RETURNING rotated_at, previous_until
        """,
        WebhookSecrets::rotation,
        project.webhookSecretId(),
        currentId(tx, project),
        vault.seal(tx, "webhook", secret, now),
        now,
        now.plus(overlap));
  }

  /// Ends the validity of the previous secret now. Does nothing if it has ended.
  public Optional<Rotation> endPrevious(Tx tx, Project project, Instant now) {
    lock(tx, project);
    tx.update(
        "UPDATE webhook_secret_rotation SET previous_until = ? WHERE secret_id = ? AND previous_until > ?",
        now,
        project.webhookSecretId(),
        now);
    return rotation(tx, project);
  }

  private static void lock(Tx tx, Project project) {
    tx.one(
        "SELECT id FROM project WHERE id = ? FOR NO KEY UPDATE",
        row -> row.number("id"),
        project.id());
  }

  private static long currentId(Tx tx, Project project) {
    return tx.one(
            "SELECT current_id FROM webhook_secret_rotation WHERE secret_id = ?",
            row -> row.number("current_id"),
            project.webhookSecretId())
        .orElse(project.webhookSecretId());
  }

  private static Rotation rotation(Row row) throws SQLException {
    return new Rotation(row.instant("rotated_at"), row.instant("previous_until"));
  }
}
