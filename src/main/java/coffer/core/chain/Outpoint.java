package coffer.core.chain;

import java.util.Optional;

/// An output of a transaction, as the transaction that spends it refers to it.
///
/// @param txid in hex, in the usual display order
/// @param n the number of the output in its transaction, from 0
public record Outpoint(String txid, int n) {
  private static final String OUT = "out:";
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  /// @param position in the form of [Transfer#position]
  /// @return empty if the position is not that of an output
  public static Optional<Outpoint> of(String txid, String position) {
    if (!position.startsWith(OUT)) return Optional.empty();
    return Optional.of(new Outpoint(txid, Integer.parseInt(position.substring(OUT.length()))));
  }

  /// A 64-bit hash for large sets. A match is only a hint that the database must confirm.
  public long hash64() {
    return hash64(Long.parseUnsignedLong(txid, 0, 16, 16), n);
  }

  /// The same hash without creating a text.
  ///
  /// @param head the first 8 bytes of the transaction id, in display order
  public static long hash64(long head, int n) {
    return head ^ (n + 1) * SPREAD;
  }

  /// The position in the transaction, in the form of [Transfer#position].
  public String position() {
    return OUT + n;
  }

  @Override
  public String toString() {
    return txid + ":" + n;
  }
}
