package coffer.chain;

import fr.acinq.bitcoin.PublicKey;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.KeccakDigest;

/// Keccak-256 as Ethereum and TRON use it (not SHA3-256, whose padding differs).
public final class Keccak {
  private static final int BITS = 256;

  private Keccak() {}

  public static byte[] hash(byte[] input) {
    return hash(input, 0);
  }

  /// The 20-byte address of a key on EVM chains and TRON: the end of the hash of its two
  /// coordinates.
  public static byte[] account(PublicKey key) {
    // The first byte of an uncompressed key is a format byte.
    return Arrays.copyOfRange(hash(key.toUncompressedBin(), 1), 12, 32);
  }

  private static byte[] hash(byte[] input, int from) {
    var digest = new KeccakDigest(BITS);
    digest.update(input, from, input.length - from);
    var hash = new byte[BITS / 8];
    digest.doFinal(hash, 0);
    return hash;
  }
}
