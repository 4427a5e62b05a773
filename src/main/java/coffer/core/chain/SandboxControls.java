package coffer.core.chain;

import coffer.db.Tx;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Commands on a simulated chain: pay, mine, reorganize. Dialects call them for test keys. The
/// chain itself is in an outer package that dialects do not depend on.
///
/// Every command runs in the caller's transaction and locks the chain until that ends. It rejects a
/// chain that is not a sandbox, and anything else that it cannot do, with a
/// [coffer.core.Rejection].
public interface SandboxControls {
  /// What one transaction pays to one address. Its position in the transaction is `out:n`.
  record Output(Asset asset, Address to, BigInteger units) {}

  /// What happens to the transactions in blocks that a reorg undoes.
  enum Outcome {
    /// they disappear, as if they had never been sent
    DROP,
    /// the new branch contains them, each one block later and in another order
    REMINE,
    /// they wait in the mempool for the next block
    RETURN_TO_MEMPOOL
  }

  enum State {
    PENDING,
    MINED,
    REPLACED,
    EVICTED
  }

  /// A simulated transaction.
  ///
  /// @param id of the row
  /// @param sender where the money came from
  /// @param spends the outpoint that only one mined transaction may spend
  record Transaction(
      long id,
      String txid,
      State state,
      Address sender,
      String spends,
      Optional<BlockHeader> block,
      List<Output> outputs) {}

  /// The organization's sandbox with this name (`tron-sandbox`) or network (`tron`).
  Chain chain(Tx tx, long organizationId, String name);

  /// Creates money and pays it, with one transaction for all outputs.
  ///
  /// @param outputs 1 to 100
  /// @param spends an outpoint for which it competes with another pending transaction; empty = a
  ///     new one
  /// @return the id of a pending transaction
  String pay(Tx tx, Chain chain, List<Output> outputs, Optional<String> spends);

  default String pay(Tx tx, Chain chain, Asset asset, Address to, BigInteger units) {
    return pay(tx, chain, List.of(new Output(asset, to, units)), Optional.empty());
  }

  /// Pays with what an address has received on this chain, as the owner of a wallet does without
  /// Coffer.
  ///
  /// @return the id of a pending transaction
  String spend(Tx tx, Chain chain, Address from, List<Output> outputs);

  /// Adds blocks. The first block contains all pending transactions, in the order in which they
  /// arrived. If two spend the same outpoint, the earlier one wins and the other is replaced.
  ///
  /// @param blocks 1 to 1000
  /// @param at the time of the blocks; empty = now. An earlier time is for a payment that was made
  ///     while no server read the chain. It must not be before the newest block, nor before the
  ///     time up to which the chain was already read
  List<BlockHeader> mine(Tx tx, Chain chain, int blocks, Optional<Instant> at);

  /// Replaces the newest blocks by another branch that is one block longer. The blocks of the new
  /// branch have the times of those that they replace; the last one has the present time.
  ///
  /// @param depth how many blocks to undo, 1 to 1000; the first block of the chain always stays
  List<BlockHeader> reorg(Tx tx, Chain chain, int depth, Outcome outcome);

  /// Replaces a pending transaction by one with the same sender, the same outpoint and a new id.
  ///
  /// @param outputs empty = the same ones
  /// @return the id of the new transaction
  String replace(Tx tx, Chain chain, String txid, Optional<List<Output>> outputs);

  /// Removes a pending transaction from the mempool.
  void evict(Tx tx, Chain chain, String txid);

  /// Sends an evicted or dropped transaction again, with the same id.
  void resend(Tx tx, Chain chain, String txid);

  Optional<Transaction> transaction(Tx tx, Chain chain, String txid);

  /// A transaction on any of the organization's sandboxes.
  ///
  /// @param id of the row
  Optional<Transaction> transaction(Tx tx, long organizationId, long id);
}
