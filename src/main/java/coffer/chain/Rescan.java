package coffer.chain;

import coffer.chain.ChainSource.Unlinked;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.Rescans;
import coffer.core.chain.Spend;
import coffer.core.payment.ChainUpdate;
import coffer.core.payment.Payments;
import coffer.core.wallet.OwnedOutputs;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import coffer.db.Tx;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Reads old blocks again, for a chain or token that was switched on later: a second cursor over
/// the same chain. Transfers that were booked already are found by their key and not booked again.
///
/// It ends, however slowly a node answers. First it reads up to the head at the time of the
/// request: the scanner reads the later blocks with the current watch set. But while the rescan was
/// running, the scanner did not know the outputs that the rescan found, and could not see them
/// spent. So the rescan goes on once more, up to the head at the time when it reached that block,
/// and ends: from then on the scanner knows all outputs. A rescan that fills a gap does so only on
/// chains with outputs.
public final class Rescan {
  private static final int FINAL_BATCH = 100;
  private static final int HEAD_BATCH = 20;

  private final Db db;
  private final Chain chain;
  private final ChainSource source;
  private final ReaderAssets scope;
  private final WatchSet watched;
  private final Payments payments;
  private final InstantSource clock;
  private final OwnedOutputs outputs;
  private final Cursors cursors = new Cursors();

  public Rescan(
      Db db,
      Chain chain,
      ChainSource source,
      WatchSet watched,
      Payments payments,
      InstantSource clock) {
    this.db = db;
    this.chain = chain;
    this.source = source;
    this.scope = new ReaderAssets(db, chain, source, clock);
    this.watched = watched;
    this.outputs = new OwnedOutputs(chain);
    this.payments = payments;
    this.clock = clock;
  }

  /// Processes one batch of each rescan.
  ///
  /// @return whether there is more to do at once
  public boolean step() {
    var more = false;
    for (var rescan : unfinished()) more |= step(rescan);
    return more;
  }

  List<Cursor> unfinished() {
    return db.tx(tx -> Rescans.unfinished(tx, chain));
  }

  /// @return false if it must wait for the scanner
  boolean step(Cursor at) {
    scope.refresh();
    var head = head();
    var last = Math.min(at.until().orElseThrow(), head.block().height());
    if (at.block().height() >= last) return false; // its last block is not read yet
    try {
      batch(at, last, head.finalHeight());
      return true;
    } catch (Unlinked e) {
      if (!onOurBranch(at.block())) return goBack(at);
      // The scanner must process a reorg first.
      if (at.block().height() >= head.finalHeight()) return false;
      throw new SourceException(Kind.INCONSISTENT, "the node follows another branch", e);
    }
  }

  private Cursor head() {
    return db.tx(tx -> cursors.get(tx, chain.id(), Cursor.HEAD)).orElseThrow();
  }

  /// Processes one batch: below the final height blocks are read in ranges, above it one by one.
  private void batch(Cursor at, long until, long finalHeight) {
    var after = at.block().hash().isEmpty() ? first(at.block().height()) : at.block();
    var last =
        after.height() < finalHeight
            ? Math.min(finalHeight, after.height() + FINAL_BATCH)
            : after.height() + HEAD_BATCH;
    var blocks = source.blocks(after, Math.min(last, until), finalHeight);
    var matching = TransferMatcher.of(source, watched, scope::counts, Optional.empty(), blocks);
    do matching.resolve();
    while (!db.tx(tx -> book(tx, at, matching)));
  }

  private BlockRef first(long height) {
    return source
        .header(height)
        .orElseThrow(() -> new SourceException(Kind.BROKEN, "has no block " + height))
        .ref();
  }

  /// Whether the scanner processed this block, as far as its blocks are remembered.
  private boolean onOurBranch(BlockRef block) {
    if (block.hash().isEmpty()) return true; // the start of a rescan
    return db.tx(tx -> cursors.remembered(tx, chain.id(), block.height()))
        .map(block::equals)
        .orElse(true);
  }

  /// A reorg undid the block that the rescan had reached. The scanner never undoes blocks deeper
  /// than those that are remembered, so deeper blocks are unchanged.
  private boolean goBack(Cursor at) {
    var start = at.from().map(from -> from - 1).orElse(0L);
    var height = Math.max(start, at.block().height() - Cursors.MAX_RECENT_BLOCKS);
    db.run(tx -> cursors.goBack(tx, at, height, clock.instant()));
    return true;
  }

  /// @return false if the details of more candidates must be fetched first
  private boolean book(Tx tx, Cursor at, TransferMatcher matching) {
    // Always the head's row first: this lock keeps the scanner and the rescan from booking at once.
    var head = cursors.lock(tx, chain.id(), Cursor.HEAD).orElseThrow();
    var now = cursors.lock(tx, chain.id(), at.name());
    if (now.isEmpty() || !now.get().equals(at)) return true;
    scope.require(tx);
    var last = matching.last();
    requireOurBranch(tx, last.ref());
    watched.refresh(tx);
    if (!matching.complete()) return false;
    payments.onBlocks(tx, branch(tx, matching, head));
    advance(tx, at, last, head.block());
    return true;
  }

  private void advance(Tx tx, Cursor at, BlockHeader last, BlockRef head) {
    var arrived = last.height() >= at.until().orElseThrow();
    if (arrived && (!at.toHead() || last.ref().equals(head))) {
      cursors.finish(tx, chain.id(), at.name());
      return;
    }
    if (arrived) cursors.endAt(tx, chain.id(), at.name(), head.height());
    cursors.advance(tx, chain.id(), at.name(), last, last.at(), last.height(), clock.instant());
  }

  /// The rescan may use another endpoint than the scanner: that one may follow a branch that was
  /// undone.
  private void requireOurBranch(Tx tx, BlockRef reached) {
    var known = cursors.remembered(tx, chain.id(), reached.height());
    if (known.isPresent() && !known.get().equals(reached)) throw new Unlinked(reached);
  }

  private ChainUpdate branch(Tx tx, TransferMatcher matching, Cursor head) {
    return new ChainUpdate(
        chain,
        Optional.empty(),
        matching.headers(),
        matching.transfers(),
        spends(tx, matching),
        head.block().height(),
        head.finalHeight(),
        source.readsMempool());
  }

  private List<Spend> spends(Tx tx, TransferMatcher matching) {
    if (!source.spendsOutputs()) return List.of();
    outputs.refresh(tx);
    return matching.spends(outputs);
  }
}
