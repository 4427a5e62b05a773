package coffer.core.rate;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.rate.RateSource.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateJumpFilterTest {
  private static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");

  private final RateJumpFilter jumps =
      new RateJumpFilter(
          Map.of(
              "kraken",
              Kind.MARKET,
              "coinbase",
              Kind.MARKET,
              "ecb",
              Kind.OFFICIAL,
              "fixed",
              Kind.FIXED));
  private final List<Rate> known = new ArrayList<>();
  private Instant now = T0;

  /// One round; what is believed is known from then on.
  private List<String> round(Duration later, String... said) {
    now = now.plus(later);
    var fetched = new ArrayList<Rate>();
    for (var text : said) {
      var words = text.split(" ");
      fetched.add(new Rate(Pair.of("BTC/EUR"), new BigDecimal(words[1]), words[0], now));
    }
    var believed = jumps.believed(fetched, known, now);
    for (var rate : believed) {
      known.removeIf(old -> old.series().equals(rate.series()));
      known.add(rate);
    }
    return believed.stream().map(Rate::source).toList();
  }

  private static final Duration HALF = Duration.ofSeconds(30);

  @Test
  void theFirstRateAndOrdinaryMovesAreBelieved() {
    assertThat(round(HALF, "kraken 60000")).containsExactly("kraken");
    assertThat(round(HALF, "kraken 68999")).containsExactly("kraken");
    assertThat(round(HALF, "kraken 60000")).containsExactly("kraken");
  }

  @Test
  void aSlipOfOneSourceIsNotBelievedAndItsNextRateIs() {
    round(HALF, "kraken 60000", "coinbase 60010");
    assertThat(round(HALF, "kraken 600000", "coinbase 60010")).containsExactly("coinbase");
    assertThat(jumps.held()).containsExactly("BTC/EUR of kraken");
    assertThat(round(HALF, "kraken 60000", "coinbase 60010")).hasSize(2);
    assertThat(jumps.held()).isEmpty();
  }

  @Test
  void aCrashThatTwoMarketsShowIsBelievedAtOnce() {
    round(HALF, "kraken 60000", "coinbase 60010");
    assertThat(round(HALF, "kraken 36000", "coinbase 36500")).hasSize(2);
  }

  @Test
  void aCrashThatOneMarketShowsIsBelievedAfterTenMinutes() {
    round(HALF, "kraken 60000");
    var value = 36_000;
    for (int i = 0; i < 20; i++) {
      assertThat(round(HALF, "kraken " + value)).isEmpty();
      value -= 100; // it goes on falling
    }
    assertThat(round(HALF, "kraken " + value)).containsExactly("kraken");
    assertThat(round(HALF, "kraken " + value)).containsExactly("kraken");
  }

  @Test
  void oneThatChangesItsMindWaitsAnew() {
    round(HALF, "kraken 60000");
    for (int i = 0; i < 40; i++) {
      assertThat(round(HALF, "kraken " + (i % 2 == 0 ? "6000" : "600000"))).isEmpty();
    }
  }

  @Test
  void aSourceThatWasWrongFromTheStartIsSetRightByAnother() {
    assertThat(round(HALF, "kraken 60000", "coinbase 600000")).hasSize(2);
    assertThat(round(HALF, "kraken 60000", "coinbase 60100")).hasSize(2);
  }

  @Test
  void aTableOfTheOperatorIsAlwaysBelieved() {
    round(HALF, "fixed 60000");
    assertThat(round(HALF, "fixed 7")).containsExactly("fixed");
  }
}
