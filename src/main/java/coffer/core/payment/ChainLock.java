package coffer.core.payment;

import coffer.core.chain.Chain;
import coffer.db.Tx;
import java.util.UUID;

/// Who books on a chain has it alone until his transaction ends. A block locks movements and
/// accounts in the order in which it comes to them, a command in another one: without this lock
/// before all others each would wait for the other. No account and no movement is of two chains.
final class ChainLock {
  /// The space of these advisory locks: "book".
  private static final int SPACE = 0x626f6f6b;

  private ChainLock() {}

  static void take(Tx tx, Chain chain) {
    take(tx, chain.id());
  }

  /// Takes the chain of a movement; nothing if there is no such movement.
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
