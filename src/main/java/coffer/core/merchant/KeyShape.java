package coffer.core.merchant;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.stream.Collectors;

/// The form of a new key, so that people and programs recognize its purpose. Each dialect has its
/// own.
public sealed interface KeyShape {
  /// A key that requests contain.
  ///
  /// @param prefix `cof_live_`; may be empty
  /// @param alphabet of the random characters after the prefix
  /// @param length the number of random characters, which must give at least 128 bits
  record Sent(String prefix, String alphabet, int length) implements KeyShape {
    private static final int BITS = 128;

    public Sent {
      double bits = length * Math.log(alphabet.length()) / Math.log(2);
      if (bits < BITS) throw new IllegalArgumentException("a key that could be guessed");
    }

    String text(SecureRandom random) {
      return prefix
          + random
              .ints(length, 0, alphabet.length())
              .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
              .collect(Collectors.joining());
    }
  }

  /// A pair: requests contain the public key, and a signature that only the secret can make. Both
  /// are base64 of random bytes.
  ///
  /// @param bytes of each half, at least 16
  record Pair(int bytes) implements KeyShape {
    public Pair {
      if (bytes < 16) throw new IllegalArgumentException("a key that could be guessed");
    }

    byte[] half(SecureRandom random) {
      var half = new byte[bytes];
      random.nextBytes(half);
      return half;
    }

    static String text(byte[] half) {
      return Base64.getEncoder().encodeToString(half);
    }
  }

  /// 40 letters and digits: 238 random bits.
  static KeyShape letters(String prefix) {
    return new Sent(prefix, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 40);
  }

  /// @param digits how many hex digits
  static KeyShape hex(String prefix, int digits) {
    return new Sent(prefix, "0123456789abcdef", digits);
  }
}
