package coffer.core.user;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Hashes passwords with Argon2id: 19 MiB, two passes, one lane, as OWASP recommends. A hash takes
/// about 50 ms of a processor, so only a few are computed at once, and never inside of a
/// transaction.
public final class Passwords {
  private static final int MEMORY_KIB = 19_456;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int LENGTH = 32;
  private static final int SALT = 16;
  private static final int VERSION = 19;
  private static final String LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final int GENERATED_LENGTH = 24;

  /// How long a request waits for its turn.
  public static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private final Argon2Function function =
      Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, LENGTH, Argon2.ID, VERSION);
  private final SecureRandom random = new SecureRandom();
  private final Semaphore turns;
  private final String nobodys;

  /// @param atOnce how many hashes are computed at once: 19 MiB and a processor each
  public Passwords(int atOnce) {
    this.turns = new Semaphore(atOnce, true);
    this.nobodys = compute(generate());
  }

  /// The request waited too long for its turn.
  public static final class Busy extends RuntimeException {
    Busy() {
      super("too many passwords are checked at once", null, false, false);
    }
  }

  /// A password of 24 letters and digits: 140 random bits.
  public String generate() {
    return random
        .ints(GENERATED_LENGTH, 0, LETTERS.length())
        .mapToObj(i -> String.valueOf(LETTERS.charAt(i)))
        .collect(java.util.stream.Collectors.joining());
  }

  /// @throws Busy if the request waits longer than [#MAX_WAIT]
  public String hash(String password) {
    return inTurn(() -> compute(password));
  }

  /// Whether the password is right. Without a hash it is wrong, after the same time.
  ///
  /// @param hash empty = the person has no password, or does not exist
  /// @throws Busy if the request waits longer than [#MAX_WAIT]
  public boolean matches(Optional<String> hash, String password) {
    boolean same = inTurn(() -> Password.check(password, hash.orElse(nobodys)).with(function));
    return same && hash.isPresent();
  }

  private String compute(String password) {
    return Password.hash(password).addRandomSalt(SALT).with(function).getResult();
  }

  private interface Work<T> {
    T run();
  }

  private <T> T inTurn(Work<T> work) {
    try {
      if (!turns.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) throw new Busy();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Busy();
    }
    try {
      return work.run();
    } finally {
      turns.release();
    }
  }
}
