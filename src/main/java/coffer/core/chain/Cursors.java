package coffer.core.chain;

import coffer.db.Args;
import coffer.db.Row;
import coffer.db.Tx;
import coffer.db.Tx.Arr;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How far each chain was read, and the recent blocks of the processed branch.
public final class Cursors {
  /// How many blocks below the final height are kept. A reorg can be followed down that far.
  public static final int MAX_RECENT_BLOCKS = 1000;

  public Optional<Cursor> get(Tx tx, int chainId, String name) {
    return tx.one(
        "SELECT * FROM cursor WHERE chain_id = ? AND name = ?", Cursors::cursor, chainId, name);
  }

  public Optional<Cursor> lock(Tx tx, int chainId, String name) {
    return tx.one(
        "SELECT * FROM cursor WHERE chain_id = ? AND name = ? FOR UPDATE",
        Cursors::cursor,
        chainId,
        name);
  }

  public List<Cursor> rescans(Tx tx, int chainId) {
    return tx.list(
        "SELECT * FROM cursor WHERE chain_id = ? AND name <> 'head' ORDER BY name",
        Cursors::cursor,
        chainId);
  }

  /// Creates a cursor that continues after a block, unless there is one with this name.
  public void start(
      Tx tx, int chainId, String name, BlockHeader at, Optional<Long> until, Instant now) {
    var inserted =
        tx.update(
            """
            INSERT INTO cursor (chain_id, name, height, hash, at, clock, final_height, until_height, updated_at)
            VALUES (:chain_id, :name, :height, :hash, :at, :clock, :final_height, :until_height, :updated_at) ON CONFLICT DO NOTHING
            """,
            Args.of("chain_id", chainId)
                .with("name", name)
                .with("height", at.height())
                .with("hash", at.hash())
                .with("at", at.at())
                .with("clock", earlier(at.at(), now))
                .with("final_height", at.height())
                .with("until_height", until)
                .with("updated_at", now));
    if (inserted == 1 && name.equals(Cursor.HEAD)) remember(tx, chainId, List.of(at));
  }

  /// Starts a rescan at a block. A rescan of the same name starts again.
  ///
  /// @param until the last block to read
  /// @param toHead whether it continues from there to the block that is the newest then
  public void rescan(
      Tx tx, int chainId, String name, long from, long until, boolean toHead, Instant now) {
    tx.update(
        """
        INSERT INTO cursor (chain_id, name, height, hash, at, clock, final_height, until_height, from_height,
            to_head, updated_at)
        VALUES (:chain_id, :name, :height, '', :at, :clock, :final_height, :until_height, :from_height, :to_head, :updated_at)
        ON CONFLICT (chain_id, name) DO UPDATE SET height = excluded.height, hash = '', at = excluded.at,
            final_height = excluded.final_height, until_height = excluded.until_height,
            to_head = excluded.to_head, paused = false, halted = NULL, updated_at = excluded.updated_at
        """,
        Args.of("chain_id", chainId)
            .with("name", name)
            .with("height", from - 1)
            .with("at", Instant.EPOCH)
            .with("clock", Instant.EPOCH)
            .with("final_height", from - 1)
            .with("until_height", until)
            .with("from_height", from)
            .with("to_head", toHead)
            .with("updated_at", now));
  }

  /// Moves a rescan back to a height, because the block that it had reached was undone.
  public void goBack(Tx tx, Cursor rescan, long height, Instant now) {
    tx.update(
        """
        UPDATE cursor SET height = ?, hash = '', final_height = ?, updated_at = ?
        WHERE chain_id = ? AND name = ? AND height = ? AND hash = ?
        """,
        height,
        height,
        now,
        rescan.chainId(),
        rescan.name(),
        rescan.block().height(),
        rescan.block().hash());
  }

  /// Makes a rescan end at a height, if it continued to the newest block until now.
  public void endAt(Tx tx, int chainId, String name, long height) {
    tx.update(
        "UPDATE cursor SET until_height = ?, to_head = false WHERE chain_id = ? AND name = ?",
        height,
        chainId,
        name);
  }

  /// Pauses or resumes a rescan, and clears `halted`.
  public void pause(Tx tx, int chainId, String name, boolean paused, Instant now) {
    tx.update(
        "UPDATE cursor SET paused = ?, halted = NULL, updated_at = ? WHERE chain_id = ? AND name = ?",
        paused,
        now,
        chainId,
        name);
  }

  public void finish(Tx tx, int chainId, String name) {
    tx.update("DELETE FROM cursor WHERE chain_id = ? AND name = ?", chainId, name);
  }

  /// Moves the cursor to a block, and clears `halted` and `acceptReorg`.
  ///
  /// @param clock the chain's clock. Miners set the times of blocks: a time ahead of `now` would
  ///     expire invoices too early, so the earlier of both counts
  public void advance(
      Tx tx,
      int chainId,
      String name,
      BlockHeader to,
      Instant clock,
      long finalHeight,
      Instant now) {
    tx.update(
        """
        UPDATE cursor SET height = :height, hash = :hash, at = :at, clock = greatest(clock, :clock),
            final_height = :final_height, halted = NULL, accept_reorg = NULL, updated_at = :updated_at
        WHERE chain_id = :chain_id AND name = :name
        """,
        Args.of("height", to.height())
            .with("hash", to.hash())
            .with("at", to.at())
            .with("clock", earlier(clock, now))
            .with("final_height", finalHeight)
            .with("updated_at", now)
            .with("chain_id", chainId)
            .with("name", name));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /// Records why the chain is halted, or why a rescan does not continue.
  public void halt(Tx tx, int chainId, String name, String reason, Instant now) {
    tx.update(
        "UPDATE cursor SET halted = ?, updated_at = ? WHERE chain_id = ? AND name = ?",
        reason,
        now,
        chainId,
        name);
  }

  /// Records that the operator accepts this block in place of a final one.
  ///
  /// @return false if the chain has no `head` cursor
  public boolean acceptReorg(Tx tx, int chainId, String hash) {
    return tx.update(
            "UPDATE cursor SET accept_reorg = ? WHERE chain_id = ? AND name = 'head'",
            hash,
            chainId)
        == 1;
  }

  public void remember(Tx tx, int chainId, List<BlockHeader> blocks) {
    tx.update(
        """
        INSERT INTO block (chain_id, height, hash, at)
        SELECT ?, height, hash, at
        FROM unnest(?::bigint[], ?::text[], ?::timestamptz[]) AS b (height, hash, at)
        """,
        chainId,
        new Arr("bigint", blocks.stream().map(BlockHeader::height).toList()),
        new Arr("text", blocks.stream().map(BlockHeader::hash).toList()),
        new Arr("text", blocks.stream().map(BlockHeader::at).toList()));
  }

  /// Deletes the stored blocks above a height, which were undone.
  public void forgetAbove(Tx tx, int chainId, long height) {
    tx.update("DELETE FROM block WHERE chain_id = ? AND height > ?", chainId, height);
  }

  /// Deletes stored blocks that no reorg can reach any more.
  public void prune(Tx tx, int chainId, long finalHeight) {
    tx.update(
        "DELETE FROM block WHERE chain_id = ? AND height < ?",
        chainId,
        finalHeight - MAX_RECENT_BLOCKS);
  }

  public Optional<BlockRef> remembered(Tx tx, int chainId, long height) {
    return tx.one(
        "SELECT height, hash FROM block WHERE chain_id = ? AND height = ?",
        row -> new BlockRef(row.number("height"), row.text("hash")),
        chainId,
        height);
  }

  private static Cursor cursor(Row row) throws SQLException {
    return new Cursor(
        row.integer("chain_id"),
        row.text("name"),
        new BlockRef(row.number("height"), row.text("hash")),
        row.instant("at"),
        row.instant("clock"),
        row.number("final_height"),
        row.maybeNumber("until_height"),
        row.maybeNumber("from_height"),
        row.bool("to_head"),
        row.bool("paused"),
        row.maybeText("halted"),
        row.maybeText("accept_reorg"));
  }
}
