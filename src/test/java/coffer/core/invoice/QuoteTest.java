package coffer.core.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.chain.Asset;
import coffer.core.chain.Confirmations;
import coffer.core.chain.Mode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a price comes to in coins.
class QuoteTest {
  @ParameterizedTest
  @CsvSource({
    // price, rate, decimals, precision, fees %, insurance %, base, due
    "25, 1/1.16, 6, 6, 0, 0, 29, 29",
    "9, 0.9, 6, 6, 0, 0, 10, 10",
    "100, 0.9, 6, 6, 0, 0, 111.111112, 111.111112",
    "100, 3, 18, 8, 0, 0, 33.33333334, 33.33333334",
    "0.00000001, 60000, 8, 8, 0, 0, 0.00000001, 0.00000001",
    "100, 1, 6, 6, 1, 0.5, 100, 101.5",
    "100, 3, 6, 2, 1, 0, 33.34, 33.68",
    "1, 1, 0, 0, 0, 0, 1, 1",
    "1.2, 1, 0, 0, 0, 0, 2, 2"
  })
  void isRoundedUpToWhatCanBeTyped(
      String price,
      String rate,
      int decimals,
      int precision,
      BigDecimal fees,
      BigDecimal insurance,
      BigDecimal base,
      BigDecimal due) {
    var asset =
        new Asset(
            1,
            1,
            Mode.TEST,
            "X",
            Optional.empty(),
            decimals,
            precision,
            BigInteger.ZERO,
            BigDecimal.ZERO,
            BigInteger.ZERO,
            BigInteger.ONE,
            1,
            Confirmations.BY_FINALITY,
            true);
    var worth = new BigDecimal(price).movePointRight(8).toBigIntegerExact();
    var sum = Quote.Sum.of(worth, rate(rate), asset, fees, insurance);
    assertThat(new BigDecimal(sum.base(), decimals)).isEqualByComparingTo(base);
    assertThat(new BigDecimal(sum.due(), decimals)).isEqualByComparingTo(due);
    // Who pays it after the promise of the rate has ended, while the rate is the same, has paid
    // all.
    assertThat(Quote.worth(sum.due(), asset, rate(rate), fees.add(insurance)))
        .isGreaterThanOrEqualTo(worth);
  }

  private static BigDecimal rate(String text) {
    var parts = text.split("/");
    if (parts.length == 1) return new BigDecimal(text);
    return new BigDecimal(parts[0])
        .divide(new BigDecimal(parts[1]), MathContext.DECIMAL128)
        .setScale(18, java.math.RoundingMode.HALF_EVEN);
  }
}
