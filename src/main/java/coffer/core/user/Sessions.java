package coffer.core.user;

import coffer.core.PlainText;
import coffer.core.Rejection;
import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Sessions of people. They are rows, so every server knows them, and ending one works at once.
public final class Sessions {
  /// A session ends this long after sign-in.
  public static final Duration MAX_AGE = Duration.ofDays(14);

  /// A session that is not used for this long ends.
  public static final Duration MAX_IDLE = Duration.ofHours(24);

  /// The most open sessions of a person: a new one ends the oldest.
  public static final int MAX_PER_USER = 20;

  /// How long a person has to enter a one-time code after the password.
  public static final Duration MAX_CODE_WAIT = Duration.ofMinutes(10);

  private static final int MAX_AGENT = 300;
  private static final Duration USED_STEP = Duration.ofMinutes(1);

  /// @param client address of the browser
  /// @param agent its `User-Agent`
  public record Browser(String client, String agent) {
    /// What the browser calls itself, as a person's page can show it.
    private String shown() {
      return agent
          .codePoints()
          .filter(c -> PlainText.isLine(Character.toString(c)))
          .limit(MAX_AGENT)
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();
    }
  }

  /// With what a person signed in.
  public enum Proof {
    /// a password, or a link and a new password; with a one-time code if the person uses them
    PASSWORD,
    /// a password, and the one-time code is still missing
    CODE_DUE,
    PASSKEY
  }

  /// A new session with a new token, so that a token from before the sign-in is worth nothing.
  public AccessToken begin(Tx tx, long userId, Browser browser, Proof proof, Instant now) {
    boolean codeDue = proof == Proof.CODE_DUE;
    var token = AccessToken.create();
    tx.update(
        """
        INSERT INTO user_session (public_id, user_id, token_hash, client, agent, created_at, used_at, confirmed_at,
          expires_at, code_due, passkey)
        VALUES (:public_id, :user, :hash, :client, :agent, :now, :now, :now, :expires, :due, :passkey)
        """,
        Args.of("public_id", UUID.randomUUID())
            .with("user", userId)
            .with("hash", token.hash())
            .with("client", browser.client())
            .with("agent", browser.shown())
            .with("now", now)
            .with("due", codeDue)
            .with("passkey", proof == Proof.PASSKEY)
            .with("expires", now.plus(codeDue ? MAX_CODE_WAIT : MAX_AGE)));
    tx.update(
        """
        UPDATE user_session SET ended_at = ? WHERE ended_at IS NULL AND id IN (
          SELECT id FROM user_session WHERE user_id = ? AND ended_at IS NULL ORDER BY id DESC OFFSET ?)
        """,
        now,
        userId,
        MAX_PER_USER);
    return token;
  }

  /// The open session of a token. Records that it was used.
  public Optional<Session> find(Tx tx, AccessToken token, Instant now) {
    var found =
        tx.one(
            """
            SELECT * FROM user_session
            WHERE token_hash = ? AND ended_at IS NULL AND expires_at > ? AND used_at > ?
            """,
            Sessions::session,
            token.hash(),
            now,
            now.minus(MAX_IDLE));
    found
        .filter(session -> session.usedAt().plus(USED_STEP).isBefore(now))
        .ifPresent(
            session ->
                tx.update("UPDATE user_session SET used_at = ? WHERE id = ?", now, session.id()));
    return found;
  }

  /// The open sessions of a person, newest first.
  public List<Session> list(Tx tx, long userId, Instant now) {
    return tx.list(
        """
        SELECT * FROM user_session
        WHERE user_id = ? AND NOT code_due AND ended_at IS NULL AND expires_at > ? AND used_at > ? ORDER BY id DESC
        """,
        Sessions::session,
        userId,
        now,
        now.minus(MAX_IDLE));
  }

  /// Records that the person proved again who they are.
  public void confirm(Tx tx, Session session, Instant now) {
    tx.update("UPDATE user_session SET confirmed_at = ? WHERE id = ?", now, session.id());
  }

  /// @throws Rejection.Refused NotFound, if the person has no such session
  public void end(Tx tx, long userId, UUID publicId, Instant now) {
    int ended =
        tx.update(
            "UPDATE user_session SET ended_at = coalesce(ended_at, ?) WHERE user_id = ? AND public_id = ?",
            now,
            userId,
            publicId);
    if (ended == 0) throw new Rejection.NotFound("session", publicId.toString()).asException();
  }

  /// Ends all sessions of a person, except one.
  ///
  /// @param kept row id; empty = end all
  public void endAll(Tx tx, long userId, Optional<Long> kept, Instant now) {
    tx.update(
        "UPDATE user_session SET ended_at = ? WHERE user_id = ? AND ended_at IS NULL AND id <> ?",
        now,
        userId,
        kept.orElse(0L));
  }

  /// Removes sessions that ended, and those that expired.
  public void sweep(Tx tx, Instant now) {
    var old = now.minus(MAX_AGE);
    tx.update("DELETE FROM user_session WHERE ended_at < ? OR expires_at < ?", old, old);
  }

  private static Session session(Row row) throws SQLException {
    return new Session(
        row.number("id"),
        row.uuid("public_id"),
        row.number("user_id"),
        row.bool("code_due"),
        row.bool("passkey"),
        row.text("client"),
        row.text("agent"),
        row.instant("created_at"),
        row.instant("used_at"),
        row.instant("confirmed_at"),
        row.instant("expires_at"));
  }
}
