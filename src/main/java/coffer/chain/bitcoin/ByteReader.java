package coffer.chain.bitcoin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads Bitcoin's serialization in place. Every step stays within the given end, or throws
/// [MalformedBytes].
final class ByteReader {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  final byte[] bytes;
  private final int end;
  private int at;

  ByteReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  int at() {
    return at;
  }

  /// The number of bytes left.
  int left() {
    return end - at;
  }

  boolean atEnd() {
    return at == end;
  }

  /// @return the offset of the skipped bytes
  int skip(int count) {
    if (count < 0 || count > end - at) throw new MalformedBytes("it ends too soon");
    var from = at;
    at += count;
    return from;
  }

  int u8() {
    return bytes[skip(1)] & 0xff;
  }

  /// @return 0 to 2^32 - 1
  long u32() {
    return (int) INT.get(bytes, skip(4)) & 0xffff_ffffL;
  }

  long i64() {
    return (long) LONG.get(bytes, skip(8));
  }

  /// Reads the number of items that follow, as a compact size. Rejects a number that is not in its
  /// shortest encoding, or that exceeds what fits into the remaining bytes.
  ///
  /// @param leastBytes the minimum size of an item
  int count(int leastBytes) {
    var count = compact();
    if (count < 0 || count > (end - at) / leastBytes)
      throw new MalformedBytes("more than it can hold");
    return (int) count;
  }

  private long compact() {
    var first = u8();
    return switch (first) {
      case 0xfd -> shortest(u8() | u8() << 8, 0xfd);
      case 0xfe -> shortest(u32(), 0x1_0000);
      case 0xff -> shortest(i64(), 0x1_0000_0000L);
      default -> first;
    };
  }

  private static long shortest(long value, long least) {
    if (value >= 0 && value < least)
      throw new MalformedBytes("a number is not in its shortest spelling");
    return value;
  }
}
