package coffer.core.payment;

import coffer.core.chain.Chain;
import coffer.db.Tx;
import java.util.UUID;

/// Lock for booking on a chain, held until the transaction ends. A block locks movements and
/// accounts in the order in which it meets them, a command in another order. Taking this lock first
/// prevents deadlocks. It suffices, because every account and every movement belongs to one chain.
final class ChainLock {
  /// The first key of these advisory locks: "book" in ASCII.
  private static final int SPACE = 0x626f6f6b;

  private ChainLock() {}

  static void take(Tx tx, Chain chain) {
    take(tx, chain.id());
  }

  /// Locks the chain of a movement; does nothing if there is no such movement.
  static void take(Tx tx, UUID movement) {
    tx.one(
            "SELECT chain_id FROM movement WHERE public_id = ?",
            row -> row.integer("chain_id"),
            movement)
        .ifPresent(chainId -> take(tx, chainId));
  }

  private static void take(Tx tx, int chainId) {
    tx.one("SELECT pg_advisory_xact_lock(?, ?)", _ -> 1, SPACE, chainId);
  }
}
