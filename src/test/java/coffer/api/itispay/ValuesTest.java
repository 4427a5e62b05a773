package coffer.api.itispay;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How codes, numbers and times are written here.
final class ValuesTest {

  @ParameterizedTest
  @CsvSource({
    "BTC,  bitcoin,  true,  BTC",
    "ETH,  ethereum, true,  ETH",
    "BNB,  bsc,      true,  BNB",
    "TRX,  tron,     true,  TRX",
    "USDT, ethereum, false, USDT",
    "USDC, ethereum, false, USDC",
    "USDT, tron,     false, USDT_TRC20",
    "USDT, bsc,      false, USDT_BEP20",
    "USDC, bsc,      false, USDC_BEP20",
    "ETH,  bsc,      false, ETH_BEP20",
    "ETH,  base,     true,  ETH_BASE",
    "POL,  polygon,  true,  POL",
    "USDT, my-chain, false, USDT_MY_CHAIN",
  })
  void assetsHaveOneName(String code, String network, boolean coin, String name) {
    assertThat(AssetCodes.of(code, network, coin)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "0.00111112,           8, 0.00111112, 111112",
    "30,                   8, 30,         3000000000",
    "1E+3,                 6, 1000,       1000000000",
    "0,                    8, 0,          0",
    "92233720368.54775807, 8, 92233720368.54775807, 9223372036854775807",
    "1.123456789012345678, 8, 1.12345678, 112345678",
    "0.000000000000000001, 8, 0,          0",
  })
  void whatWasPaidIsNeverMoreThanThat(BigDecimal paid, int precision, String written, long units) {
    var number = JsonAmounts.paid(paid, precision);
    assertThat(ItIsPayJson.MAPPER.writeValueAsString(number)).isEqualTo(written);
    assertThat(JsonAmounts.units(number, precision)).contains(units);
  }

  @Test
  void whatDoesNotFit64BitsIsNotToldInUnits() {
    assertThat(JsonAmounts.units(new BigDecimal("92233720368.54775808"), 8)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 6, 8})
  void whatMayBeDueFitsTwice(int precision) {
    var twice = JsonAmounts.most(precision).multiply(BigDecimal.TWO);
    assertThat(JsonAmounts.units(twice, precision)).isPresent();
  }

  /// The amount and its units say the same to a client that reads a double.
  @ParameterizedTest
  @CsvSource({"0.1, 8", "26.881721, 6", "1234567.12345678, 8", "4611686018.42738790, 8"})
  void aDoubleIsNearEnough(BigDecimal due, int precision) {
    var number = JsonAmounts.due(due, precision);
    double read = Double.parseDouble(ItIsPayJson.MAPPER.writeValueAsString(number));
    var units = Math.round(read * Math.pow(10, precision));
    if (precision(number) <= 15)
      assertThat(units).isEqualTo(JsonAmounts.units(number, precision).get());
  }

  private static int precision(BigDecimal number) {
    return number.precision();
  }

  @ParameterizedTest
  @CsvSource({
    "2023-01-01T10:00:00Z,              2023-01-01T10:00:00Z",
    "2023-01-01T10:00:00+02:00,         2023-01-01T08:00:00Z",
    "2023-01-01T10:00:00.123456789Z,    2023-01-01T10:00:00Z",
    "2023-01-01T10:00:00.5-05:30,       2023-01-01T15:30:00Z",
    "2023-01-02,                        2023-01-02T00:00:00Z",
    "2023-01-02 03:04:05,               2023-01-02T03:04:05Z",
    "02/01/2023 03:04:05,               2023-01-02T03:04:05Z",
    "31/12/2022 23:59:59,               2022-12-31T23:59:59Z",
    "29/02/2024 00:00:00,               2024-02-29T00:00:00Z",
  })
  void fiveLayoutsAreRead(String text, String written) {
    assertThat(Timestamps.read(text).map(Timestamps::write)).contains(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "12/31/2022 23:59:59",
        "29/02/2023 00:00:00",
        "2023-02-29",
        "2023-13-01 00:00:00",
        "2023-01-01 24:00:00",
        "2023-01-01T10:00:00",
        "1969-12-31",
        "+999999999-01-01",
        "20230101",
        "2023-1-1",
        "0000-00-00 00:00:00",
      })
  void anythingElseIsNoTime(String text) {
    assertThat(Timestamps.read(text)).isEmpty();
  }

  @Test
  void timesAreToldToTheSecond() {
    assertThat(Timestamps.write(Instant.parse("2026-11-20T10:00:00.999999Z")))
        .isEqualTo("2026-11-20T10:00:00Z");
  }
}
