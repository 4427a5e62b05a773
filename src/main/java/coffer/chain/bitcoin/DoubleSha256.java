package coffer.chain.bitcoin;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Double SHA-256, the hash of blocks and transactions in Bitcoin. Not thread-safe.
final class DoubleSha256 {
  static final int BYTES = 32;

  private final MessageDigest digest;

  DoubleSha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  DoubleSha256 add(byte[] bytes, int from, int end) {
    digest.update(bytes, from, end - from);
    return this;
  }

  /// Writes the hash of the added bytes, and resets.
  void twice(byte[] into, int at) {
    try {
      digest.digest(into, at, BYTES);
      digest.update(into, at, BYTES);
      digest.digest(into, at, BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] twice() {
    var hash = new byte[BYTES];
    twice(hash, 0);
    return hash;
  }
}
