package coffer.core.wallet;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/// A set of 64-bit hashes that only grows: open addressing, 11 to 16 bytes per hash. One thread at
/// a time may add; any number of threads may read.
final class AddressHashes {
  private static final int FULL_PERCENT = 75;

  private volatile AtomicLongArray slots = new AtomicLongArray(1024);
  private final AtomicInteger size = new AtomicInteger();

  boolean contains(long hash) {
    var table = slots;
    long key = key(hash);
    for (int i = slot(key, table); ; i = next(i, table)) {
      long there = table.getAcquire(i);
      if (there == key) return true;
      if (there == 0) return false;
    }
  }

  /// The number of hashes. It rises only after the new hash can be found.
  int size() {
    return size.get();
  }

  /// The memory of the table, in bytes.
  long bytes() {
    return slots.length() * 8L;
  }

  void add(long hash) {
    if (contains(hash)) return;
    if ((size.get() + 1) * 100L > slots.length() * (long) FULL_PERCENT) grow();
    put(key(hash), slots);
    size.incrementAndGet();
  }

  /// Threads that still read the old table find everything there that it ever contained.
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

  /// Zero marks an empty slot, so the hash 0 is stored as 1.
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
