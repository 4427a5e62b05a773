package coffer.chain.sandbox;

import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The blocks of the simulated chains, and the lock of each chain.
final class SandboxBlocks {
  /// The key space of these advisory locks: "sand" in ASCII.
  private static final int SPACE = 0x73616e64;

  /// Locks the chain for reading and writing until the transaction ends.
  void lock(Tx tx, Chain chain) {
    tx.one("SELECT pg_advisory_xact_lock(?, ?)", _ -> 1, SPACE, chain.id());
  }

  /// Locks the chain against changes until the transaction ends. Writes no row.
  void share(Tx tx, Chain chain) {
    tx.one("SELECT pg_advisory_xact_lock_shared(?, ?)", _ -> 1, SPACE, chain.id());
  }

  /// Creates the chain with its first block.
  void open(Tx tx, Chain chain, BlockHeader first) {
    tx.update("INSERT INTO sandbox_chain (chain_id) VALUES (?)", chain.id());
    add(tx, chain, List.of(first));
  }

  Optional<BlockHeader> head(Tx tx, Chain chain) {
    return tx.one(
        """
        SELECT height, hash, parent, at FROM sandbox_block
        WHERE chain_id = ? AND canonical ORDER BY height DESC LIMIT 1
        """,
        SandboxBlocks::header,
        chain.id());
  }

  Optional<BlockHeader> at(Tx tx, Chain chain, long height) {
    return between(tx, chain, height, height).stream().findFirst();
  }

  List<BlockHeader> between(Tx tx, Chain chain, long first, long last) {
    return tx.list(
        """
        SELECT height, hash, parent, at FROM sandbox_block
        WHERE chain_id = ? AND canonical AND height BETWEEN ? AND ? ORDER BY height
        """,
        SandboxBlocks::header,
        chain.id(),
        first,
        last);
  }

  void add(Tx tx, Chain chain, List<BlockHeader> blocks) {
    tx.update(
        """
        INSERT INTO sandbox_block (chain_id, height, hash, parent, at, canonical)
        SELECT ?, height, hash, parent, at, true
        FROM unnest(?::bigint[], ?::text[], ?::text[], ?::timestamptz[]) AS b (height, hash, parent, at)
        """,
        chain.id(),
        new Arr("bigint", blocks.stream().map(BlockHeader::height).toList()),
        new Arr("text", blocks.stream().map(BlockHeader::hash).toList()),
        new Arr("text", blocks.stream().map(BlockHeader::parent).toList()),
        new Arr("text", blocks.stream().map(BlockHeader::at).toList()));
  }

  /// Removes the blocks above a height from the chain.
  ///
  /// @return their ids
  List<Long> undoAbove(Tx tx, Chain chain, long height) {
    return tx.list(
        """
        UPDATE sandbox_block SET canonical = false
        WHERE chain_id = ? AND canonical AND height > ? RETURNING id
        """,
        row -> row.number("id"),
        chain.id(),
        height);
  }

  /// Marks the chain as waiting for a block from now on, unless it is waiting already.
  void stir(Tx tx, Chain chain, Instant now) {
    tx.update(
        "UPDATE sandbox_chain SET waits_since = ? WHERE chain_id = ? AND waits_since IS NULL",
        now,
        chain.id());
  }

  /// Marks the chain as waiting for a block from now on if a transaction is unconfirmed or not yet
  /// final; else as not waiting.
  void settle(Tx tx, Chain chain, long head, int depth, Instant now) {
    tx.update(
        """
        UPDATE sandbox_chain c SET waits_since = CASE WHEN
            EXISTS (SELECT FROM sandbox_tx t WHERE t.chain_id = c.chain_id AND t.status = 'pending')
            OR EXISTS (
                SELECT FROM sandbox_block b JOIN sandbox_tx t ON t.block_id = b.id
                WHERE b.chain_id = c.chain_id AND b.canonical AND b.height > ?)
          THEN ?::timestamptz END
        WHERE c.chain_id = ?
        """,
        head - depth + 1,
        now,
        chain.id());
  }

  boolean waits(Tx tx, Chain chain, Instant since) {
    return tx.one(
            "SELECT 1 FROM sandbox_chain WHERE chain_id = ? AND waits_since <= ?",
            _ -> true,
            chain.id(),
            since)
        .orElse(false);
  }

  /// Ids of the chains to which the miner should add a block.
  List<Integer> waiting(Tx tx, Instant now, Duration every) {
    return tx.list(
        "SELECT chain_id FROM sandbox_chain WHERE waits_since <= ? ORDER BY waits_since",
        row -> row.integer("chain_id"),
        now.minus(every));
  }

  private static BlockHeader header(Row row) throws SQLException {
    return new BlockHeader(
        row.number("height"), row.text("hash"), row.text("parent"), row.instant("at"));
  }
}
