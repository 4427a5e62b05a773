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
import java.util.List;
import java.util.Optional;

/// Reads final blocks once more, for a chain or token that was switched on later: a second cursor
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

  /// Asks for a rescan of final blocks, from a height up to what is final now. Which node does it
  /// is the scanner's business.
  ///
  /// @return empty if the chain was never read, or nothing final is at that height
  public static Optional<String> request(Tx tx, Chain chain, long from, Instant now) {
    var cursors = new Cursors();
    var head = cursors.get(tx, chain.id(), Cursor.HEAD);
    if (head.isEmpty() || from < 1 || from > head.get().finalHeight()) return Optional.empty();
    var name = "rescan-" + from;
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
    var until = at.until().orElseThrow();
    if (at.block().height() >= until) {
      db.run(tx -> cursors.finish(tx, chain.id(), at.name()));
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
    while (!db.tx(tx -> book(tx, at, matching)));
  }

  private boolean book(Tx tx, Cursor at, Matching matching) {
    // The head's row first, always: it is what keeps the scanner and us from booking side by side.
    var head = cursors.lock(tx, chain.id(), Cursor.HEAD).orElseThrow();
    var now = cursors.lock(tx, chain.id(), at.name());
    if (now.isEmpty() || !now.get().block().equals(at.block())) return true;
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
