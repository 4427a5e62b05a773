package coffer.core.user;

import coffer.db.Tx;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Limits failed attempts to sign in, on all servers together.
///
/// Attempts are counted per e-mail address and per client block. A browser in which this person
/// signed in before has only a count of its own: a stranger who guesses passwords cannot
/// lock the person out of the browser that they use, not even from the same network.
public final class SignInLimits {
  public static final Duration WINDOW = Duration.ofMinutes(15);
  public static final int MAX_PER_EMAIL = 10;
  public static final int MAX_PER_CLIENT = 50;

  /// The first key of these advisory locks: "sign" in ASCII.
  private static final int LOCK = 0x7369_676e;

  /// Where an attempt comes from.
  ///
  /// @param clientBlock the client's address or network
  /// @param email of the account, as the account has it; as it was typed if there is no account
  /// @param knownBrowser the secret of a browser in which this person signed in before; empty = any
  ///     other browser
  public record Attempt(String email, String clientBlock, Optional<String> knownBrowser) {
    /// Several people may use one browser: each has a count of their own there.
    private byte[] person() {
      var address = email.strip().toLowerCase(Locale.ROOT);
      return AccessToken.digest(
          knownBrowser.map(it -> "browser:" + it + ":" + address).orElse("email:" + address));
    }

    private byte[] client() {
      return AccessToken.digest("client:" + clientBlock);
    }

    /// What the attempt counts for, and the most attempts of each.
    private Map<byte[], Integer> subjects() {
      return knownBrowser.isPresent()
          ? Map.of(person(), MAX_PER_EMAIL)
          : Map.of(person(), MAX_PER_EMAIL, client(), MAX_PER_CLIENT);
    }
  }

  /// Counts an attempt before its password is checked. Of many at once, each waits for the others
  /// to be counted, so that they gain nothing.
  ///
  /// @return how long this client must wait before a password is checked again; empty = the attempt
  ///     was counted, and the password may be checked
  public Optional<Duration> count(Tx tx, Attempt attempt, Instant now) {
    var subjects = attempt.subjects();
    subjects.keySet().stream()
        .map(subject -> ByteBuffer.wrap(subject).getInt())
        .sorted()
        .forEach(key -> tx.one("SELECT pg_advisory_xact_lock(?, ?)", _ -> 1, LOCK, key));
    var wait =
        subjects.entrySet().stream()
            .flatMap(subject -> until(tx, subject.getKey(), subject.getValue(), now).stream())
            .max(Duration::compareTo);
    if (wait.isPresent()) return wait;
    for (var subject : subjects.keySet()) {
      tx.update("INSERT INTO sign_in_failure (subject, at) VALUES (?, ?)", subject, now);
    }
    return Optional.empty();
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

  /// Forgets the attempts of a person who signed in, in their browser.
  public void clear(Tx tx, Attempt attempt) {
    tx.update("DELETE FROM sign_in_failure WHERE subject = ?", attempt.person());
  }

  public void sweep(Tx tx, Instant now) {
    tx.update("DELETE FROM sign_in_failure WHERE at < ?", now.minus(WINDOW));
  }
}
