package coffer.core.wallet;

import coffer.core.chain.Address;
import coffer.db.Tx;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/// The watched addresses of one family, in memory, 11 to 16 bytes each: 64-bit hashes in an
/// open-addressing table. It may say yes to a stranger (then the rows decide), never no to one of
/// ours that was committed before the last [#refresh].
///
/// One instance serves all chains of the family and may be used by many threads.
public final class WatchSet {
  private record Horizon(String xmin, String timeline) {}

  private static final int FULL_PERCENT = 75;

  private final String family;
  private volatile AtomicLongArray slots = new AtomicLongArray(1024);
  private final AtomicInteger size = new AtomicInteger();
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
        row -> add(Address.of(row.bytes("address")).hash64()),
        family,
        from);
    last = now;
  }

  /// Whether a move between these may be one of ours.
  public boolean mayConcern(Optional<Address> from, Optional<Address> to) {
    return (to.isPresent() && mayContain(to.get())) || (from.isPresent() && mayContain(from.get()));
  }

  public boolean mayContain(Address address) {
    return mayContain(address.hash64());
  }

  /// @param hash by [Address#hash64()]
  public boolean mayContain(long hash) {
    var table = slots;
    long key = key(hash);
    for (int i = slot(key, table); ; i = next(i, table)) {
      long there = table.getAcquire(i);
      if (there == key) return true;
      if (there == 0) return false;
    }
  }

  /// How many there are. It grows with each that is added, and after it can be found.
  public int size() {
    return size.get();
  }

  /// What the table takes of the memory.
  public long bytes() {
    return slots.length() * 8L;
  }

  private void add(long hash) {
    long key = key(hash);
    if (mayContain(key)) return;
    if ((size.get() + 1) * 100L > slots.length() * (long) FULL_PERCENT) grow();
    put(key, slots);
    size.incrementAndGet();
  }

  /// Those who read the old table meanwhile find there all that it ever held.
  private void grow() {
    var old = slots;
    var larger = new AtomicLongArray(Math.toIntExact(old.length() * 3L / 2));
    for (int i = 0; i < old.length(); i++) {
      long key = old.getPlain(i);
      if (key != 0) put(key, larger);
    }
    slots = larger;
  }

  private static void put(long key, AtomicLongArray table) {
    int i = slot(key, table);
    while (table.getPlain(i) != 0) i = next(i, table);
    table.setRelease(i, key);
  }

  /// Zero marks an empty slot.
  private static long key(long hash) {
    return hash == 0 ? 1 : hash;
  }

  private static int slot(long key, AtomicLongArray table) {
    return (int) Math.unsignedMultiplyHigh(key, table.length());
  }

  private static int next(int slot, AtomicLongArray table) {
    return slot + 1 == table.length() ? 0 : slot + 1;
  }
}
