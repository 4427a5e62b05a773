package coffer.core.user;

import coffer.db.Tx;
import java.time.Duration;
import java.time.Instant;

/// Browsers in which people signed in before.
public final class KnownBrowsers {
  /// A browser is forgotten when its person did not sign in there for this long.
  public static final Duration LIFETIME = Duration.ofDays(180);

  /// The most browsers of a person: a new one replaces the one that was used least recently.
  public static final int MAX_PER_USER = 20;

  public boolean knows(Tx tx, long userId, AccessToken browser) {
    return tx.one(
            "SELECT 1 AS one FROM known_browser WHERE user_id = ? AND token_hash = ?",
            _ -> true,
            userId,
            browser.hash())
        .isPresent();
  }

  public void add(Tx tx, long userId, AccessToken browser, Instant now) {
    tx.update(
        """
        INSERT INTO known_browser (user_id, token_hash, used_at) VALUES (?, ?, ?)
        ON CONFLICT (user_id, token_hash) DO UPDATE SET used_at = excluded.used_at
        """,
        userId,
        browser.hash(),
        now);
    tx.update(
        """
        DELETE FROM known_browser WHERE user_id = ? AND token_hash IN (
          SELECT token_hash FROM known_browser WHERE user_id = ? ORDER BY used_at DESC OFFSET ?)
        """,
        userId,
        userId,
        MAX_PER_USER);
  }

  /// Forgets all browsers of a person, for a person whose password became known to others.
  public void forget(Tx tx, long userId) {
    tx.update("DELETE FROM known_browser WHERE user_id = ?", userId);
  }

  public void sweep(Tx tx, Instant now) {
    tx.update("DELETE FROM known_browser WHERE used_at < ?", now.minus(LIFETIME));
  }
}
