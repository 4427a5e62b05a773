package coffer.core.chain;

import coffer.db.Tx;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What may be done to a simulated chain: pay, mine, reorganize. Dialects call it for test keys;
/// the chain itself is a rim that they do not know.
///
/// Every command runs in the caller's transaction and holds the chain alone until that ends. Each
/// refuses a chain that is no sandbox, and what else it cannot do, with a [coffer.core.Rejection].
public interface SandboxControls {
  /// What one transaction pays to one address. Its position there is `out:n`.
  record Output(Asset asset, Address to, BigInteger units) {}

  /// What becomes of the transactions in blocks that a reorg undoes.
  enum Outcome {
    /// they are gone, as if they had never been sent
    DROP,
    /// the new branch has them, each one block later and in another order
    REMINE,
    /// they wait again, for whoever mines the next block
    RETURN_TO_MEMPOOL
  }

  enum State {
    PENDING,
    MINED,
    REPLACED,
    EVICTED
  }

  /// @param id of its row
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

  /// The organization's sandbox of that name (`tron-sandbox`) or network (`tron`).
  Chain chain(Tx tx, long organizationId, String name);

  /// Pays from nowhere, one transaction for all outputs.
  ///
  /// @param outputs 1 to 100
  /// @param spends an outpoint to compete for with another transaction that waits; empty = one of
  ///     its own
  /// @return the id of a transaction that waits to be mined
  String pay(Tx tx, Chain chain, List<Output> outputs, Optional<String> spends);

  default String pay(Tx tx, Chain chain, Asset asset, Address to, BigInteger units) {
    return pay(tx, chain, List.of(new Output(asset, to, units)), Optional.empty());
  }

  /// Pays out of what an address has received on this chain: how the owner of a wallet spends
  /// without us.
  ///
  /// @return the id of a transaction that waits to be mined
  String spend(Tx tx, Chain chain, Address from, List<Output> outputs);

  /// Adds blocks. The first takes every transaction that waits, in the order they came; where two
  /// spend the same outpoint, the earlier one wins and the other is replaced.
  ///
  /// @param blocks 1 to 1000
  /// @param at the blocks' time; empty = now. An earlier one is for a payment that was made while
  ///     nobody was looking: not before the newest block, nor before the time up to which the chain
  ///     was already read
  List<BlockHeader> mine(Tx tx, Chain chain, int blocks, Optional<Instant> at);

  /// Replaces the newest blocks by another branch that is one block longer. The blocks of the new
  /// branch have the times of those they replace; the last one is of now.
  ///
  /// @param depth how many blocks are undone, 1 to 1000; the first block of all stays
  List<BlockHeader> reorg(Tx tx, Chain chain, int depth, Outcome outcome);

  /// Puts another transaction in the place of one that waits: same sender, same outpoint, new id.
  ///
  /// @param outputs empty = the same ones
  /// @return the id of the new transaction
  String replace(Tx tx, Chain chain, String txid, Optional<List<Output>> outputs);

  /// Forgets a transaction that waits.
  void evict(Tx tx, Chain chain, String txid);

  /// Sends a transaction that was evicted or dropped once more, under its id.
  void resend(Tx tx, Chain chain, String txid);

  Optional<Transaction> transaction(Tx tx, Chain chain, String txid);

  /// One of the organization's sandboxes.
  ///
  /// @param id of its row
  Optional<Transaction> transaction(Tx tx, long organizationId, long id);
}
