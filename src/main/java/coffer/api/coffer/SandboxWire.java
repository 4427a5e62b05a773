package coffer.api.coffer;

import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.chain.SandboxControls.Transaction;
import coffer.core.money.Amount;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Responses of the simulated chains.
sealed interface SandboxWire {

  /// @param status `pending`, `mined`, `replaced`, `evicted`
  /// @param blockHeight null while the transaction is in no block
  record TransactionWire(
      String txid,
      String network,
      String chain,
      String status,
      String sender,
      Optional<Long> blockHeight,
      Optional<String> blockHash,
      List<OutputWire> outputs)
      implements SandboxWire {}

  record OutputWire(String address, String asset, String amount) implements SandboxWire {}

  /// @param height of the newest block that the command created
  record HeadWire(String network, String chain, long height) implements SandboxWire {}

  static TransactionWire of(Transaction transaction, Chain chain, Chains chains) {
    return new TransactionWire(
        transaction.txid(),
        chain.network(),
        chain.name(),
        transaction.state().name().toLowerCase(Locale.ROOT),
        chains.text(transaction.sender(), chain),
        transaction.block().map(BlockHeader::height),
        transaction.block().map(BlockHeader::hash),
        transaction.outputs().stream().map(output -> of(output, chain, chains)).toList());
  }

  private static OutputWire of(Output output, Chain chain, Chains chains) {
    return new OutputWire(
        chains.text(output.to(), chain),
        output.asset().code(),
        new Amount(output.units(), output.asset()).text());
  }

  static HeadWire head(Chain chain, long height) {
    return new HeadWire(chain.network(), chain.name(), height);
  }
}
