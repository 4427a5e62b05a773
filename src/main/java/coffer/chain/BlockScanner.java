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
import coffer.core.chain.Spend;
import coffer.core.chain.Transfer;
import coffer.core.payment.ChainUpdate;
import coffer.core.payment.Payments;
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

/// Reads one chain, block after block, and never advances past one that was not processed.
///
/// A step reads the cursor, fetches outside any transaction, and then in one transaction locks the
/// cursor row, gives up if somebody else moved it, refreshes the watch set, matches, books, and
/// advances. Any number of nodes may do this at once: one of them advances, the others begin anew.
public final class BlockScanner {
  private static final Logger LOG = LoggerFactory.getLogger(BlockScanner.class);
  private static final int FINAL_BATCH = 100;
  private static final int HEAD_BATCH = 20;

  /// A chain whose clock goes on without blocks is not worth a write each time it is looked at.
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
  private volatile long head;

  /// @param fromHeight the block before the first one to read, for a chain never read before; empty
  ///     = its head. Either way no later than what is final
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
    this.prefetcher = new BlockPrefetcher(source, watched, scope::counts);
    this.watched = watched;
    this.outputs = new OwnedOutputs(chain);
    this.payments = payments;
    this.fromHeight = fromHeight;
    this.clock = clock;
  }

  /// The height of the chain's head when it was last asked.
  public long head() {
    return head;
  }

  public Chain chain() {
    return chain;
  }

  /// The tokens that are not read, by their code, and why. They are not offered.
  public Map<String, String> unread() {
    var unread = new TreeMap<String, String>();
    scope.unread().forEach((asset, why) -> unread.put(asset.code(), why));
    return unread;
  }

  /// Goes on by one batch of blocks.
  ///
  /// @return whether there may be more to do at once
  /// @throws SourceException if the chain's nodes gave no answer that can be believed: nothing
  ///     happened
  /// @throws AssetsChanged if the chain has assets that the source does not look for: nothing
  ///     happened
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
    if (scope.begin()) prefetcher.drop(); // what was looked through there is not enough any more
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

  /// Below finality blocks come in ranges; above it one by one.
  private long batch(Cursor at, Tip tip) {
    var behind = finalHeight(tip, tip.head().height()) - at.block().height();
    return behind > HEAD_BATCH ? Math.min(behind, FINAL_BATCH) : HEAD_BATCH;
  }

  /// Behind a final block: if a reorg undid the first block that we know, there would be none below
  /// it by which to find where the branches part.
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

  /// Nothing new in blocks: the mempool is read, and the chain's clock and finality may have moved
  /// on.
  private boolean idle(Cursor at, Tip tip) {
    if (source.readsMempool() && !mempool(at)) return true;
    var height = at.block().height();
    var finalHeight = Math.max(at.finalHeight(), finalHeight(tip, height));
    var known = at.clock().plus(CLOCK_STEP);
    var later = tip.clock().isAfter(known) && clock.instant().isAfter(known);
    if (finalHeight == at.finalHeight() && !later) return false;
    db.run(
        tx -> {
          if (!mine(tx, at)) return;
          requireFinal(tx, tip, List.of(), height);
          advance(tx, tip.head(), tip.clock(), finalHeight);
          payments.onBlocks(
              tx, branch(Optional.empty(), List.of(), List.of(), List.of(), height, finalHeight));
        });
    return false;
  }

  /// @return false if a block came meanwhile: then the mempool says nothing about this one
  private boolean mempool(Cursor at) {
    var pending = db.tx(tx -> payments.pending(tx, chain));
    var answer = source.unconfirmed(pending);
    // Gone from the mempool may mean mined: only at the very head can the two be told apart.
    if (answer.isEmpty() || !answer.get().at().equals(at.block())) return false;
    var gone = answer.get().gone();
    var matching = TransferMatcher.of(source, watched, scope::counts, answer.get().seen());
    do matching.resolve();
    while (!db.tx(tx -> book(tx, at, matching, gone)));
    return true;
  }

  /// @return false if the details of more candidates must be fetched first
  private boolean book(Tx tx, Cursor at, TransferMatcher unconfirmed, Set<String> gone) {
    if (!mine(tx, at)) return true;
    watched.refresh(tx);
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

  /// Another branch took over: back to where they part, and forward on the new one, in one
  /// transaction.
  private boolean reorganize(Cursor at, Tip tip) {
    prefetcher.drop(); // or it might turn to another endpoint while we compare the branches
    var ancestor = ancestor(at);
    if (ancestor.isEmpty()) {
      halt(at, "no block that we remember is in the branch that the node follows");
      return false;
    }
    var height = ancestor.get().height();
    var first = source.header(height + 1);
    if (first.isEmpty()) return true; // it moved while we looked
    if (height < at.finalHeight() && !accepted(at, first.get())) {
      halt(
          at,
          "the node undoes final blocks above %s in favour of %s; no other endpoint agrees"
              .formatted(ancestor.get(), first.get().ref()));
      return false;
    }
    var last = Math.min(at.block().height() + HEAD_BATCH, tip.head().height());
    List<Block> blocks;
    try {
      blocks = branchUpTo(ancestor.get(), last, finalHeight(tip, tip.head().height()));
    } catch (Unlinked _) {
      return true;
    }
    // What was judged is what is applied, not a third branch that the node follows by now.
    if (!blocks.getFirst().header().ref().equals(first.get().ref())) return true;
    var matching = TransferMatcher.of(source, watched, scope::counts, blocks);
    matching.resolve();
    return apply(at, ancestor, matching, tip);
  }

  /// The new branch further than the old one reached, so that what was mined again, perhaps in a
  /// later block, is seen together with what was undone.
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
      var ours = db.tx(tx -> cursors.remembered(tx, chain.id(), wanted));
      if (ours.isEmpty()) return Optional.empty();
      var theirs = source.header(height).map(BlockHeader::ref);
      if (!theirs.equals(ours)) continue;
      if (height == at.block().height()) {
        throw new SourceException(Kind.INCONSISTENT, "its head and its blocks differ");
      }
      return ours;
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

  /// Advances to the last of the blocks, and books them.
  private boolean apply(Cursor at, Optional<BlockRef> ancestor, TransferMatcher matching, Tip tip) {
    while (!db.tx(tx -> book(tx, at, ancestor, matching, tip))) matching.resolve();
    return matching.last().height() < tip.head().height();
  }

  /// @return false if the details of more candidates must be fetched first
  private boolean book(
      Tx tx, Cursor at, Optional<BlockRef> ancestor, TransferMatcher matching, Tip tip) {
    if (!mine(tx, at)) return true;
    scope.require(tx);
    watched.refresh(tx);
    if (!matching.complete()) return false;
    var last = matching.last();
    requireFinal(tx, tip, matching.headers(), last.height());
    // What was final stays so, though another endpoint may not know it yet.
    var stillFinal =
        Math.min(at.finalHeight(), ancestor.map(BlockRef::height).orElse(Long.MAX_VALUE));
    var finalHeight = Math.max(stillFinal, finalHeight(tip, last.height()));
    // Where a mempool is read, money may wait there unseen: the clock goes on when it was looked
    // at.
    var whole = last.height() == tip.head().height() && !source.readsMempool();
    // First, so that what is told counts confirmations up to the last of these blocks.
    advance(tx, last, whole ? tip.clock() : last.at(), finalHeight);
    payments.onBlocks(
        tx,
        branch(
            ancestor.map(BlockRef::height),
            matching.headers(),
            matching.transfers(),
            spends(tx, matching),
            last.height(),
            finalHeight));
    ancestor.ifPresent(block -> cursors.forgetAbove(tx, chain.id(), block.height()));
    cursors.remember(tx, chain.id(), matching.headers());
    cursors.prune(tx, chain.id(), finalHeight);
    return true;
  }

  /// What a node calls final is so in its own branch. Behind one address there may be several
  /// nodes, and the one that told the blocks may follow another branch.
  ///
  /// @param blocks that are about to be booked, the last of this height
  private void requireFinal(Tx tx, Tip tip, List<BlockHeader> blocks, long last) {
    var said = tip.finalBlock().filter(block -> block.height() <= last && !block.hash().isEmpty());
    if (said.isEmpty()) return;
    var height = said.get().height();
    var read = blocks.stream().map(BlockHeader::ref).filter(ref -> ref.height() == height);
    var ours = read.findFirst().or(() -> cursors.remembered(tx, chain.id(), height));
    if (ours.isEmpty() || ours.equals(said)) return;
    throw new SourceException(
        Kind.INCONSISTENT,
        "calls %s final, its blocks are of %s".formatted(said.get(), ours.get()));
  }

  private void advance(Tx tx, BlockHeader to, Instant chainClock, long finalHeight) {
    cursors.advance(tx, chain.id(), Cursor.HEAD, to, chainClock, finalHeight, clock.instant());
  }

  /// Locks the cursor; false if anything in it changed since it was read: the block, but also what
  /// is final there. What was decided by the old row must be decided again.
  private boolean mine(Tx tx, Cursor at) {
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
