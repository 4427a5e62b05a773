package coffer.core.rate;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.rate.RateSource.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateBookTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Map<String, Kind> KINDS =
      Map.of(
          "kraken", Kind.MARKET,
          "coinbase", Kind.MARKET,
          "third", Kind.MARKET,
          "ecb", Kind.OFFICIAL,
          "cbr", Kind.OFFICIAL,
          "fixed", Kind.FIXED);

  private static Rate rate(String pair, String value, String source, Duration age) {
    return new Rate(Pair.of(pair), new BigDecimal(value), source, NOW.minus(age));
  }

  /// `BTC/EUR=60000 kraken 30s, ...`
  private static RateBook book(String rates) {
    return new RateBook(
        Stream.of(rates.split(","))
            .map(String::strip)
            .map(
                text -> {
                  var words = text.split("[ =]");
                  var age = Duration.parse((words[3].endsWith("d") ? "P" : "PT") + words[3]);
                  return rate(words[0], words[1], words[2], age);
                })
            .toList(),
        KINDS);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one source is used and flagged     | BTC/EUR=60000 kraken 30s                                                          | BTC/EUR | 60000           | kraken          | single
          of two the mean                    | BTC/EUR=60000 kraken 30s, BTC/EUR=60010 coinbase 5s                               | BTC/EUR | 60005           | coinbase kraken |
          two that differ by 5 %             | BTC/EUR=100 kraken 30s, BTC/EUR=105 coinbase 5s                                   | BTC/EUR | 102.5           | coinbase kraken |
          two that differ by more            | BTC/EUR=100 kraken 30s, BTC/EUR=105.5 coinbase 5s                                 | BTC/EUR | -               |                 |
          one of two is wrong                | BTC/EUR=60000 kraken 30s, BTC/EUR=600000 coinbase 5s                              | BTC/EUR | -               |                 |
          the other way round, too           | BTC/EUR=60000 kraken 30s, BTC/EUR=600000 coinbase 5s                              | EUR/BTC | -               |                 |
          three of whom no two agree         | BTC/EUR=1 kraken 30s, BTC/EUR=2 coinbase 5s, BTC/EUR=3 third 5s                   | BTC/EUR | -               |                 |
          no way around a dispute            | BTC/EUR=1 kraken 1s, BTC/EUR=2 coinbase 5s, BTC/USD=1 kraken 1s, EUR/USD=1 ecb 1d | BTC/EUR | -               |                 |
          no bank where markets differ       | EUR/USD=1.10 ecb 1d, EUR/USD=1.12 kraken 1s, EUR/USD=1.4 coinbase 1s              | EUR/USD | -               |                 |
          a wrong one that is stale          | BTC/EUR=60000 kraken 30s, BTC/EUR=600000 coinbase 121s                            | BTC/EUR | 60000           | kraken          | single
          of three the middle                | BTC/EUR=60000 kraken 30s, BTC/EUR=6 coinbase 5s, BTC/EUR=60010 third 5s           | BTC/EUR | 60000           | coinbase kraken third |
          a stale one is left out            | BTC/EUR=60000 kraken 121s, BTC/EUR=60010 coinbase 5s                              | BTC/EUR | 60010           | coinbase        | single
          two minutes old is fresh           | BTC/EUR=60000 kraken 120s                                                         | BTC/EUR | 60000           | kraken          | single
          all stale                          | BTC/EUR=60000 kraken 121s, BTC/EUR=60010 coinbase 3m                              | BTC/EUR | -               |                 |
          nobody knows it                    | BTC/EUR=60000 kraken 1s                                                           | ETH/EUR | -               |                 |
          a source that is asked no more     | BTC/EUR=60000 bitstamp 1s                                                         | BTC/EUR | -               |                 |
          of the future                      | BTC/EUR=60000 kraken -1s                                                          | BTC/EUR | -               |                 |
          the other way round                | BTC/EUR=50000 kraken 1s                                                           | EUR/BTC | 0.00002         | kraken          | single
          the other way round, rounded       | BTC/EUR=60000 kraken 1s                                                           | EUR/BTC | 0.000016666666666667 | kraken     | single
          too far apart: it rounds to zero   | A1/B1=2000000000000000000 fixed 1s, C1/B1=1 fixed 1s                              | C1/A1   | -               |                 |
          too far apart: it does not fit     | A1/B1=10000000000000000 fixed 1s, B1/C1=100000000000000 fixed 1s                   | A1/C1   | -               |                 |
          both ways by one source: one voice | BTC/EUR=20.1 kraken 1s, EUR/BTC=1 kraken 1s, BTC/EUR=20 coinbase 1s, BTC/EUR=30 third 1s | BTC/EUR | 20.1       | coinbase kraken third |
          both ways by two sources           | BTC/EUR=19.6 kraken 1s, EUR/BTC=0.05 coinbase 1s                                  | BTC/EUR | 19.8            | coinbase kraken |
          crossed                            | BTC/EUR=60000 kraken 9s, EUR/RUB=93.5 cbr 3d                                      | BTC/RUB | 5610000         | cbr kraken      | single
          crossed by two markets             | BTC/EUR=60000 kraken 9s, BTC/EUR=60010 coinbase 9s, EUR/RUB=100 cbr 3d            | BTC/RUB | 6000500         | cbr coinbase kraken |
          crossed through an inverse         | BTC/EUR=60000 kraken 9s, USDT/EUR=0.9 kraken 9s                                   | BTC/USDT | 66666.666666666666666667 | kraken | single
          a stablecoin is not one            | BTC/EUR=60000 kraken 9s, EUR/USD=1.08 ecb 1d, USDT/USD=0.5 kraken 9s              | USDT/USD | 0.5            | kraken          | single
          a stale step                       | BTC/EUR=60000 kraken 9s, EUR/RUB=93.5 cbr 4.1d                                    | BTC/RUB | -               |                 |
          the other step stale               | BTC/EUR=60000 kraken 3m, EUR/RUB=93.5 cbr 1d                                      | BTC/RUB | -               |                 |
          around a stale way                 | BTC/EUR=60000 kraken 3m, BTC/USD=66000 kraken 1s, EUR/RUB=93 cbr 1d, USD/RUB=80 cbr 1d | BTC/RUB | 5280000    | cbr kraken      | single
          direct goes first                  | BTC/RUB=5 kraken 1s, BTC/EUR=60000 kraken 1s, EUR/RUB=93 cbr 1d                   | BTC/RUB | 5               | kraken          | single
          a stale direct one does not stop   | BTC/RUB=5 kraken 3m, BTC/EUR=60000 kraken 1s, EUR/RUB=93 cbr 1d                   | BTC/RUB | 5580000         | cbr kraken      | single
          the way with more sources          | BTC/EUR=60000 kraken 1s, BTC/USD=60000 kraken 1s, BTC/USD=60002 coinbase 1s, EUR/RUB=93 cbr 1d, USD/RUB=80 cbr 1d | BTC/RUB | 4800080 | cbr coinbase kraken |
          three steps are too many           | BTC/EUR=60000 kraken 1s, EUR/USD=1.1 ecb 1d, USD/KGS=87 third 1s                  | BTC/KGS | -               |                 |
          a market before a bank             | EUR/USD=1.10 ecb 1d, EUR/USD=1.12 kraken 1s, EUR/USD=1.14 coinbase 1s             | EUR/USD | 1.13            | coinbase kraken |
          a bank where the market is stale   | EUR/USD=1.10 ecb 1d, EUR/USD=1.12 kraken 3m                                       | EUR/USD | 1.10            | ecb             |
          fixed before all                   | BTC/EUR=7 fixed 9000d, BTC/EUR=60000 kraken 1s                                    | BTC/EUR | 7               | fixed           |
          """)
  void current(
      String what, String rates, String pair, String value, String sources, String single) {
    var asked = Pair.of(pair);
    var found =
        book(rates.replace("4.1d", "98h")).fresh(asked.base().code(), asked.quote().code(), NOW);
    if (value.equals("-")) {
      assertThat(found).isEmpty();
      return;
    }
    assertThat(found).isPresent();
    assertThat(found.get().value()).isEqualByComparingTo(value);
    assertThat(found.get().value().scale()).isEqualTo(18);
    assertThat(found.get().sources()).containsExactly(sources.strip().split(" "));
    assertThat(found.get().singleSource()).isEqualTo(single != null);
  }

  @Test
  void itIsAsOldAsTheOldestRateInIt() {
    var book = book("BTC/EUR=60000 kraken 30s, BTC/EUR=60010 coinbase 5s, EUR/RUB=93 cbr 20h");
    assertThat(book.fresh("BTC", "EUR", NOW).orElseThrow().at())
        .isEqualTo(NOW.minus(ofSeconds(30)));
    assertThat(book.fresh("BTC", "RUB", NOW).orElseThrow().at())
        .isEqualTo(NOW.minus(ofDays(1).minusHours(4)));
  }

  @Test
  void aRateGoesStaleWithTheClockAlone() {
    var book = book("BTC/EUR=60000 kraken 0s, EUR/RUB=93 cbr 0s");
    assertThat(book.fresh("BTC", "RUB", NOW.plus(ofMinutes(2)))).isPresent();
    assertThat(book.fresh("BTC", "RUB", NOW.plus(ofMinutes(2)).plusNanos(1000))).isEmpty();
    assertThat(book.fresh("EUR", "RUB", NOW.plus(ofDays(4)))).isPresent();
    assertThat(book.fresh("EUR", "RUB", NOW.plus(ofDays(4)).plusNanos(1000))).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          what was fresh then, by its median     | BTC/EUR=60000 kraken 30s, BTC/EUR=60010 coinbase 5s                     | BTC/EUR | 60005
          the lower one of a dispute             | BTC/EUR=600000 kraken 30s, BTC/EUR=60000 coinbase 5s                    | BTC/EUR | 60000
          no mean with a dead one                | BTC/EUR=60000 kraken 9d, BTC/EUR=70000 coinbase 5s                      | BTC/EUR | 70000
          the last, whatever its age             | BTC/EUR=60000 kraken 90d, BTC/EUR=70000 coinbase 91d                    | BTC/EUR | 60000
          also of a source that is gone          | BTC/EUR=60000 bitstamp 90d                                              | BTC/EUR | 60000
          before rather than after               | BTC/EUR=60000 kraken 90d, BTC/EUR=70000 coinbase -1s                    | BTC/EUR | 60000
          the first said after, if none before   | BTC/EUR=60000 kraken -90d, BTC/EUR=70000 coinbase -1d                   | BTC/EUR | 70000
          crossed                                | BTC/EUR=60000 kraken 90d, EUR/RUB=93 cbr -1d                            | BTC/RUB | 5580000
          inverted                               | BTC/EUR=50000 kraken 90d                                                | EUR/BTC | 0.00002
          a crossed one near, not a direct far   | BTC/RUB=5 kraken 90d, BTC/EUR=60000 kraken 1h, EUR/RUB=93 cbr 1d        | BTC/RUB | 5580000
          what no source knew                    | BTC/EUR=50000 kraken 90d                                                | ETH/EUR | -
          """)
  void before(String what, String rates, String pair, String value) {
    var asked = Pair.of(pair);
    var found = book(rates).nearest(asked.base().code(), asked.quote().code(), NOW);
    if (value.equals("-")) assertThat(found).isEmpty();
    else assertThat(found.orElseThrow().value()).isEqualByComparingTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "0",
    "-1",
    "1e30",
    "1e999999999",
    "1e-999999999",
    "4e-19",
    "0.0000000000000000005",
    "999999999999999999999999999999.9999999999999999999"
  })
  void noRate(String value) {
    assertThatThrownBy(() -> rate("BTC/EUR", value, "kraken", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0000000000000000005, 1.000000000000000000",
    "1.0000000000000000015, 1.000000000000000002",
    "6e-19, 0.000000000000000001"
  })
  void aRateIsRoundedHalfEven(String value, String kept) {
    assertThat(rate("BTC/EUR", value, "kraken", Duration.ZERO).value()).isEqualTo(kept);
  }

  @Test
  void aPairIsTwoCodes() {
    for (var text : List.of("BTC", "BTC/", "/EUR", "BTC/EUR/USD", "btc/eur", "BTC/BTC", "")) {
      assertThatThrownBy(() -> Pair.of(text)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Pair.of("BTC/EUR")).hasToString("BTC/EUR");
  }
}
