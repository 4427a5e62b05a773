package coffer.chain;

import coffer.chain.ChainSource.Block;
import coffer.chain.ChainSource.Tip;
import coffer.chain.ChainSource.Unlinked;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Chain.Finality;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.ReorgHalt;
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import coffer.core.payment.ChainUpdate;
import coffer.core.payment.Payments;
import coffer.core.tracking.TrackedTransfers;
import coffer.core.wallet.OwnedOutputs;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import coffer.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one chain, block by block, and never advances past a block that was not processed.
///
/// A step reads the cursor and fetches blocks outside of any transaction. Then, in one transaction,
/// it locks the cursor row, stops if another server moved it, refreshes the watch set, matches,
/// books, and advances. Any number of servers may do this at the same time: one of them advances,
/// the others start again.
public final class BlockScanner {
  private static final Logger LOG = LoggerFactory.getLogger(BlockScanner.class);
  private static final int FINAL_BATCH = 100;
  private static final int HEAD_BATCH = 20;

  private static final int MANY_TRANSFERS = 100;

  /// If only the chain's clock advances, without blocks, it is written at most this often.
  private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

  private final Db db;
  private final Chain chain;
  private final ChainSource source;
  private final ReaderAssets scope;
  private final BlockPrefetcher prefetcher;
  private final WatchSet watched;
  private final Payments payments;
  private final Optional<Long> fromHeight;
  private final InstantSource clock;
  private final OwnedOutputs outputs;
  private final Cursors cursors = new Cursors();
  private final TrackedTransfers tracked = new TrackedTransfers();
  private final BusyAddresses busy;
  private volatile long head;

  /// @param fromHeight of a chain that was never read: the block before the first one to read;
  ///     empty = the head. Reading never starts above the final height
  public BlockScanner(
      Db db,
      Chain chain,
      ChainSource source,
      WatchSet watched,
      Payments payments,
      Optional<Long> fromHeight,
      InstantSource clock) {
    this.db = db;
    this.chain = chain;
    this.source = source;
    this.scope = new ReaderAssets(db, chain, source, clock);
    this.busy = new BusyAddresses(chain, tracked);
    this.prefetcher = new BlockPrefetcher(source, watched, scope::counts, busy);
    this.watched = watched;
    this.outputs = new OwnedOutputs(chain);
    this.payments = payments;
    this.fromHeight = fromHeight;
    this.clock = clock;
  }

  /// The height of the chain's head at the last request; 0 before.
  public long head() {
    return head;
  }

  public Chain chain() {
    return chain;
  }

  /// The tokens that are not read, by asset code, with the reason. They are not offered to payers.
  public Map<String, String> unread() {
    var unread = new TreeMap<String, String>();
    scope.unread().forEach((asset, why) -> unread.put(asset.code(), why));
    return unread;
  }

  /// Processes one batch of blocks.
  ///
  /// @return whether there may be more to do at once
  /// @throws SourceException if no node of the chain gave a valid answer: nothing was changed
  /// @throws AssetsChanged if the chain has assets that the source does not look for: nothing was
  ///     changed
  public boolean step() {
    var cursor = db.tx(tx -> cursors.get(tx, chain.id(), Cursor.HEAD));
    if (cursor.isEmpty()) return start();
    var at = cursor.get();
    var tip = source.tip();
    head = tip.head().height();
    if (tip.head().height() < at.block().height()) {
      throw new SourceException(
          Kind.BEHIND, "its head is " + tip.head().ref() + ", we have read " + at.block());
    }
    if (scope.begin()) prefetcher.drop(); // it was matched with other assets
    if (tip.head().ref().equals(at.block())) return idle(at, tip);
    if (tip.head().height() == at.block().height()) return reorganize(at, tip);
    try {
      var last = Math.min(tip.head().height(), at.block().height() + batch(at, tip));
      var finalHeight = finalHeight(tip, tip.head().height());
      var matching = prefetcher.blocks(at.block(), last, finalHeight);
      var next = matching.last().ref();
      var nextLast = Math.min(finalHeight, next.height() + FINAL_BATCH);
      if (nextLast > next.height() + HEAD_BATCH) prefetcher.begin(next, nextLast);
      return apply(at, Optional.empty(), matching, tip);
    } catch (Unlinked _) {
      return reorganize(at, tip);
    }
  }

  /// The batch size: below the final height blocks are read in ranges, above it one by one.
  private long batch(Cursor at, Tip tip) {
    var behind = finalHeight(tip, tip.head().height()) - at.block().height();
    return behind > HEAD_BATCH ? Math.min(behind, FINAL_BATCH) : HEAD_BATCH;
  }

  /// Starts at a final block: if a reorg undid the first block in the database, there would be no
  /// block below it to find the common ancestor.
  private boolean start() {
    var tip = source.tip();
    var newest = tip.head().height();
    var asked = fromHeight.orElse(newest);
    if (asked > newest) throw new SourceException(Kind.BEHIND, "has no block " + asked);
    var height = Math.min(asked, finalHeight(tip, newest));
    var header =
        source
            .header(height)
            .orElseThrow(() -> new SourceException(Kind.BEHIND, "has no block " + height));
    db.run(
        tx ->
            cursors.start(tx, chain.id(), Cursor.HEAD, header, Optional.empty(), clock.instant()));
    scope.begin();
    return true;
  }

  /// Handles a step without new blocks: reads the mempool, and records the chain's clock and
  /// finality if they advanced.
  private boolean idle(Cursor at, Tip tip) {
    if (source.readsMempool() && !mempool(at)) return true;
    var height = at.block().height();
    var finalHeight = Math.max(at.finalHeight(), finalHeight(tip, height));
    var known = at.clock().plus(CLOCK_STEP);
    var later = tip.clock().isAfter(known) && clock.instant().isAfter(known);
    if (finalHeight == at.finalHeight() && !later) return false;
    db.run(
        tx -> {
          if (!lockUnchanged(tx, at)) return;
          requireFinal(tx, tip, List.of(), height);
          advance(tx, tip.head(), tip.clock(), finalHeight);
          payments.onBlocks(
              tx, branch(Optional.empty(), List.of(), List.of(), List.of(), height, finalHeight));
        });
    return false;
  }

  /// @return false if a new block arrived meanwhile: the mempool's answer is not for this head
  private boolean mempool(Cursor at) {
    var pending = db.tx(tx -> payments.pending(tx, chain));
    var answer = source.unconfirmed(pending);
    // A transaction that left the mempool may be in a block that was not read yet. So the answer
    // counts only if the cursor is at the node's head.
    if (answer.isEmpty() || !answer.get().at().equals(at.block())) return false;
    var gone = answer.get().gone();
    var seen = answer.get().seen();
    var matching = TransferMatcher.of(source, watched, scope::counts, Optional.of(busy), seen);
    do matching.resolve();
    while (!db.tx(tx -> book(tx, at, matching, gone)));
    return true;
  }

  /// @return false if the details of more candidates must be fetched first
  private boolean book(Tx tx, Cursor at, TransferMatcher unconfirmed, Set<String> gone) {
    if (!lockUnchanged(tx, at)) return true;
    watched.refresh(tx);
    busy.refresh(tx, clock.instant());
    if (!unconfirmed.complete()) return false;
    var spends = spends(tx, unconfirmed);
    if (unconfirmed.transfers().isEmpty() && spends.isEmpty() && gone.isEmpty()) return true;
    payments.onUnconfirmed(tx, chain, unconfirmed.transfers(), spends, gone);
    return true;
  }

  private List<Spend> spends(Tx tx, TransferMatcher matching) {
    if (!source.spendsOutputs()) return List.of();
    outputs.refresh(tx);
    return matching.spends(outputs);
  }

  /// Follows another branch: undoes blocks down to the common ancestor and applies the new branch,
  /// in one transaction.
  private boolean reorganize(Cursor at, Tip tip) {
    prefetcher.drop(); // it might switch to another endpoint while the branches are compared
    var ancestor = ancestor(at);
    if (ancestor.isEmpty()) {
      halt(at, "no block that we remember is in the branch that the node follows");
      return false;
    }
    var height = ancestor.get().height();
    var first = source.header(height + 1);
    if (first.isEmpty()) return true; // the branch changed meanwhile
    if (height < at.finalHeight() && !accepted(at, first.get())) {
      halt(at, new ReorgHalt(ancestor.get(), first.get().ref()).text());
      return false;
    }
    var last = Math.min(at.block().height() + HEAD_BATCH, tip.head().height());
    List<Block> blocks;
    try {
      blocks = branchUpTo(ancestor.get(), last, finalHeight(tip, tip.head().height()));
    } catch (Unlinked _) {
      return true;
    }
    // Apply only the branch that was checked: the node may follow a third one by now.
    if (!blocks.getFirst().header().ref().equals(first.get().ref())) return true;
    var matching = TransferMatcher.of(source, watched, scope::counts, Optional.of(busy), blocks);
    matching.resolve();
    return apply(at, ancestor, matching, tip);
  }

  /// Reads the new branch beyond the height of the old one. A transaction that was mined again,
  /// perhaps in a later block, is then processed together with its undo.
  private List<Block> branchUpTo(BlockRef ancestor, long height, long finalHeight) {
    var blocks = new ArrayList<Block>();
    for (var after = ancestor; after.height() < height; after = blocks.getLast().header().ref()) {
      blocks.addAll(source.blocks(after, height, finalHeight));
    }
    return blocks;
  }

  private Optional<BlockRef> ancestor(Cursor at) {
    for (var height = at.block().height(); ; height--) {
      var wanted = height;
      var known = db.tx(tx -> cursors.remembered(tx, chain.id(), wanted));
      if (known.isEmpty()) return Optional.empty();
      var current = source.header(height).map(BlockHeader::ref);
      if (!current.equals(known)) continue;
      if (height == at.block().height()) {
        throw new SourceException(Kind.INCONSISTENT, "its head and its blocks differ");
      }
      return known;
    }
  }

  private boolean accepted(Cursor at, BlockHeader first) {
    return at.acceptReorg().map(hash -> hash.equals(first.hash())).orElse(false)
        || source.agreed(first.ref());
  }

  private void halt(Cursor at, String reason) {
    if (!at.halted().equals(Optional.of(reason))) {
      db.run(tx -> cursors.halt(tx, chain.id(), Cursor.HEAD, reason, clock.instant()));
      LOG.error("chain {} is halted, nothing on it is credited: {}", chain, reason);
    }
    throw new SourceException(Kind.INCONSISTENT, reason);
  }

  /// Books the blocks and advances the cursor to the last one.
  private boolean apply(Cursor at, Optional<BlockRef> ancestor, TransferMatcher matching, Tip tip) {
    while (!db.tx(tx -> book(tx, at, ancestor, matching, tip))) matching.resolve();
    return matching.last().height() < tip.head().height();
  }

  /// @return false if the details of more candidates must be fetched first
  private boolean book(
      Tx tx, Cursor at, Optional<BlockRef> ancestor, TransferMatcher matching, Tip tip) {
    if (!lockUnchanged(tx, at)) return true;
    scope.require(tx);
    watched.refresh(tx);
    busy.refresh(tx, clock.instant());
    if (!matching.complete()) return false;
    var last = matching.last();
    requireFinal(tx, tip, matching.headers(), last.height());
    // A final block stays final, even if another endpoint does not know it yet.
    var stillFinal =
        Math.min(at.finalHeight(), ancestor.map(BlockRef::height).orElse(Long.MAX_VALUE));
    var finalHeight = Math.max(stillFinal, finalHeight(tip, last.height()));
    // On a chain with a mempool, an earlier payment may still be in it: there the clock advances
    // only after the mempool was read.
    var whole = last.height() == tip.head().height() && !source.readsMempool();
    // First, so that events count confirmations up to the last of these blocks.
    advance(tx, last, whole ? tip.clock() : last.at(), finalHeight);
    var update =
        branch(
            ancestor.map(BlockRef::height),
            matching.headers(),
            matching.transfers(),
            spends(tx, matching),
            last.height(),
            finalHeight);
    payments.onBlocks(tx, update);
    tracked.onBlocks(tx, update, clock.instant());
    tracked.count(tx, chain, matching.toBusyAddresses());
    // Before the next blocks are matched: these may have used up a budget.
    if (update.transfers().size() >= MANY_TRANSFERS) busy.refresh(tx, clock.instant());
    ancestor.ifPresent(block -> cursors.forgetAbove(tx, chain.id(), block.height()));
    cursors.remember(tx, chain.id(), matching.headers());
    cursors.prune(tx, chain.id(), finalHeight);
    return true;
  }

  /// Checks that the node's final block is in the branch that was read. Several nodes may share one
  /// URL, and the node that sent the blocks may follow another branch.
  ///
  /// @param blocks about to be booked; `last` is the height of the last one
  private void requireFinal(Tx tx, Tip tip, List<BlockHeader> blocks, long last) {
    var claimed =
        tip.finalBlock().filter(block -> block.height() <= last && !block.hash().isEmpty());
    if (claimed.isEmpty()) return;
    var height = claimed.get().height();
    var read = blocks.stream().map(BlockHeader::ref).filter(ref -> ref.height() == height);
    var known = read.findFirst().or(() -> cursors.remembered(tx, chain.id(), height));
    if (known.isEmpty() || known.equals(claimed)) return;
    throw new SourceException(
        Kind.INCONSISTENT,
        "calls %s final, its blocks are of %s".formatted(claimed.get(), known.get()));
  }

  private void advance(Tx tx, BlockHeader to, Instant chainClock, long finalHeight) {
    cursors.advance(tx, chain.id(), Cursor.HEAD, to, chainClock, finalHeight, clock.instant());
  }

  /// Locks the cursor. Returns false if its row changed since it was read, the block or the final
  /// height: decisions based on the old row must be made again.
  private boolean lockUnchanged(Tx tx, Cursor at) {
    return cursors.lock(tx, chain.id(), Cursor.HEAD).map(at::equals).orElse(false);
  }

  private ChainUpdate branch(
      Optional<Long> ancestor,
      List<BlockHeader> blocks,
      List<Transfer> transfers,
      List<Spend> spends,
      long height,
      long finalHeight) {
    return new ChainUpdate(
        chain, ancestor, blocks, transfers, spends, height, finalHeight, source.readsMempool());
  }

  private long finalHeight(Tip tip, long height) {
    var claimed =
        switch (chain.spec().finality()) {
          case Finality.Tag() ->
              tip.finalHeight()
                  .orElseThrow(
                      () -> new SourceException(Kind.BROKEN, "does not say what is final"));
          case Finality.Depth(int blocks) -> height - blocks + 1;
        };
    return Math.max(0, Math.min(claimed, height));
  }
}
