package coffer.db;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The key that seals secrets that must be read back: 256 bits, written as 64 hex digits. It is in
/// a separate file or in the environment variable `COFFER_MASTER_KEY`, never in the database.
public final class MasterKey {
  private static final int BYTES = 32;
  // 32 random bytes have 12 or fewer different values less than once in 10^20.
  private static final int MIN_DIFFERENT = 13;
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private final byte[] bytes;

  private MasterKey(byte[] bytes) {
    this.bytes = bytes;
  }

  public static MasterKey generate() {
    var bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new MasterKey(bytes);
  }

  /// @throws IllegalArgumentException with the reason, if the text is not 64 hex digits, or is not
  ///     random: zeros, patterns, counting, text
  public static MasterKey parse(String hex) {
    byte[] bytes;
    try {
      bytes = HexFormat.of().parseHex(hex.strip().toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException("the master key is not 64 hex digits");
    }
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("the master key is not 64 hex digits");
    }
    if (guessable(bytes)) {
      throw new IllegalArgumentException(
          "the master key is a default or a pattern: draw one at random (openssl rand -hex 32)");
    }
    return new MasterKey(bytes);
  }

  /// Reads a key file. Only its owner may have access to the file.
  ///
  /// @throws IllegalArgumentException with the reason, if it cannot be used
  public static MasterKey read(Path file) {
    try {
      var others = EnumSet.copyOf(PRIVATE);
      others.addAll(Files.getPosixFilePermissions(file));
      if (!others.equals(PRIVATE)) {
        throw new IllegalArgumentException(
            "others may open " + file + ", which holds the master key: chmod 600 " + file);
      }
      return parse(Files.readString(file, US_ASCII));
    } catch (IOException e) {
      throw new IllegalArgumentException("the master key in " + file + " cannot be read", e);
    }
  }

  /// Writes a new file with mode 0600. Never overwrites a file.
  ///
  /// @throws IOException also if the file exists
  public void write(Path file) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.createFile(file, mode);
    Files.writeString(file, HexFormat.of().formatHex(bytes) + "\n", US_ASCII);
  }

  /// Identifies the key without revealing it; stored with what the key seals.
  public String id() {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  SecretKey aes() {
    return new SecretKeySpec(bytes, "AES");
  }

  @Override
  public String toString() {
    return "master key " + id();
  }

  private static boolean guessable(byte[] key) {
    boolean counting = true;
    boolean text = true;
    var different = new java.util.BitSet(256);
    for (int i = 0; i < key.length; i++) {
      different.set(key[i] & 0xff);
      text &= key[i] >= ' ' && key[i] < 127;
      counting &= i < 2 || (byte) (key[i] - key[i - 1]) == (byte) (key[1] - key[0]);
    }
    return counting || text || different.cardinality() < MIN_DIFFERENT;
  }
}
