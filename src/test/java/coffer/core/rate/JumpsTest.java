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

class JumpsTest {
  private static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");

  private final Jumps jumps =
      new Jumps(
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
  void the_first_rate_and_ordinary_moves_are_believed() {
    assertThat(round(HALF, "kraken 60000")).containsExactly("kraken");
    assertThat(round(HALF, "kraken 68999")).containsExactly("kraken");
    assertThat(round(HALF, "kraken 60000")).containsExactly("kraken");
  }

  @Test
  void a_slip_of_one_source_is_not_believed_and_its_next_rate_is() {
    round(HALF, "kraken 60000", "coinbase 60010");
    assertThat(round(HALF, "kraken 600000", "coinbase 60010")).containsExactly("coinbase");
    assertThat(jumps.held()).containsExactly("BTC/EUR of kraken");
    assertThat(round(HALF, "kraken 60000", "coinbase 60010")).hasSize(2);
    assertThat(jumps.held()).isEmpty();
  }

  @Test
  void a_crash_that_two_markets_show_is_believed_at_once() {
    round(HALF, "kraken 60000", "coinbase 60010");
    assertThat(round(HALF, "kraken 36000", "coinbase 36500")).hasSize(2);
  }

  @Test
  void a_crash_that_one_market_shows_is_believed_after_ten_minutes() {
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
  void one_that_changes_its_mind_waits_anew() {
    round(HALF, "kraken 60000");
    for (int i = 0; i < 40; i++) {
      assertThat(round(HALF, "kraken " + (i % 2 == 0 ? "6000" : "600000"))).isEmpty();
    }
  }

  @Test
  void a_source_that_was_wrong_from_the_start_is_set_right_by_another() {
    assertThat(round(HALF, "kraken 60000", "coinbase 600000")).hasSize(2);
    assertThat(round(HALF, "kraken 60000", "coinbase 60100")).hasSize(2);
  }

  @Test
  void a_table_of_the_operator_is_always_believed() {
    round(HALF, "fixed 60000");
    assertThat(round(HALF, "fixed 7")).containsExactly("fixed");
  }
}
