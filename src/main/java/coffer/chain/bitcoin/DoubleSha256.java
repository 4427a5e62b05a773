package coffer.chain.bitcoin;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 applied twice, as Bitcoin names blocks and transactions. Not for several threads.
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

  /// Writes the hash of what was added, and begins anew.
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
