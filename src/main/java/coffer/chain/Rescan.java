package coffer.chain;

import coffer.core.chain.BlockHeader;
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
    this.watched = watched;
    this.outputs = new Outputs(chain);
    this.payments = payments;
    this.clock = clock;
  }

  /// Asks for a rescan from a final height up to the head. Which node does it is the scanner's
  /// business.
  ///
  /// @return empty if the chain was never read, or nothing final is at that height
  public static Optional<String> request(Tx tx, Chain chain, long from, Instant now) {
    var cursors = new Cursors();
    var head = cursors.get(tx, chain.id(), Cursor.HEAD);
    if (head.isEmpty() || from < 1 || from > head.get().finalHeight()) return Optional.empty();
    var name = "rescan-" + from;
    // One that is under way begins anew: it was asked for because more is watched now.
    cursors.finish(tx, chain.id(), name);
    // The hash is filled in by whoever reads the chain.
    var before = new BlockHeader(from - 1, "", "", Instant.EPOCH);
    cursors.start(tx, chain.id(), name, before, Optional.of(head.get().finalHeight()), now);
    return Optional.of(name);
  }

  /// Goes on with each rescan by one batch.
  ///
  /// @return whether there is more to do
  public boolean step() {
    var rescans = db.tx(tx -> cursors.rescans(tx, chain.id()));
    for (var rescan : rescans) step(rescan);
    return !rescans.isEmpty();
  }

  private void step(Cursor at) {
    var until = until(at);
    if (at.block().height() >= until) {
      toHead(at);
      return;
    }
    var after = at.block();
    if (after.hash().isEmpty()) {
      after =
          source
              .header(after.height())
              .orElseThrow(
                  () ->
                      new SourceException(
                          SourceException.Kind.BROKEN, "has no block " + at.block().height()))
              .ref();
    }
    var last = Math.min(until, after.height() + BATCH);
    var matching = Matching.of(source, watched, source.blocks(after, last, until));
    do matching.resolve();
    while (!db.tx(tx -> book(tx, at, matching, false)));
  }

  /// What has become final since it was asked for is read, too.
  private long until(Cursor at) {
    return Math.max(at.until().orElseThrow(), head().finalHeight());
  }

  private Cursor head() {
    return db.tx(tx -> cursors.get(tx, chain.id(), Cursor.HEAD)).orElseThrow();
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
    if (!reached.equals(head)) return; // a reorg is for the scanner to see first
    var matching = Matching.of(source, watched, blocks);
    do matching.resolve();
    while (!db.tx(tx -> book(tx, at, matching, true)));
  }

  /// @param toHead whether these are the blocks up to the head, the last ones
  private boolean book(Tx tx, Cursor at, Matching matching, boolean toHead) {
    // The head's row first, always: it is what keeps the scanner and us from booking side by side.
    var head = cursors.lock(tx, chain.id(), Cursor.HEAD).orElseThrow();
    var now = cursors.lock(tx, chain.id(), at.name());
    if (now.isEmpty() || !now.get().block().equals(at.block())) return true;
    var reached = matching.headers().isEmpty() ? at.block() : matching.last().ref();
    if (toHead && !reached.equals(head.block())) return true; // it went on: once more
    watched.refresh(tx);
    if (!matching.complete()) return false;
    payments.onBlocks(
        tx,
        new Branch(
            chain,
            Optional.empty(),
            matching.headers(),
            matching.transfers(),
            spends(tx, matching),
            head.block().height(),
            head.finalHeight(),
            source.readsMempool()));
    if (toHead) {
      cursors.finish(tx, chain.id(), at.name());
      return true;
    }
    var last = matching.last();
    cursors.advance(tx, chain.id(), at.name(), last, last.at(), last.height(), clock.instant());
    return true;
  }

  private List<Spend> spends(Tx tx, Matching matching) {
    if (!source.spendsOutputs()) return List.of();
    outputs.refresh(tx);
    return matching.spends(outputs);
  }
}
