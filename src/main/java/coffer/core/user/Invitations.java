package coffer.core.user;

import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Invitations to organizations: links that work once.
///
/// A link lets its reader into one organization and no further. It never sets the password of an
/// account that exists: somebody else may have invited the same person to another organization.
public final class Invitations {
  public static final Duration LIFETIME = Duration.ofDays(3);

  /// The most open invitations of an organization: a new one ends the oldest.
  public static final int MAX_OPEN = 100;

  /// A new invitation replaces an open one of the same person.
  ///
  /// @param invitedBy row id of the person who invites
  public AccessToken create(
      Tx tx, long organizationId, String email, Role role, long invitedBy, Instant now) {
    var token = AccessToken.create();
    tx.update(
        """
        UPDATE invitation SET ended_at = ?
        WHERE organization_id = ? AND lower(email) = lower(?) AND ended_at IS NULL
        """,
        now,
        organizationId,
        email);
    tx.update(
        """
        INSERT INTO invitation (public_id, organization_id, email, role, invited_by, token_hash, created_at, expires_at)
        VALUES (:public_id, :organization, :email, :role, :by, :hash, :now, :expires)
        """,
        Args.of("public_id", UUID.randomUUID())
            .with("organization", organizationId)
            .with("email", email)
            .with("role", role.text())
            .with("by", invitedBy)
            .with("hash", token.hash())
            .with("now", now)
            .with("expires", now.plus(LIFETIME)));
    tx.update(
        """
        UPDATE invitation SET ended_at = ? WHERE ended_at IS NULL AND id IN (
          SELECT id FROM invitation WHERE organization_id = ? AND ended_at IS NULL ORDER BY id DESC OFFSET ?)
        """,
        now,
        organizationId,
        MAX_OPEN);
    return token;
  }

  /// @return empty if the link is unknown, used, withdrawn or expired
  public Optional<Invitation> find(Tx tx, AccessToken token, Instant now) {
    return tx.one(
        "SELECT * FROM invitation WHERE token_hash = ? AND ended_at IS NULL AND expires_at > ?",
        Invitations::invitation,
        token.hash(),
        now);
  }

  /// Uses a link up. Of two requests with one link, only one gets the invitation.
  public Optional<Invitation> use(Tx tx, AccessToken token, Instant now) {
    return tx.one(
        """
        UPDATE invitation SET ended_at = ? WHERE token_hash = ? AND ended_at IS NULL AND expires_at > ?
        RETURNING *
        """,
        Invitations::invitation,
        now,
        token.hash(),
        now);
  }

  /// The open invitations of an organization, newest first.
  public List<Invitation> open(Tx tx, long organizationId, Instant now) {
    return tx.list(
        """
        SELECT * FROM invitation WHERE organization_id = ? AND ended_at IS NULL AND expires_at > ?
        ORDER BY id DESC
        """,
        Invitations::invitation,
        organizationId,
        now);
  }

  /// @return empty if the organization has no such open invitation
  public Optional<Invitation> withdraw(Tx tx, long organizationId, UUID publicId, Instant now) {
    return tx.one(
        """
        UPDATE invitation SET ended_at = ? WHERE organization_id = ? AND public_id = ? AND ended_at IS NULL
        RETURNING *
        """,
        Invitations::invitation,
        now,
        organizationId,
        publicId);
  }

  public void sweep(Tx tx, Instant now) {
    tx.update("DELETE FROM invitation WHERE expires_at < ?", now.minus(LIFETIME));
  }

  private static Invitation invitation(Row row) throws SQLException {
    return new Invitation(
        row.uuid("public_id"),
        row.number("organization_id"),
        row.text("email"),
        row.name("role", Role.class),
        row.instant("expires_at"));
  }
}
