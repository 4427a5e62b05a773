package coffer.core.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AmountTest {
  private static final Currency USDT = new Coin("USDT", 6);
  private static final Currency EUR = new Denomination("EUR");
  private static final Currency YEN = new Coin("JPY", 0);

  private record Coin(String code, int decimals) implements Currency {}

  private static Amount usdt(String number) {
    return Amount.ofDecimal(new BigDecimal(number), USDT);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "0.000001, 1",
    "1, 1000000",
    "12.5, 12500000",
    "12.500000, 12500000",
    "12.5000000000, 12500000",
    "1e3, 1000000000",
    "1E-6, 1",
    "0e-40, 0",
  })
  void aDecimalNumberIsUnits(String number, BigInteger units) {
    assertThat(usdt(number).units()).isEqualTo(units);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0000001", "1.0000001", "1e-7"})
  void moreDecimalsThanTheCurrencyHasAreRejected(String number) {
    assertThatThrownBy(() -> usdt(number)).isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.000001", "-1", "1e72", "1e78", "1e999999999"})
  void negativeAndTooLargeNumbersAreRejected(String number) {
    assertThatThrownBy(() -> usdt(number)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLargestAmountHas78Digits() {
    assertThat(Amount.ofDecimal(new BigDecimal("9".repeat(78)), YEN).units()).isEqualTo(Amount.MAX);
    assertThatThrownBy(() -> new Amount(Amount.MAX.add(BigInteger.ONE), YEN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Amount(Amount.MAX, YEN).plus(Amount.of(1, YEN)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNumberWithAHugeExponentIsRejectedBeforeItIsExpanded() {
    // Written out, this number would have two billion digits.
    assertThatThrownBy(() -> Amount.ofDecimal(new BigDecimal("1e2000000000"), YEN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1.50, 1.5", "100, 100", "1e3, 1000", "0.000001, 0.000001"})
  void textHasNoExponentAndNoZerosAtTheEnd(String number, String text) {
    assertThat(usdt(number).text()).isEqualTo(text);
    assertThat(usdt(number)).hasToString(text + " USDT");
  }

  @Test
  void decimalsAreWholeAndBack() {
    assertThat(usdt("12.5").toDecimal()).isEqualTo(new BigDecimal("12.500000"));
    assertThat(Amount.ofDecimal(usdt("12.5").toDecimal(), USDT)).isEqualTo(usdt("12.5"));
  }

  @Test
  void sumsAndDifferencesStayInOneCurrency() {
    assertThat(usdt("1").plus(usdt("0.5"))).isEqualTo(usdt("1.5"));
    assertThat(usdt("1").minus(usdt("0.5"))).isEqualTo(usdt("0.5"));
    assertThatThrownBy(() -> usdt("1").minus(usdt("1.000001")))
        .isInstanceOf(IllegalArgumentException.class);
    var euro = Amount.of(1, EUR);
    assertThatThrownBy(() -> usdt("1").plus(euro)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> usdt("1").minus(euro)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> usdt("1").compareTo(euro))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void amountsAreOrdered() {
    assertThat(usdt("1")).isLessThan(usdt("1.000001")).isEqualByComparingTo(usdt("1.0"));
    assertThat(Amount.zero(USDT)).isLessThan(usdt("0.000001"));
  }

  @ParameterizedTest
  @CsvSource({
    "EUR, true",
    "USDT, true",
    "A7A5, true",
    "E, false",
    "eur, false",
    "TOOLONGACODE1, false"
  })
  void codesOfDenominations(String code, boolean good) {
    assertThat(Denomination.isCode(code)).isEqualTo(good);
  }
}
