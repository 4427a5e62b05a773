package coffer.core.wallet;

import coffer.core.chain.Address;
import coffer.db.Tx;

/// The watched addresses of one family, in memory, 11 to 16 bytes each. It may say yes to a
/// stranger (then the rows decide), never no to one of ours that was committed before the last
/// [#refresh].
///
/// One instance serves all chains of the family and may be used by many threads.
public final class WatchSet implements AddressFilter {
  /// @param lineage of the cluster's numbers: those of another one say nothing
  private record Horizon(long xid, String lineage) {
    /// From where on rows may be new.
    long next(Horizon now) {
      return lineage.equals(now.lineage) && xid <= now.xid ? xid : 0;
    }
  }

  private final String family;
  private final AddressHashes hashes = new AddressHashes();
  private Horizon last = new Horizon(0, "");

  public WatchSet(String family) {
    this.family = family;
  }

  /// Takes up whatever was committed before this call.
  ///
  /// Ids become visible out of order, so none can be the mark of how far we got. Transactions can:
  /// those below the horizon (the oldest one still running) had all ended when it was read, so the
  /// rows that they left are visible to the statement that follows. From there on the next refresh
  /// reads, and takes up again what is already here. The order of the two statements matters.
  ///
  /// After a failover the new primary may number its transactions from below our horizon, and so
  /// may the cluster that a dump was restored into: on another timeline, with another offset or
  /// below our horizon everything is read anew.
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
        "SELECT address FROM watched_address WHERE family = ? AND tx >= ?::text::xid8",
        row -> hashes.add(Address.of(row.bytes("address")).hash64()),
        family,
        String.valueOf(last.next(now)));
    last = now;
  }

  /// @param hash by [Address#hash64()]
  @Override
  public boolean mayContain(long hash) {
    return hashes.contains(hash);
  }

  /// How many there are. It grows with each that is added, and after it can be found.
  public int size() {
    return hashes.size();
  }

  /// What the table takes of the memory.
  public long bytes() {
    return hashes.bytes();
  }
}
