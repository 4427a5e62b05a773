package coffer.core.wallet;

import coffer.core.chain.Address;
import coffer.db.Tx;

/// The watched addresses of one family, in memory, 11 to 16 bytes each. It may say yes to a
/// stranger (then the rows decide), never no to one of ours that was committed before the last
/// [#refresh].
///
/// One instance serves all chains of the family and may be used by many threads.
public final class WatchSet implements Ours {
  private record Horizon(String xmin, String timeline) {}

  private final String family;
  private final Hashes hashes = new Hashes();
  private Horizon last = new Horizon("0", "");

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
  /// After a failover the new primary may number its transactions from below our horizon: on
  /// another timeline everything is read anew.
  public synchronized void refresh(Tx tx) {
    var now =
        tx.only(
            """
            SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin,
                   left(pg_walfile_name(pg_current_wal_lsn()), 8) AS timeline
            """,
            row -> new Horizon(row.text("xmin"), row.text("timeline")));
    var from = now.timeline.equals(last.timeline) ? last.xmin : "0";
    tx.each(
        "SELECT address FROM watched_address WHERE family = ? AND tx >= ?::xid8",
        row -> hashes.add(Address.of(row.bytes("address")).hash64()),
        family,
        from);
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
