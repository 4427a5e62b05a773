package coffer.core.user;

import coffer.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Limits failed attempts to sign in, on all servers together.
///
/// Attempts are counted per e-mail address and per client block. A browser that signed in as this
/// person before has a count of its own: a stranger who guesses passwords cannot lock the person
/// out of the browser that they use.
public final class SignInLimits {
  public static final Duration WINDOW = Duration.ofMinutes(15);
  public static final int MAX_PER_EMAIL = 10;
  public static final int MAX_PER_CLIENT = 50;

  /// Where an attempt comes from.
  ///
  /// @param clientBlock the client's address or network
  /// @param knownBrowser the secret of a browser in which this person signed in before; empty = any
  ///     other browser
  public record Attempt(String email, String clientBlock, Optional<String> knownBrowser) {
    private byte[] person() {
      var address = email.strip().toLowerCase(Locale.ROOT);
      return AccessToken.digest(knownBrowser.map(it -> "browser:" + it).orElse("email:" + address));
    }

    private byte[] client() {
      return AccessToken.digest("client:" + clientBlock);
    }
  }

  /// How long this client must wait before a password is checked again; empty = not at all.
  public Optional<Duration> wait(Tx tx, Attempt attempt, Instant now) {
    return Stream.of(
            until(tx, attempt.person(), MAX_PER_EMAIL, now),
            until(tx, attempt.client(), MAX_PER_CLIENT, now))
        .flatMap(Optional::stream)
        .max(Duration::compareTo);
  }

  /// The attempt that must leave the window before another one is allowed.
  private static Optional<Duration> until(Tx tx, byte[] subject, int most, Instant now) {
    return tx.one(
        "SELECT at FROM sign_in_failure WHERE subject = ? AND at > ? ORDER BY at DESC OFFSET ? LIMIT 1",
        row -> Duration.between(now, row.instant("at").plus(WINDOW)),
        subject,
        now.minus(WINDOW),
        most - 1);
  }

  /// Counts an attempt before its password is checked, so that many at once gain nothing.
  public void count(Tx tx, Attempt attempt, Instant now) {
    for (var subject : List.of(attempt.person(), attempt.client())) {
      tx.update("INSERT INTO sign_in_failure (subject, at) VALUES (?, ?)", subject, now);
    }
  }

  /// Forgets the attempts of a person who signed in, in their browser.
  public void clear(Tx tx, Attempt attempt) {
    tx.update("DELETE FROM sign_in_failure WHERE subject = ?", attempt.person());
  }

  public void sweep(Tx tx, Instant now) {
    tx.update("DELETE FROM sign_in_failure WHERE at < ?", now.minus(WINDOW));
  }
}
