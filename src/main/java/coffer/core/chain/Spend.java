package coffer.core.chain;

import java.util.List;
import java.util.Optional;

/// An input of a transaction: the output that it spends. The chain reports neither the owner nor
/// the amount of that output; both come from the payment that created it.
///
/// @param input the number of the input, from 0
/// @param block empty while unconfirmed
/// @param spends all outpoints of the transaction, while it is unconfirmed
public record Spend(
    String txid, int input, Outpoint output, Optional<BlockHeader> block, List<String> spends) {
  /// The position in the transaction, in the form of [Transfer#position].
  public String position() {
    return "in:" + input;
  }
}
