package coffer.chain;

import coffer.chain.ChainSource.Doubt;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.Readings;
import coffer.core.chain.Readings.Reading;
import coffer.core.chain.Rescans;
import coffer.db.Db;
import coffer.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The assets that a reader books: those that its source looks for, compared with the readings in
/// the database and with the decimals that the contracts report.
///
/// A token whose contract cannot be checked is left out if it was never read: it is not offered,
/// and the rest of the chain is read. A token that is read stops the chain if its contract reports
/// other decimals than its row, since its quotes may be paid. If its contract no longer reports
/// any, it is still read, because it was checked when its reading began; only if its reading has a
/// gap does that stop the chain, too.
///
/// Used by one thread; the prefetching thread calls [#counts] only.
final class ReaderAssets {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderAssets.class);
  private static final Duration CHECK_INTERVAL = Duration.ofMinutes(1);

  /// Clocks of servers and of block producers differ.
  private static final Duration MARGIN = Duration.ofHours(2);

  private final Db db;
  private final Chain chain;
  private final ChainSource source;
  private final InstantSource clock;
  private final Readings readings = new Readings();
  private final Cursors cursors = new Cursors();
  private volatile Map<Asset, String> unread = Map.of();
  private volatile boolean settled;
  private Instant checkedAt = Instant.MIN;

  ReaderAssets(Db db, Chain chain, ChainSource source, InstantSource clock) {
    this.db = db;
    this.chain = chain;
    this.source = source;
    this.clock = clock;
  }

  /// Whether transfers of an asset are booked.
  boolean counts(Asset asset) {
    return !unread.containsKey(asset);
  }

  /// The tokens that are not read, with the reason.
  Map<Asset, String> unread() {
    return unread;
  }

  /// Checks the tokens that were not checked yet, and begins to read those that can be read, from
  /// the block after the cursor. A chain that was never read has no cursor: then this happens
  /// later.
  ///
  /// @return whether the set of booked assets changed: blocks that were matched before must be
  ///     matched again
  /// @throws SourceException if no node answers, if a token that is read contradicts its row, or if
  ///     one whose reading has a gap cannot be checked
  boolean begin() {
    if (!due()) return false;
    var before = unread;
    var rows = check();
    var fresh = rows.stream().filter(row -> !row.read() || row.gap()).filter(this::mayBegin);
    var starts = fresh.map(this::start).toList();
    settled = starts.isEmpty() || db.tx(tx -> record(tx, starts));
    return !starts.isEmpty() || !before.equals(unread);
  }

  /// Checks without beginning to read: for the rescan beside the scanner.
  void refresh() {
    if (!due()) return;
    check();
    settled = true;
  }

  private boolean due() {
    var now = clock.instant();
    return !settled || (!unread.isEmpty() && !now.isBefore(checkedAt.plus(CHECK_INTERVAL)));
  }

  private List<Reading> check() {
    var rows = db.tx(tx -> readings.of(tx, chain));
    var doubts = source.doubts();
    var without = new HashMap<Asset, String>();
    for (var row : rows) {
      var doubt = Optional.ofNullable(doubts.get(row.asset()));
      doubt.ifPresent(
          it -> {
            if (!row.read()) without.put(row.asset(), it.why());
            else if (it.contradicts() || row.gap()) throw stopped(row.asset(), it);
          });
    }
    if (!without.equals(unread)) logUnread(without);
    unread = Map.copyOf(without);
    checkedAt = clock.instant();
    return rows;
  }

  private static SourceException stopped(Asset asset, Doubt doubt) {
    return new SourceException(
        Kind.BROKEN,
        "%s: %s; it was quoted or has deposit addresses, and may be paid, so no block is read until this is put right"
            .formatted(asset.code(), doubt.why()));
  }

  private void logUnread(Map<Asset, String> without) {
    without.forEach((asset, why) -> LOG.warn("{}: {} is not read: {}", chain, asset.code(), why));
  }

  private boolean mayBegin(Reading row) {
    return source.reads(row.asset().id()) && counts(row.asset());
  }

  /// @param from of a gap: the height from which to fill it
  private record Start(Reading row, Optional<Long> from) {}

  private Start start(Reading row) {
    if (!row.gap()) return new Start(row, Optional.empty());
    var quoted = db.tx(tx -> readings.firstQuote(tx, row.asset()));
    return new Start(row, quoted.map(at -> heightAt(at.minus(MARGIN))));
  }

  /// The lowest height whose block is not older than a time, or the lowest that the node has.
  private long heightAt(Instant time) {
    long low = 1;
    long high = source.tip().head().height();
    while (low < high) {
      var middle = (low + high) / 2;
      var header = source.header(middle);
      if (header.isEmpty() || header.get().at().isBefore(time)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /// @return false if the chain was never read
  private boolean record(Tx tx, List<Start> starts) {
    // The cursor is locked: no server books a block meanwhile, and the next one sees these rows.
    var cursor = cursors.lock(tx, chain.id(), Cursor.HEAD);
    if (cursor.isEmpty()) return false;
    var next = cursor.get().block().height() + 1;
    for (var start : starts) {
      var asset = start.row.asset();
      var since = start.row.since().orElse(next);
      readings.begin(tx, asset, since);
      LOG.info("{}: {} is read from block {} on", chain, asset.code(), since);
      start.from.ifPresent(
          from ->
              Rescans.fill(
                  tx, chain, asset, from, since - 1, source.spendsOutputs(), clock.instant()));
    }
    return true;
  }

  /// Called in the transaction that books blocks, with the cursor locked.
  ///
  /// @throws AssetsChanged if an asset is read that this source does not look for, or one was added
  ///     to the catalogue: nothing may be booked
  void require(Tx tx) {
    for (var row : readings.rows(tx, chain)) {
      var known = source.reads(row.assetId());
      // A coin that is not read may be switched off by native_source.
      var missing = !known && (row.read() || !row.coin());
      if (missing || (row.read() && isLeftOut(row.assetId()))) throw new AssetsChanged(chain);
      if (known && !row.read() && !isLeftOut(row.assetId())) settled = false;
    }
  }

  private boolean isLeftOut(int assetId) {
    return unread.keySet().stream().anyMatch(asset -> asset.id() == assetId);
  }
}
