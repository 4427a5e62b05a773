package coffer.bench;

import java.util.Arrays;

/// Durations in nanoseconds, from any number of threads.
final class Latencies {
  private long[] values = new long[1024];
  private int count;

  synchronized void add(long nanos) {
    if (count == values.length) values = Arrays.copyOf(values, count * 2);
    values[count++] = nanos;
  }

  synchronized int count() {
    return count;
  }

  synchronized void clear() {
    count = 0;
  }

  /// In milliseconds.
  ///
  /// @param part 0.5 = the median, 1 = the longest
  synchronized double millis(double part) {
    if (count == 0) return Double.NaN;
    var sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return sorted[Math.min(count - 1, (int) (part * count))] / 1e6;
  }
}
