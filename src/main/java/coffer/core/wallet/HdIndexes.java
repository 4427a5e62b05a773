package coffer.core.wallet;

import coffer.db.Db;
import java.util.concurrent.ConcurrentHashMap;

/// Hands out the places of new addresses. A node takes 1,000 of them at a time from the wallet's
/// row, in a transaction of its own, so that requests do not queue for that row. What a node did
/// not use when it ended is left out: gaps are allowed, using a place twice is not.
final class HdIndexes {
  static final int BLOCK = 1000;

  private final Db db;
  private final ConcurrentHashMap<Long, Block> blocks = new ConcurrentHashMap<>();

  HdIndexes(Db db) {
    this.db = db;
  }

  long next(long walletId) {
    return blocks.computeIfAbsent(walletId, Block::new).next();
  }

  private final class Block {
    private final long walletId;
    private long next;
    private long end;

    Block(long walletId) {
      this.walletId = walletId;
    }

    synchronized long next() {
      if (next == end) {
        next = take(walletId);
        end = next + BLOCK;
      }
      return next++;
    }
  }

  private long take(long walletId) {
    return db.tx(
            tx ->
                tx.one(
                    """
                    UPDATE wallet SET next_index = next_index + ?
                    WHERE id = ? AND next_index + ? <= 2147483648
                    RETURNING next_index
                    """,
                    row -> row.number("next_index") - BLOCK,
                    BLOCK,
                    walletId,
                    BLOCK))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "wallet " + walletId + " is not committed yet, or has no place left"));
  }
}
