package coffer.core.user;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Hashes passwords with Argon2id: 19 MiB, two passes, one lane, as OWASP recommends. A hash takes
/// about 50 ms of a processor, so only a few are computed at once, and never inside of a
/// transaction. They are computed on platform threads: on virtual ones they would keep all other
/// requests from running.
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
  private final Map<Caller, Semaphore> turns;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("password-", 0).factory());
  private final String nobodys;

  /// Who waits for a turn. Strangers wait for each other only, so that somebody who tries many
  /// stolen passwords keeps nobody else waiting.
  public enum Caller {
    /// signs in from a browser in which this person never signed in
    STRANGER,
    /// signed in there before, or has a link, an invitation or a key
    KNOWN
  }

  /// @param atOnce how many hashes are computed at once for each kind of caller: 19 MiB and a
  ///     processor each
  public Passwords(int atOnce) {
    this.turns =
        Map.of(
            Caller.STRANGER, new Semaphore(atOnce, true),
            Caller.KNOWN, new Semaphore(atOnce, true));
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
    return inTurn(Caller.KNOWN, () -> compute(password));
  }

  /// Whether the password is right. Without a hash it is wrong, after the same time. The hash names
  /// its parameters, so hashes of a version with others still count.
  ///
  /// @param hash empty = the person has no password, or does not exist
  /// @throws Busy if the request waits longer than [#MAX_WAIT]
  public boolean matches(Optional<String> hash, String password, Caller caller) {
    var known = hash.orElse(nobodys);
    boolean same =
        inTurn(
            caller,
            () -> Password.check(password, known).with(Argon2Function.getInstanceFromHash(known)));
    return same && hash.isPresent();
  }

  private String compute(String password) {
    return Password.hash(password).addRandomSalt(SALT).with(function).getResult();
  }

  /// Runs the work on another thread, which also ends the turn.
  private <T> T inTurn(Caller caller, Supplier<T> work) {
    var turn = Objects.requireNonNull(turns.get(caller));
    try {
      if (!turn.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) throw new Busy();
      return CompletableFuture.supplyAsync(() -> ending(turn, work), threads).get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Busy();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a password could not be hashed", e.getCause());
    }
  }

  private static <T> T ending(Semaphore turn, Supplier<T> work) {
    try {
      return work.get();
    } finally {
      turn.release();
    }
  }
}
