package coffer.core.chain;

import java.util.List;
import java.util.Optional;

/// An output that a transaction spends. The chain tells neither whose it was nor how much: the
/// payment by which it came does.
///
/// @param input the number of the input, from 0
/// @param block empty while it is in no block
/// @param spends all outpoints of the transaction, while it is in no block
public record Spend(
    String txid, int input, Outpoint output, Optional<BlockHeader> block, List<String> spends) {
  /// Its place in its transaction, as [Transfer#position] has it.
  public String position() {
    return "in:" + input;
  }
}
