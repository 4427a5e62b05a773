package coffer.chain;

import coffer.chain.ChainSource.Unlinked;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Chain;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.Spend;
import coffer.core.payment.Branch;
import coffer.core.payment.Payments;
import coffer.core.wallet.Outputs;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import coffer.db.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads blocks once more, for a chain or token that was switched on later: a second cursor
/// over the same path. What was booked already is found by its key and left alone.
public final class Rescan {
  private static final int BATCH = 100;

  private final Db db;
  private final Chain chain;
  private final ChainSource source;
  private final Scope scope;
  private final WatchSet watched;
  private final Payments payments;
  private final InstantSource clock;
  private final Outputs outputs;
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
    this.scope = new Scope(db, chain, source, clock);
    this.watched = watched;
    this.outputs = new Outputs(chain);
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
    cursors.rescan(tx, chain.id(), name, from, head.finalHeight(), true, now);
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
  static void fill(Tx tx, Chain chain, Asset asset, long from, long until, Instant now) {
    if (from > until) return;
    new Cursors().rescan(tx, chain.id(), "gap-" + asset.code(), from, until, false, now);
  }

  /// Cancels the rescans of a chain: all, or those from one height. What they booked stays.
  ///
  /// @return from which heights they were
  public static List<Long> cancel(Tx tx, Chain chain, Optional<Long> from) {
    var cursors = new Cursors();
    var found =
        cursors.rescans(tx, chain.id()).stream()
            .filter(rescan -> from.isEmpty() || rescan.from().equals(from))
            .toList();
    found.forEach(rescan -> cursors.finish(tx, chain.id(), rescan.name()));
    return found.stream().map(rescan -> rescan.from().orElseThrow()).toList();
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
    return db.tx(tx -> cursors.rescans(tx, chain.id()));
  }

  /// @return false if it waits for blocks to become final
  boolean step(Cursor at) {
    scope.refresh();
    try {
      var until = until(at);
      if (at.block().height() < until) {
        batch(at, until);
      } else if (at.toHead()) {
        toHead(at);
      } else {
        return false;
      }
    } catch (Unlinked e) {
      if (!onOurBranch(at.block())) return goBack(at);
      throw new SourceException(Kind.INCONSISTENT, "the node follows another branch", e);
    }
    return true;
  }

  /// What has become final since it was asked for is read, too, where it goes on to the head.
  private long until(Cursor at) {
    long until = at.until().orElseThrow();
    long last = head().finalHeight();
    return at.toHead() ? Math.max(until, last) : Math.min(until, last);
  }

  private Cursor head() {
    return db.tx(tx -> cursors.get(tx, chain.id(), Cursor.HEAD)).orElseThrow();
  }

  private void batch(Cursor at, long until) {
    var after = at.block().hash().isEmpty() ? first(at.block().height()) : at.block();
    var last = Math.min(until, after.height() + BATCH);
    var blocks = source.blocks(after, last, until);
    var matching = Matching.of(source, watched, scope::counts, blocks);
    do matching.resolve();
    while (!db.tx(tx -> book(tx, at, matching, false)));
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
    var height = Math.max(start, at.block().height() - Cursors.KEPT);
    db.run(tx -> cursors.goBack(tx, at, height, clock.instant()));
    return true;
  }

  /// From the last final block up to the very head of the scanner, and there it ends: those blocks
  /// were read by the scanner without knowing what is watched now, or that something had come which
  /// left in them, and it does not read them again.
  private void toHead(Cursor at) {
    var head = head().block();
    var blocks = new ArrayList<ChainSource.Block>();
    for (var after = at.block(); after.height() < head.height(); ) {
      blocks.addAll(source.blocks(after, head.height(), at.block().height()));
      after = blocks.getLast().header().ref();
    }
    var reached = blocks.isEmpty() ? at.block() : blocks.getLast().header().ref();
    if (!reached.equals(head)) {
      // Either it was undone, or a reorg is for the scanner to see first.
      if (!onOurBranch(at.block())) goBack(at);
      return;
    }
    var matching = Matching.of(source, watched, scope::counts, blocks);
    do matching.resolve();
    while (!db.tx(tx -> book(tx, at, matching, true)));
  }

  /// @param toHead whether these are the blocks up to the head, the last ones
  private boolean book(Tx tx, Cursor at, Matching matching, boolean toHead) {
    // The head's row first, always: it is what keeps the scanner and us from booking side by side.
    var head = cursors.lock(tx, chain.id(), Cursor.HEAD).orElseThrow();
    var now = cursors.lock(tx, chain.id(), at.name());
    if (now.isEmpty() || !now.get().equals(at)) return true;
    scope.require(tx);
    var reached = matching.headers().isEmpty() ? at.block() : matching.last().ref();
    if (toHead && !reached.equals(head.block())) return true; // it went on: once more
    requireOurBranch(tx, reached);
    watched.refresh(tx);
    if (!matching.complete()) return false;
    payments.onBlocks(tx, branch(tx, matching, head));
    var ended = toHead || (!at.toHead() && reached.height() >= at.until().orElseThrow());
    if (ended) {
      cursors.finish(tx, chain.id(), at.name());
      return true;
    }
    var last = matching.last();
    cursors.advance(tx, chain.id(), at.name(), last, last.at(), last.height(), clock.instant());
    return true;
  }

  /// The rescan may ask another endpoint than the scanner does: that one may follow a branch that
  /// was undone.
  private void requireOurBranch(Tx tx, BlockRef reached) {
    var ours = cursors.remembered(tx, chain.id(), reached.height());
    if (ours.isPresent() && !ours.get().equals(reached)) throw new Unlinked(reached);
  }

  private Branch branch(Tx tx, Matching matching, Cursor head) {
    return new Branch(
        chain,
        Optional.empty(),
        matching.headers(),
        matching.transfers(),
        spends(tx, matching),
        head.block().height(),
        head.finalHeight(),
        source.readsMempool());
  }

  private List<Spend> spends(Tx tx, Matching matching) {
    if (!source.spendsOutputs()) return List.of();
    outputs.refresh(tx);
    return matching.spends(outputs);
  }
}
