package coffer.bench;

import java.util.Arrays;
import java.util.Locale;

/// Three interleaved rounds of a figure and its limit, so that whatever else the machine does falls
/// on both.
final class Rounds {
  static final int COUNT = 3;

  @FunctionalInterface
  interface Measure {
    double get() throws Exception;
  }

  /// The medians.
  record Medians(double figure, double limit) {}

  private Rounds() {}

  static Medians of(String what, String unit, Measure figure, Measure limit) throws Exception {
    var figures = new double[COUNT];
    var limits = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      figures[i] = figure.get();
      limits[i] = limit.get();
      System.out.printf(
          Locale.ROOT,
          "%s, round %d: %.1f %s, limit %.1f, ratio %.2f%n",
          what,
          i + 1,
          figures[i],
          unit,
          limits[i],
          figures[i] / limits[i]);
    }
    return new Medians(median(figures), median(limits));
  }

  static double median(double... values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
