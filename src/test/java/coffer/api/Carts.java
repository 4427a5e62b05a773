package coffer.api;

import java.math.BigDecimal;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Carts as a shop's program sums them, in binary floating-point numbers.
public final class Carts {
  private Carts() {}

  /// @param json what the program writes
  /// @param exact what the sum is
  public record Cart(String json, BigDecimal exact) {}

  /// @param seed of the random prices and quantities
  /// @param decimals of a price, 0 to 8
  public static Stream<Cart> random(long seed, int carts, int decimals) {
    var random = new Random(seed);
    return IntStream.range(0, carts).mapToObj(_ -> cart(random, decimals));
  }

  private static Cart cart(Random random, int decimals) {
    double sum = 0;
    var exact = BigDecimal.ZERO;
    for (int items = 1 + random.nextInt(12); items > 0; items--) {
      var price = BigDecimal.valueOf(1 + random.nextInt(99_999), decimals);
      int quantity = 1 + random.nextInt(9);
      sum += price.doubleValue() * quantity;
      exact = exact.add(price.multiply(BigDecimal.valueOf(quantity)));
    }
    return new Cart(Double.toString(sum), exact);
  }
}
