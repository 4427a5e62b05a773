package coffer.core.chain;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/// An address in the binary form of its chain family: 20 bytes on EVM and TRON, the output script
/// on Bitcoin. [AddressFormat] converts it to the text form of a chain.
public final class Address {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;

  private Address(byte[] bytes) {
    this.bytes = bytes;
  }

  /// @throws IllegalArgumentException unless there are 1 to 64 bytes
  public static Address of(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > 64) {
      throw new IllegalArgumentException("an address has 1 to 64 bytes, not " + bytes.length);
    }
    return new Address(bytes.clone());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /// A well distributed 64-bit hash, for sets of millions of addresses. Not cryptographic: a match
  /// is only a hint that the database must confirm.
  public long hash64() {
    return hash64(bytes, 0, bytes.length);
  }

  /// The hash of the address in a part of a larger array, without creating an [Address].
  public static long hash64(byte[] bytes, int from, int length) {
    long hash = length;
    int end = from + length;
    int i = from;
    for (; i + 8 <= end; i += 8) hash = mixed(hash ^ (long) LONGS.get(bytes, i));
    long rest = 0;
    for (; i < end; i++) rest = rest << 8 | (bytes[i] & 0xff);
    return mixed(mixed(hash ^ rest));
  }

  private static long mixed(long hash) {
    long product = (hash ^ (hash >>> 32)) * 0xff51afd7ed558ccdL;
    return product ^ (product >>> 33);
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
