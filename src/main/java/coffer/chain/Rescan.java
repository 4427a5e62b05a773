package coffer.chain;

import coffer.chain.ChainSource.Unlinked;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.Spend;
import coffer.core.payment.ChainUpdate;
import coffer.core.payment.Payments;
import coffer.core.wallet.OwnedOutputs;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import coffer.db.Tx;
import java.time.Instant;
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

  /// Requests a rescan from a final height up to the head. The server that runs the scanner
  /// performs it. A rescan from the same height that is under way starts again: it was requested
  /// because more addresses are watched now.
  ///
  /// @return the rescan's name; empty if [#rejectionReason] reports a reason against it
  public static Optional<String> request(Tx tx, Chain chain, long from, Instant now) {
    if (rejectionReason(tx, chain, from).isPresent()) return Optional.empty();
    var cursors = new Cursors();
    var head = cursors.get(tx, chain.id(), Cursor.HEAD).orElseThrow();
    var name = "rescan-" + from;
    cursors.rescan(tx, chain.id(), name, from, head.block().height(), true, now);
    return Optional.of(name);
  }

  /// Why a rescan cannot begin at a height; empty if it can.
  public static Optional<String> rejectionReason(Tx tx, Chain chain, long from) {
    if (from < 1) {
      return Optional.of(
          "blocks are read from height 1 on: no payment is in a chain's first block");
    }
    var head = new Cursors().get(tx, chain.id(), Cursor.HEAD);
    if (head.isEmpty()) return Optional.of(chain + " was never read");
    if (from > head.get().block().height()) {
      return Optional.of(
          "block %d was never read: %s is read up to %d"
              .formatted(from, chain, head.get().block().height()));
    }
    if (from > head.get().finalHeight()) {
      return Optional.of(
          "block %d is not final yet: %s is final up to %d"
              .formatted(from, chain, head.get().finalHeight()));
    }
    return Optional.empty();
  }

  /// Requests a rescan of the blocks in which an asset was quoted but not looked for.
  ///
  /// @param until the last of them: the scanner looks for the asset in later blocks
  /// @param toHead whether to continue to the head, to find later outflows
  static void fill(
      Tx tx, Chain chain, Asset asset, long from, long until, boolean toHead, Instant now) {
    if (from > until) return;
    new Cursors().rescan(tx, chain.id(), Cursor.gap(asset.code()), from, until, toHead, now);
  }

  /// Cancels the rescans of a chain: all, or those from one height. What they booked stays. A
  /// rescan that fills a gap is only paused: the record that these blocks were not read stays.
  ///
  /// @return what was cancelled or paused, as it was before
  public static List<Cursor> cancel(Tx tx, Chain chain, Optional<Long> from, Instant now) {
    var cursors = new Cursors();
    var found = some(tx, chain, from, false);
    for (var each : found) {
      if (Cursor.gapOf(each.name()).isEmpty()) cursors.finish(tx, chain.id(), each.name());
      else cursors.pause(tx, chain.id(), each.name(), true, now);
    }
    return found;
  }

  /// Resumes paused rescans.
  ///
  /// @return what was resumed
  public static List<Cursor> resume(Tx tx, Chain chain, Optional<Long> from, Instant now) {
    var cursors = new Cursors();
    var found = some(tx, chain, from, true);
    found.forEach(each -> cursors.pause(tx, chain.id(), each.name(), false, now));
    return found;
  }

  private static List<Cursor> some(Tx tx, Chain chain, Optional<Long> from, boolean paused) {
    return new Cursors()
        .rescans(tx, chain.id()).stream()
            .filter(each -> each.paused() == paused)
            .filter(each -> from.isEmpty() || each.from().equals(from))
            .toList();
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
    return unfinished(db, chain);
  }

  /// The rescans that are not paused.
  static List<Cursor> unfinished(Db db, Chain chain) {
    return db.tx(tx -> some(tx, chain, Optional.empty(), false));
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
