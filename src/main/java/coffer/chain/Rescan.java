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

/// Reads blocks once more, for a chain or token that was switched on later: a second cursor
/// over the same path. What was booked already is found by its key and left alone.
///
/// It ends, however slowly a node answers. First it reads up to the head of the moment in which it
/// was asked for: later blocks the scanner reads knowing what is watched now. But while the rescan
/// went on, the scanner did not know what had come in its blocks, and could not see it leave where
/// outputs are spent. So the rescan goes on up to the head of the moment in which it arrived there,
/// and ends: from then on the scanner knows.
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

  /// Asks for a rescan from a final height up to the head. Which node does it is the scanner's
  /// business. One from that height that is under way begins anew: it was asked for because more is
  /// watched now.
  ///
  /// @return empty where [#refusal] says why it cannot be
  public static Optional<String> request(Tx tx, Chain chain, long from, Instant now) {
    if (refusal(tx, chain, from).isPresent()) return Optional.empty();
    var cursors = new Cursors();
    var head = cursors.get(tx, chain.id(), Cursor.HEAD).orElseThrow();
    var name = "rescan-" + from;
    cursors.rescan(tx, chain.id(), name, from, head.block().height(), true, now);
    return Optional.of(name);
  }

  /// Why a rescan cannot begin at a height; empty if it can.
  public static Optional<String> refusal(Tx tx, Chain chain, long from) {
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

  /// Asks for the blocks in which an asset was quoted and not looked for.
  ///
  /// @param until the last of them: those after it are read with it
  /// @param toHead whether what left later must be looked for, too
  static void fill(
      Tx tx, Chain chain, Asset asset, long from, long until, boolean toHead, Instant now) {
    if (from > until) return;
    new Cursors().rescan(tx, chain.id(), Cursor.gap(asset.code()), from, until, toHead, now);
  }

  /// Cancels the rescans of a chain: all, or those from one height. What they booked stays. One
  /// that fills a gap is only paused: that these blocks were not read stays on record.
  ///
  /// @return what was cancelled or paused, as it was
  public static List<Cursor> cancel(Tx tx, Chain chain, Optional<Long> from, Instant now) {
    var cursors = new Cursors();
    var found = some(tx, chain, from, false);
    for (var each : found) {
      if (Cursor.gapOf(each.name()).isEmpty()) cursors.finish(tx, chain.id(), each.name());
      else cursors.pause(tx, chain.id(), each.name(), true, now);
    }
    return found;
  }

  /// Goes on with what was paused.
  ///
  /// @return what goes on
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

  /// Goes on with each rescan by one batch.
  ///
  /// @return whether there is more to do at once
  public boolean step() {
    var more = false;
    for (var rescan : underWay()) more |= step(rescan);
    return more;
  }

  List<Cursor> underWay() {
    return underWay(db, chain);
  }

  /// Those that are not paused.
  static List<Cursor> underWay(Db db, Chain chain) {
    return db.tx(tx -> some(tx, chain, Optional.empty(), false));
  }

  /// @return false if it waits for the scanner
  boolean step(Cursor at) {
    scope.refresh();
    var head = head();
    var last = Math.min(at.until().orElseThrow(), head.block().height());
    if (at.block().height() >= last) return false; // its last block is not there yet
    try {
      batch(at, last, head.finalHeight());
      return true;
    } catch (Unlinked e) {
      if (!onOurBranch(at.block())) return goBack(at);
      // A reorg is for the scanner to see first.
      if (at.block().height() >= head.finalHeight()) return false;
      throw new SourceException(Kind.INCONSISTENT, "the node follows another branch", e);
    }
  }

  private Cursor head() {
    return db.tx(tx -> cursors.get(tx, chain.id(), Cursor.HEAD)).orElseThrow();
  }

  /// Below finality blocks come in ranges; above it one by one.
  private void batch(Cursor at, long until, long finalHeight) {
    var after = at.block().hash().isEmpty() ? first(at.block().height()) : at.block();
    var last =
        after.height() < finalHeight
            ? Math.min(finalHeight, after.height() + FINAL_BATCH)
            : after.height() + HEAD_BATCH;
    var blocks = source.blocks(after, Math.min(last, until), finalHeight);
    var matching = TransferMatcher.of(source, watched, scope::counts, blocks);
    do matching.resolve();
    while (!db.tx(tx -> book(tx, at, matching)));
  }

  private BlockRef first(long height) {
    return source
        .header(height)
        .orElseThrow(() -> new SourceException(Kind.BROKEN, "has no block " + height))
        .ref();
  }

  /// Whether the scanner processed this block, as far as it remembers.
  private boolean onOurBranch(BlockRef block) {
    if (block.hash().isEmpty()) return true; // where a rescan begins
    return db.tx(tx -> cursors.remembered(tx, chain.id(), block.height()))
        .map(block::equals)
        .orElse(true);
  }

  /// A reorg undid the block that it had reached. No reorg is followed deeper than blocks are
  /// remembered: below that they are the same.
  private boolean goBack(Cursor at) {
    var start = at.from().map(from -> from - 1).orElse(0L);
    var height = Math.max(start, at.block().height() - Cursors.MAX_RECENT_BLOCKS);
    db.run(tx -> cursors.goBack(tx, at, height, clock.instant()));
    return true;
  }

  /// @return false if the details of more candidates must be fetched first
  private boolean book(Tx tx, Cursor at, TransferMatcher matching) {
    // The head's row first, always: it is what keeps the scanner and us from booking side by side.
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

  /// The rescan may ask another endpoint than the scanner does: that one may follow a branch that
  /// was undone.
  private void requireOurBranch(Tx tx, BlockRef reached) {
    var ours = cursors.remembered(tx, chain.id(), reached.height());
    if (ours.isPresent() && !ours.get().equals(reached)) throw new Unlinked(reached);
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
