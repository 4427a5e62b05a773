package coffer.core.wallet;

import coffer.core.chain.Address;
import coffer.core.chain.Mode;
import coffer.db.Tx;
import java.util.Optional;

/// The watched addresses of one family and mode, in memory, 11 to 16 bytes each. May contain false
/// positives, which a query then excludes; never misses an address that was committed before the
/// last [#refresh].
///
/// One instance serves all chains of the family and mode. Thread-safe.
public final class WatchSet implements AddressFilter {
  /// @param lineage of the transaction numbers: numbers of different lineages cannot be compared
  private record Horizon(long xid, String lineage) {
    /// The first transaction number whose rows may be new.
    long next(Horizon now) {
      return lineage.equals(now.lineage) && xid <= now.xid ? xid : 0;
    }
  }

  private final String family;
  private final Optional<Mode> mode;
  private final AddressHashes hashes = new AddressHashes();
  private Horizon last = new Horizon(0, "");

  /// With the addresses of both modes.
  public WatchSet(String family) {
    this(family, Optional.empty());
  }

  /// Without the addresses of the other mode: a test project must not make the reader of a live
  /// chain fetch what it tracks.
  public WatchSet(String family, Mode mode) {
    this(family, Optional.of(mode));
  }

  private WatchSet(String family, Optional<Mode> mode) {
    this.family = family;
    this.mode = mode;
  }

  /// Adds all addresses that were committed before this call.
  ///
  /// Ids become visible out of order, so an id cannot mark how far we read. Transactions can: those
  /// below the horizon (the oldest one still running) had all ended when it was read, so the next
  /// statement sees their rows. The next refresh reads from the horizon on, and adds some rows
  /// again. The order of the two statements matters.
  ///
  /// After a failover, the new primary may number its transactions from below our horizon, and so
  /// may a cluster into which a dump was restored. So everything is read again on another timeline,
  /// with another offset, or with a horizon below ours.
  public synchronized void refresh(Tx tx) {
    var now =
        tx.only(
            """
            SELECT xid_horizon()::text::bigint AS xid,
                   concat_ws('/', left(pg_walfile_name(pg_current_wal_lsn()), 8), value) AS lineage
            FROM xid_offset
            """,
            row -> new Horizon(row.number("xid"), row.text("lineage")));
    tx.each(
        "SELECT address FROM watched_address WHERE family = ? AND tx >= ?::text::xid8 AND mode = coalesce(?, mode)",
        row -> hashes.add(Address.of(row.bytes("address")).hash64()),
        family,
        String.valueOf(last.next(now)),
        mode.map(Mode::text));
    last = now;
  }

  /// @param hash from [Address#hash64()]
  @Override
  public boolean mayContain(long hash) {
    return hashes.contains(hash);
  }

  /// The number of addresses. It rises only after the new address can be found.
  public int size() {
    return hashes.size();
  }

  /// The memory of the table, in bytes.
  public long bytes() {
    return hashes.bytes();
  }
}
