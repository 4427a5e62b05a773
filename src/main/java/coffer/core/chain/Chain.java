package coffer.core.chain;

import java.time.Duration;
import java.util.Optional;

/// One instance of a network. Each has its own cursor, assets and ledger accounts.
///
/// @param id of the row
/// @param name `tron`, `tron-nile`, `tron-sandbox`
/// @param network the name in wallets and dialects: `tron`
/// @param family the chains with the same kind of address: `evm`, `bitcoin`, `tron`
/// @param organizationId the owner of a sandbox
/// @param spec how the catalogue describes the chain
public record Chain(
    int id,
    String name,
    String network,
    String family,
    Mode mode,
    Optional<Long> organizationId,
    Spec spec) {

  /// How the catalogue describes a chain, without its assets.
  ///
  /// @param title for people: `Ethereum`
  /// @param reference what distinguishes the chain from others of its family: the EVM chain id, the
  ///     Bitcoin HRP
  /// @param blockTime the usual time between blocks
  /// @param finality when a block is final
  /// @param explorerTx the URL of a transaction with the placeholder `{txid}`, or empty
  /// @param sandbox whether the chain is simulated
  public record Spec(
      String title,
      String reference,
      Duration blockTime,
      Finality finality,
      String explorerTx,
      boolean sandbox) {}

  /// When a block is final: when the node marks it as final (a tag), or at a depth.
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
