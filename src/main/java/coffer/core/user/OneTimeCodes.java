package coffer.core.user;

import static java.nio.charset.StandardCharsets.US_ASCII;

import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Vault;
import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One-time codes of an app: six digits that change every 30 seconds (RFC 6238), and recovery codes
/// for a person who lost the app. Each code counts once.
public final class OneTimeCodes {
  private static final String KIND = "totp";
  private static final int SEED_BYTES = 32;
  private static final int SECRET_BYTES = 20;
  private static final int RECOVERY_CODES = 10;
  private static final int RECOVERY_LENGTH = 16;
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

  /// A code of the step before or after is right too: clocks differ.
  private static final int STEPS_APART = 1;

  private final Vault vault;
  private final SecureRandom random = new SecureRandom();
  private final TimeBasedOneTimePasswordGenerator generator =
      new TimeBasedOneTimePasswordGenerator();

  public OneTimeCodes(Vault vault) {
    this.vault = vault;
  }

  private record Factor(long secretId, int generation, String status, long lastStep) {
    static Factor of(Row row) throws SQLException {
      return new Factor(
          row.number("secret_id"),
          row.integer("generation"),
          row.text("status"),
          row.number("last_step"));
    }

    boolean is(String wanted) {
      return status.equals(wanted);
    }
  }

  /// Whether the person must enter a code when they sign in.
  public boolean required(Tx tx, long userId) {
    return factor(tx, userId).filter(it -> it.is("on")).isPresent();
  }

  /// A new secret for the person's app. It is in force once they entered a code of it.
  ///
  /// @return empty if codes are in force already
  public Optional<byte[]> begin(Tx tx, long userId, Instant now) {
    lock(tx, userId);
    var before = factor(tx, userId);
    if (before.filter(it -> it.is("on")).isPresent()) return Optional.empty();
    if (before.isEmpty()) {
      var seed = new byte[SEED_BYTES];
      random.nextBytes(seed);
      tx.update(
          "INSERT INTO one_time_code (user_id, secret_id, generation, status) VALUES (?, ?, 1, 'pending')",
          userId,
          vault.seal(tx, KIND, seed, now));
    } else {
      tx.update(
          """
          UPDATE one_time_code SET generation = generation + 1, status = 'pending', last_step = 0
          WHERE user_id = ?
          """,
          userId);
    }
    return factor(tx, userId).map(it -> secret(tx, it));
  }

  /// The secret of the app: the first bytes of HMAC-SHA256 of the generation.
  private byte[] secret(Tx tx, Factor factor) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(vault.open(tx, factor.secretId), "HmacSHA256"));
      return Arrays.copyOf(
          mac.doFinal(String.valueOf(factor.generation).getBytes(US_ASCII)), SECRET_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /// Puts the new secret in force.
  ///
  /// @return recovery codes, which are shown once; empty if the code is wrong
  public Optional<List<String>> confirm(Tx tx, long userId, String code, Instant now) {
    lock(tx, userId);
    var factor = factor(tx, userId).filter(it -> it.is("pending"));
    if (factor.isEmpty() || !matches(tx, userId, factor.get(), code, now)) return Optional.empty();
    tx.update("UPDATE one_time_code SET status = 'on' WHERE user_id = ?", userId);
    return Optional.of(newRecoveryCodes(tx, userId));
  }

  /// Checks a code of the app or a recovery code, and uses it up.
  public boolean check(Tx tx, long userId, String code, Instant now) {
    lock(tx, userId);
    var factor = factor(tx, userId).filter(it -> it.is("on"));
    if (factor.isEmpty()) return false;
    return matches(tx, userId, factor.get(), code, now)
        || tx.update(
                "DELETE FROM recovery_code WHERE user_id = ? AND code_hash = ?",
                userId,
                hash(userId, code))
            == 1;
  }

  /// How many recovery codes the person can still use.
  public int recoveryCodes(Tx tx, long userId) {
    return tx.only(
        "SELECT count(*) AS n FROM recovery_code WHERE user_id = ?",
        row -> row.integer("n"),
        userId);
  }

  /// Ends the use of codes; also for a person who lost the app and the recovery codes.
  public void remove(Tx tx, long userId) {
    tx.update("DELETE FROM recovery_code WHERE user_id = ?", userId);
    tx.update("UPDATE one_time_code SET status = 'off' WHERE user_id = ?", userId);
  }

  /// Requests of one person wait for each other, so that a code counts once.
  private static void lock(Tx tx, long userId) {
    tx.only(
        "SELECT id FROM app_user WHERE id = ? FOR NO KEY UPDATE", row -> row.number("id"), userId);
  }

  private static Optional<Factor> factor(Tx tx, long userId) {
    return tx.one("SELECT * FROM one_time_code WHERE user_id = ?", Factor::of, userId);
  }

  private boolean matches(Tx tx, long userId, Factor factor, String code, Instant now) {
    var wanted = code.replaceAll("\\s", "").getBytes(US_ASCII);
    var key = new SecretKeySpec(secret(tx, factor), generator.getAlgorithm());
    long seconds = generator.getTimeStep().toSeconds();
    long step = now.getEpochSecond() / seconds;
    for (long each = step - STEPS_APART; each <= step + STEPS_APART; each++) {
      boolean same = MessageDigest.isEqual(wanted, code(key, each * seconds).getBytes(US_ASCII));
      if (!same || each <= factor.lastStep) continue;
      tx.update("UPDATE one_time_code SET last_step = ? WHERE user_id = ?", each, userId);
      return true;
    }
    return false;
  }

  private String code(SecretKeySpec key, long second) {
    try {
      return generator.generateOneTimePasswordString(
          key, Instant.ofEpochSecond(second), Locale.ROOT);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a secret of our own is a key", e);
    }
  }

  private List<String> newRecoveryCodes(Tx tx, long userId) {
    tx.update("DELETE FROM recovery_code WHERE user_id = ?", userId);
    var codes = Stream.generate(this::recoveryCode).limit(RECOVERY_CODES).toList();
    for (var code : codes) {
      tx.update(
          "INSERT INTO recovery_code (user_id, code_hash) VALUES (?, ?)",
          userId,
          hash(userId, code));
    }
    return codes;
  }

  /// `abcd-efgh-ijkm-npqr`: 80 random bits.
  private String recoveryCode() {
    var letters = new StringBuilder();
    IntStream.range(0, RECOVERY_LENGTH)
        .forEach(
            i -> {
              if (i > 0 && i % 4 == 0) letters.append('-');
              letters.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            });
    return letters.toString();
  }

  /// Of the letters, whatever their case and whatever is between them.
  private static byte[] hash(long userId, String code) {
    var letters = code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return AccessToken.digest("recovery:" + userId + ":" + letters);
  }
}
