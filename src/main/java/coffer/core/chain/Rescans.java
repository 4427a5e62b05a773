package coffer.core.chain;

import coffer.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Requests, pauses and ends rescans of a chain. The server that reads the chain performs them.
public final class Rescans {
  private Rescans() {}

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
  public static void fill(
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

  /// The rescans that are not paused.
  public static List<Cursor> unfinished(Tx tx, Chain chain) {
    return some(tx, chain, Optional.empty(), false);
  }

  private static List<Cursor> some(Tx tx, Chain chain, Optional<Long> from, boolean paused) {
    return new Cursors()
        .rescans(tx, chain.id()).stream()
            .filter(each -> each.paused() == paused)
            .filter(each -> from.isEmpty() || each.from().equals(from))
            .toList();
  }
}
