package coffer.testnet;

import coffer.testnet.TronExecution.Outcome;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A block of the double.
///
/// @param at in milliseconds since 1970
/// @param parent id of the block before it
/// @param state after it
record TronBlock(
    long height,
    long at,
    String parent,
    byte[] witness,
    byte[] signature,
    List<Mined> transactions,
    TronState state) {
  static final int VERSION = 34;

  record Mined(TronTransaction transaction, Outcome outcome) {
    byte[] encoded() {
      return transaction.encoded(outcome.ret().number);
    }
  }

  static TronBlock of(
      long height, long at, String parent, TronKey witness, List<Mined> mined, TronState state) {
    var unsigned = new TronBlock(height, at, parent, witness.address(), new byte[0], mined, state);
    var signature = witness.sign(TronKey.sha256(unsigned.rawHeader()));
    return new TronBlock(height, at, parent, witness.address(), signature, mined, state);
  }

  /// `BlockHeader.raw`
  byte[] rawHeader() {
    return TronProto.message()
        .number(1, at)
        .bytes(2, root())
        .hex(3, parent)
        .number(7, height)
        .bytes(9, witness)
        .number(10, height == 0 ? 0 : VERSION)
        .encoded();
  }

  /// The height in 8 bytes, then the header's hash from its ninth byte on.
  String id() {
    var hash = HexFormat.of().formatHex(TronKey.sha256(rawHeader()));
    return HexFormat.of().toHexDigits(height) + hash.substring(16);
  }

  /// Of the transactions with their results; zero if there are none.
  byte[] root() {
    var level = new ArrayList<byte[]>();
    for (var each : transactions) level.add(TronKey.sha256(each.encoded()));
    if (level.isEmpty()) return new byte[32];
    while (level.size() > 1) {
      var above = new ArrayList<byte[]>();
      for (int i = 0; i < level.size(); i += 2) {
        above.add(i + 1 < level.size() ? pair(level.get(i), level.get(i + 1)) : level.get(i));
      }
      level = above;
    }
    return level.getFirst();
  }

  private static byte[] pair(byte[] left, byte[] right) {
    var both = java.util.Arrays.copyOf(left, 64);
    System.arraycopy(right, 0, both, 32, 32);
    return TronKey.sha256(both);
  }
}
