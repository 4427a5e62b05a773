package coffer.core.chain;

import java.util.Optional;

/// An output of a transaction, as another one names it that spends it.
///
/// @param txid in hex, as it is shown
/// @param n its number in the transaction, from 0
public record Outpoint(String txid, int n) {
  private static final String OUT = "out:";
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  /// @param position as [Transfer#position] has it; empty if it is no output's
  public static Optional<Outpoint> of(String txid, String position) {
    if (!position.startsWith(OUT)) return Optional.empty();
    return Optional.of(new Outpoint(txid, Integer.parseInt(position.substring(OUT.length()))));
  }

  /// A 64-bit hash for large sets; a match is a hint, the database decides.
  public long hash64() {
    return hash64(Long.parseUnsignedLong(txid, 0, 16, 16), n);
  }

  /// The same, without a text made.
  ///
  /// @param head the first 8 bytes of the transaction's id, as it is shown
  public static long hash64(long head, int n) {
    return head ^ (n + 1) * SPREAD;
  }

  /// Its place in its transaction, as [Transfer#position] has it.
  public String position() {
    return OUT + n;
  }

  @Override
  public String toString() {
    return txid + ":" + n;
  }
}
