package coffer.core.chain;

import java.util.Arrays;
import java.util.HexFormat;

/// An address as its chain family counts it, without its spelling: 20 bytes on EVM and TRON, the
/// output script on Bitcoin. How it is written depends on the chain: see [AddressFormat].
public final class Address {
  private final byte[] bytes;

  private Address(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Address of(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > 64) {
      throw new IllegalArgumentException("an address has 1 to 64 bytes, not " + bytes.length);
    }
    return new Address(bytes.clone());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /// A 64-bit hash, well spread, for sets of millions of addresses. Not secret: a match is a hint,
  /// the database decides.
  public long hash64() {
    long hash = 0xcbf29ce484222325L;
    for (var b : bytes) {
      hash ^= b & 0xff;
      hash *= 0x100000001b3L;
    }
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    hash *= 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Address that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
