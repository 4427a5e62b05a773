package coffer.core.wallet;

import coffer.db.Db;
import coffer.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Assigns HD indexes to new addresses, the lowest free ones first, because an ordinary wallet
/// scans only some 20 unused addresses ahead.
///
/// A server reserves a block of indexes in a separate transaction, so that requests do not queue
/// for the wallet's row. A block is small, and grows while blocks are used up quickly. The server
/// assigns indexes of a block for at most [#USE_TIME], and gives the rest back when it stops. The
/// unused indexes of a block are free after [#HOLD_TIME], also if the server died. The database
/// rejects a second address with the same index, so an index is never used twice.
final class HdIndexes {
  static final int MIN_BLOCK = 4;
  static final int MAX_BLOCK = 1000;
  static final Duration USE_TIME = Duration.ofMinutes(1);

  /// Longer than [#USE_TIME] by more than a transaction lasts: by then, the transaction of an
  /// assigned index has committed, or never will.
  static final Duration HOLD_TIME = Duration.ofMinutes(5);

  /// If a block is used up sooner, the next one is larger.
  private static final Duration SOON = Duration.ofSeconds(1);

  /// The most free ranges that are read when a block is reserved.
  private static final int MAX_RANGES = 50;

  private static final long END = 2147483648L;

  private final Db db;
  private final InstantSource clock;
  private final UUID holder = UUID.randomUUID();
  private final ConcurrentHashMap<Long, Block> blocks = new ConcurrentHashMap<>();

  HdIndexes(Db db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  long next(long walletId) {
    return blocks.computeIfAbsent(walletId, Block::new).next();
  }

  /// Gives back the indexes that this server reserved and did not assign. No transaction with an
  /// assigned index may still be open.
  void giveBack() {
    if (blocks.isEmpty()) return;
    db.run(
        tx ->
            tx.update(
                "UPDATE hd_block SET free_at = '-infinity' WHERE holder = ? AND free_at > ?",
                holder,
                clock.instant()));
    blocks.values().forEach(Block::drop);
  }

  /// @param until exclusive
  private record Range(long from, long until) {
    long size() {
      return until - from;
    }
  }

  private final class Block {
    private final long walletId;
    private final Queue<Long> left = new ArrayDeque<>();
    private Instant taken = Instant.MIN;
    private int size = MIN_BLOCK;

    Block(long walletId) {
      this.walletId = walletId;
    }

    synchronized long next() {
      var now = clock.instant();
      if (left.isEmpty() || now.isBefore(taken) || now.isAfter(taken.plus(USE_TIME))) fill(now);
      return left.remove();
    }

    private void fill(Instant now) {
      var usedUp = left.isEmpty() && taken.isAfter(Instant.MIN);
      var soon = usedUp && !now.isBefore(taken) && now.isBefore(taken.plus(SOON));
      size = soon ? Math.min(2 * size, MAX_BLOCK) : MIN_BLOCK;
      left.clear();
      for (var range : db.tx(tx -> take(tx, walletId, size, now))) {
        for (long index = range.from; index < range.until; index++) left.add(index);
      }
      taken = now;
    }

    synchronized void drop() {
      left.clear();
    }
  }

  private List<Range> take(Tx tx, long walletId, int size, Instant now) {
    var next =
        tx.one(
                "SELECT next_index FROM wallet WHERE id = ? FOR NO KEY UPDATE",
                row -> row.number("next_index"),
                walletId)
            .orElseThrow(
                () -> new IllegalStateException("wallet " + walletId + " is not committed yet"));
    var taken = new ArrayList<Range>();
    long missing = size;
    for (var free : free(tx, walletId, now)) {
      var part = Math.min(missing, free.size());
      if (part > 0) taken.add(new Range(free.from, free.from + part));
      if (part < free.size()) save(tx, walletId, new Range(free.from + part, free.until), now);
      missing -= part;
    }
    missing = Math.min(missing, END - next);
    if (missing > 0) {
      tx.update("UPDATE wallet SET next_index = ? WHERE id = ?", next + missing, walletId);
      taken.add(new Range(next, next + missing));
    }
    if (taken.isEmpty())
      throw new IllegalStateException("wallet " + walletId + " has no index left");
    for (var range : taken) save(tx, walletId, range, now.plus(HOLD_TIME));
    return taken;
  }

  /// Removes the lowest reservations that have expired, and returns the indexes in them that no
  /// address uses.
  private static List<Range> free(Tx tx, long walletId, Instant now) {
    return tx.list(
        """
        WITH given_back AS (
          DELETE FROM hd_block WHERE wallet_id = ? AND from_index IN (
            SELECT from_index FROM hd_block WHERE wallet_id = ? AND free_at <= ?
            ORDER BY from_index LIMIT ?)
          RETURNING from_index, until_index),
        free AS (
          SELECT i, i - row_number() OVER (ORDER BY i) AS run
          FROM given_back, LATERAL generate_series(from_index, until_index - 1) AS i
          WHERE NOT EXISTS (SELECT FROM watched_address w WHERE w.wallet_id = ? AND w.hd_index = i))
        SELECT min(i) AS from_index, max(i) + 1 AS until_index FROM free GROUP BY run ORDER BY 1
        """,
        row -> new Range(row.number("from_index"), row.number("until_index")),
        walletId,
        walletId,
        now,
        MAX_RANGES,
        walletId);
  }

  private void save(Tx tx, long walletId, Range range, Instant freeAt) {
    tx.batch(
        """
        INSERT INTO hd_block (wallet_id, from_index, until_index, holder, free_at) VALUES (?, ?, ?, ?, ?)
        """,
        walletId,
        range.from,
        range.until,
        holder,
        freeAt);
  }
}
