package coffer.core.user;

import coffer.db.Args;
import coffer.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Links that the operator makes. With one, a person chooses a password and signs in: the first
/// time, or when they forgot their password. A link works once, and a new one replaces the former.
public final class SignInLinks {
  public static final Duration LIFETIME = Duration.ofDays(3);

  public AccessToken create(Tx tx, long userId, Instant now) {
    var token = AccessToken.create();
    tx.update(
        "UPDATE sign_in_link SET used_at = ? WHERE user_id = ? AND used_at IS NULL", now, userId);
    tx.update(
        """
        INSERT INTO sign_in_link (user_id, token_hash, created_at, expires_at)
        VALUES (:user, :hash, :now, :expires)
        """,
        Args.of("user", userId)
            .with("hash", token.hash())
            .with("now", now)
            .with("expires", now.plus(LIFETIME)));
    return token;
  }

  /// The person whose link it is, by row id; empty if it is unknown, used or expired.
  public Optional<Long> owner(Tx tx, AccessToken token, Instant now) {
    return tx.one(
        "SELECT user_id FROM sign_in_link WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?",
        row -> row.number("user_id"),
        token.hash(),
        now);
  }

  /// Uses a link up. Of two requests with one link, only one gets the person.
  public Optional<Long> use(Tx tx, AccessToken token, Instant now) {
    return tx.one(
        """
        UPDATE sign_in_link SET used_at = ? WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?
        RETURNING user_id
        """,
        row -> row.number("user_id"),
        now,
        token.hash(),
        now);
  }

  public void sweep(Tx tx, Instant now) {
    tx.update("DELETE FROM sign_in_link WHERE expires_at < ?", now.minus(LIFETIME));
  }
}
