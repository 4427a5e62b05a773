package coffer.core.rate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;

/// How far rates of one pair may differ and still be believed.
final class RateBounds {
  /// From the median of several sources at the same time: 2.5 %, so that two sources may differ by
  /// 5 %.
  private static final BigDecimal SPREAD = new BigDecimal("0.025");

  /// From one rate of a source to its next: 15 %.
  private static final BigDecimal JUMP = new BigDecimal("0.15");

  /// After this time a jump is believed without a confirmation by another source, if its own source
  /// still reports it.
  static final Duration CONFIRMED = Duration.ofMinutes(10);

  private RateBounds() {}

  /// Whether more than half of the values are near the median.
  static boolean agree(List<BigDecimal> values, BigDecimal median) {
    var near = values.stream().filter(value -> within(value, median, SPREAD)).count();
    return 2 * near > values.size();
  }

  static boolean same(BigDecimal one, BigDecimal other) {
    return within(one, other, SPREAD.multiply(BigDecimal.TWO));
  }

  static boolean isJump(BigDecimal before, BigDecimal now) {
    return !within(now, before, JUMP);
  }

  private static boolean within(BigDecimal value, BigDecimal of, BigDecimal bound) {
    var distance = value.subtract(of).abs();
    return distance.compareTo(of.multiply(bound, MathContext.DECIMAL128)) <= 0;
  }
}
