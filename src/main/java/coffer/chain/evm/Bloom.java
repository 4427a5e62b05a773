package coffer.chain.evm;

import org.bouncycastle.crypto.digests.KeccakDigest;

/// A header's Bloom filter of the addresses and topics of its block's logs: 2,048 bits, three per
/// item. A missing bit proves absence; set bits prove nothing.
final class Bloom {
  static final int BYTES = 256;
  private final byte[] bits;

  private Bloom(byte[] bits) {
    this.bits = bits;
  }

  static Bloom empty() {
    return new Bloom(new byte[BYTES]);
  }

  static Bloom of(byte[] bits) {
    if (bits.length != BYTES) throw new IllegalArgumentException("not a bloom");
    return new Bloom(bits);
  }

  /// The positions of the three bits of an address or topic.
  static final class Bits {
    private final int[] places = new int[3];

    private Bits(byte[] hash) {
      for (int i = 0; i < 3; i++) {
        places[i] = ((hash[2 * i] & 0xff) << 8 | (hash[2 * i + 1] & 0xff)) & 0x7ff;
      }
    }

    static Bits of(byte[] item) {
      var digest = new KeccakDigest(256);
      digest.update(item, 0, item.length);
      var hash = new byte[32];
      digest.doFinal(hash, 0);
      return new Bits(hash);
    }
  }

  /// Whether all of these bits are set.
  boolean mayHold(Bits wanted) {
    for (int place : wanted.places) {
      if ((bits[BYTES - 1 - place / 8] & 1 << place % 8) == 0) return false;
    }
    return true;
  }

  void add(byte[] item) {
    for (int place : Bits.of(item).places) bits[BYTES - 1 - place / 8] |= (byte) (1 << place % 8);
  }

  /// Whether the added items set every bit of a header's filter. If not, logs are missing.
  boolean accountsFor(Bloom header) {
    for (int i = 0; i < BYTES; i++) {
      if ((header.bits[i] & ~bits[i]) != 0) return false;
    }
    return true;
  }
}
