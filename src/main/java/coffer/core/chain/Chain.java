package coffer.core.chain;

import java.time.Duration;
import java.util.Optional;

/// One instance of a network: cursor, assets and ledger belong to it.
///
/// @param id of its row
/// @param name `tron`, `tron-nile`, `tron-sandbox`
/// @param network what wallets and dialects name: `tron`
/// @param family one kind of address: `evm`, `bitcoin`, `tron`
/// @param organizationId the owner of a sandbox
/// @param spec what the catalogue says of it
public record Chain(
    int id,
    String name,
    String network,
    String family,
    Mode mode,
    Optional<Long> organizationId,
    Spec spec) {

  /// What the catalogue says of a chain, apart from its assets.
  ///
  /// @param title for people: `Ethereum`
  /// @param reference what tells it from others of its family: the EVM chain id, the Bitcoin HRP
  /// @param blockTime the usual time between blocks
  /// @param finality when a block is final
  /// @param explorerTx URL of a transaction with `{txid}`, or empty
  /// @param sandbox simulated
  public record Spec(
      String title,
      String reference,
      Duration blockTime,
      Finality finality,
      String explorerTx,
      boolean sandbox) {}

  /// When a block is final: where the node itself says so (a tag), or at a depth.
  public sealed interface Finality {
    /// The node's `finalized` tag (Ethereum, BSC), the solidified block (TRON).
    record Tag() implements Finality {}

    /// @param blocks confirmations, 1 = the newest block is final
    record Depth(int blocks) implements Finality {
      public Depth {
        if (blocks < 1) throw new IllegalArgumentException("a depth is 1 or more");
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
