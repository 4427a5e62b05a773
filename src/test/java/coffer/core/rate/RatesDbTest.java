package coffer.core.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.money.Denomination;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RatesDbTest {
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final Denomination BTC = new Denomination("BTC");
  private static final Denomination EUR = new Denomination("EUR");
  private static final Denomination RUB = new Denomination("RUB");

  @AutoClose private static final Db db = TestDb.create();

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final Told kraken = new Told("kraken", RateSource.Kind.MARKET);
  private final Told coinbase = new Told("coinbase", RateSource.Kind.MARKET);
  private final Told cbr = new Told("cbr", RateSource.Kind.OFFICIAL);
  private Rates rates = new Rates(List.of(kraken, coinbase, cbr), now::get);

  /// A source that says what it was told to, as of now or of another time.
  private final class Told implements RateSource {
    final String name;
    final Kind kind;
    final List<Rate> says = new ArrayList<>();
    Optional<Instant> at = Optional.empty();
    Optional<RuntimeException> failure = Optional.empty();
    int asked;

    Told(String name, Kind kind) {
      this.name = name;
      this.kind = kind;
    }

    Told say(String pair, String value) {
      says.clear();
      says.add(new Rate(Pair.of(pair), new BigDecimal(value), name, START));
      return this;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Kind kind() {
      return kind;
    }

    @Override
    public List<Rate> fetch() {
      asked++;
      failure.ifPresent(
          e -> {
            throw e;
          });
      return says.stream()
          .map(
              rate -> new Rate(rate.base(), rate.quote(), rate.value(), name, at.orElse(now.get())))
          .toList();
    }
  }

  @BeforeEach
  @AfterEach
  void empty() {
    db.run(tx -> tx.update("TRUNCATE rate"));
  }

  private void pass(String time) {
    now.set(now.get().plus(Duration.parse(time)));
  }

  private Optional<Rates.Quoted> current(Denomination base, Denomination quote) {
    return db.tx(tx -> rates.current(tx, base, quote));
  }

  private Optional<BigDecimal> at(Denomination base, Denomination quote, Instant time) {
    return db.tx(tx -> rates.at(tx, base, quote, time));
  }

  private Optional<BigDecimal> ofDay(Instant end) {
    return db.tx(tx -> rates.ofDays(tx).at(BTC, EUR, end));
  }

  private int rows() {
    return db.tx(tx -> tx.only("SELECT count(*) AS n FROM rate", row -> row.integer("n")));
  }

  @Test
  void fromTheSourcesToAnAnswer() {
    kraken.say("BTC/EUR", "60000");
    coinbase.say("BTC/EUR", "60010");
    cbr.say("EUR/RUB", "93.5");
    assertThat(current(BTC, EUR)).isEmpty();

    rates.refresh(db);

    assertThat(current(BTC, RUB))
        .contains(
            new Rates.Quoted(
                new BigDecimal("5610467.500000000000000000"),
                START,
                List.of("cbr", "coinbase", "kraken"),
                false));
    assertThat(current(BTC, BTC).orElseThrow().value()).isEqualByComparingTo("1");
  }

  @Test
  void ratesOfEarlierDaysStayInMemory() {
    kraken.say("BTC/EUR", "60000");
    rates.refresh(db);
    var then = now.get();
    pass("PT25H");
    var first = ofDay(then);
    assertThat(first.orElseThrow()).isEqualByComparingTo("60000");
    empty();
    assertThat(ofDay(then)).isEqualTo(first);
    assertThat(ofDay(now.get())).isEmpty();
    kraken.say("BTC/EUR", "50000");
    rates.refresh(db);
    assertThat(ofDay(now.get()).orElseThrow()).isEqualByComparingTo("50000");
  }

  @Test
  void oneThatFailsStopsNoOther() {
    kraken.failure = Optional.of(new RateSourceException("kraken: HTTP 503"));
    coinbase.say("BTC/EUR", "60010");
    cbr.failure = Optional.of(new IllegalStateException("a defect"));

    rates.refresh(db);
    assertThat(current(BTC, EUR).orElseThrow().singleSource()).isTrue();

    kraken.failure = Optional.empty();
    kraken.say("BTC/EUR", "60000");
    rates.refresh(db);
    assertThat(current(BTC, EUR).orElseThrow().sources()).containsExactly("coinbase", "kraken");
  }

  @Test
  void aSourceDoesNotSpeakForAnother() {
    var liar = new Told("liar", RateSource.Kind.MARKET);
    var forger =
        new RateSource() {
          @Override
          public String name() {
            return "forger";
          }

          @Override
          public Kind kind() {
            return Kind.MARKET;
          }

          @Override
          public List<Rate> fetch() {
            return liar.say("BTC/EUR", "1").fetch();
          }
        };
    new Rates(List.of(forger), now::get).refresh(db);
    assertThat(rows()).isZero();
  }

  @Test
  void whenAllSourcesFallSilentThereIsNoRateButBookingGoesOn() {
    kraken.say("BTC/EUR", "60000");
    rates.refresh(db);
    kraken.failure = Optional.of(new RateSourceException("kraken: not reached"));
    pass("PT2M");
    rates.refresh(db);
    assertThat(current(BTC, EUR)).isPresent();
    pass("PT0.001S");
    rates.refresh(db);
    assertThat(current(BTC, EUR)).isEmpty();
    pass("P30D");
    assertThat(at(BTC, EUR, now.get()).orElseThrow()).isEqualByComparingTo("60000");
  }

  @Test
  void deadRatesAreToldWithTheirAge() {
    assertThat(rates.problem()).isEmpty(); // nothing is known before the first round
    kraken.say("BTC/EUR", "60000");
    cbr.say("EUR/RUB", "93.5");
    rates.refresh(db);
    assertThat(rates.problem()).isEmpty();
    kraken.failure = Optional.of(new RateSourceException("kraken: not reached"));
    pass("PT2M");
    rates.refresh(db);
    assertThat(rates.problem()).isEmpty();
    pass("PT1S");
    assertThat(rates.problem()).contains("no fresh rate of kraken, coinbase");
    assertThat(rates.ages())
        .containsEntry("kraken", Duration.ofSeconds(121))
        .doesNotContainKey("coinbase");
    kraken.failure = Optional.empty();
    rates.refresh(db);
    assertThat(rates.problem()).isEmpty();
  }

  @Test
  void ratesThatDoNotAgreeOrJumpAreToldAndPromiseNothing() {
    kraken.say("BTC/EUR", "60000");
    coinbase.say("BTC/EUR", "600000");
    cbr.say("EUR/RUB", "93.5");
    rates.refresh(db);
    assertThat(current(BTC, EUR)).isEmpty();
    assertThat(rates.problem()).contains("sources differ by too much: BTC/EUR");
    coinbase.say("BTC/EUR", "60010");
    pass("PT30S");
    rates.refresh(db);
    assertThat(current(BTC, EUR).orElseThrow().value()).isEqualByComparingTo("60005");
    kraken.say("BTC/EUR", "6");
    pass("PT30S");
    rates.refresh(db);
    assertThat(current(BTC, EUR).orElseThrow().value()).isEqualByComparingTo("60005");
    assertThat(rates.problem()).contains("jumped and not believed yet: BTC/EUR of kraken");
  }

  @Test
  void anUnchangedRateStaysFreshWithOneRowAMinute() {
    kraken.say("BTC/EUR", "60000");
    for (int i = 0; i < 60; i++) {
      rates.refresh(db);
      assertThat(current(BTC, EUR)).isPresent();
      pass("PT10S");
      assertThat(current(BTC, EUR)).isPresent();
    }
    assertThat(rows()).isEqualTo(10);
  }

  @Test
  void aChangedRateIsWrittenAtOnce() {
    for (int i = 0; i < 5; i++) {
      kraken.say("BTC/EUR", "6000" + i);
      rates.refresh(db);
      assertThat(current(BTC, EUR).orElseThrow().value()).isEqualByComparingTo("6000" + i);
      pass("PT10S");
    }
    assertThat(rows()).isEqualTo(5);
  }

  @Test
  void theSameTwiceIsOneRow() {
    kraken.say("BTC/EUR", "60000");
    kraken.says.add(kraken.says.getFirst());
    rates.refresh(db);
    rates.refresh(db);
    // Another node, which saw an empty table, adds the same.
    db.run(tx -> RateStore.add(tx, kraken.fetch()));
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void aBankIsAskedTwiceAnHourAndAtOnceAfterAFailure() {
    cbr.failure = Optional.of(new RateSourceException("cbr: not reached"));
    rates.refresh(db);
    rates.refresh(db);
    assertThat(cbr.asked).isEqualTo(2);
    cbr.failure = Optional.empty();
    cbr.say("EUR/RUB", "93.5");
    for (int i = 0; i < 60; i++) {
      rates.refresh(db);
      pass("PT1M");
    }
    assertThat(cbr.asked).isEqualTo(4);
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void aRateOfADayLosesNoFreshnessThatMatters() {
    cbr.say("EUR/RUB", "93.5");
    for (int i = 0; i < 48; i++) {
      rates.refresh(db);
      pass("PT30M");
    }
    var lastHeard = now.get();
    cbr.failure = Optional.of(new RateSourceException("cbr: not reached"));
    now.set(lastHeard.plus(Duration.ofDays(4)).minus(Duration.ofHours(7)));
    rates.refresh(db);
    assertThat(current(EUR, RUB)).isPresent();
    assertThat(rows()).isEqualTo(4);
  }

  @Test
  void anEchoOfAnOlderRateIsPassedOver() {
    cbr.say("EUR/RUB", "93.5");
    rates.refresh(db);
    pass("PT1H");
    cbr.say("EUR/RUB", "91").at = Optional.of(START.minusSeconds(86_400));
    rates.refresh(db);
    assertThat(current(EUR, RUB).orElseThrow().value()).isEqualByComparingTo("93.5");
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void theRateOfATimeIsTheLastOneBeforeIt() {
    for (int i = 0; i < 3; i++) {
      kraken.say("BTC/EUR", "6000" + i);
      rates.refresh(db);
      pass("PT1M");
    }
    cbr.say("EUR/RUB", "100");
    rates.refresh(db);
    assertThat(at(BTC, EUR, START.minusSeconds(9)).orElseThrow()).isEqualByComparingTo("60000");
    assertThat(at(BTC, EUR, START).orElseThrow()).isEqualByComparingTo("60000");
    assertThat(at(BTC, EUR, START.plusSeconds(59)).orElseThrow()).isEqualByComparingTo("60000");
    assertThat(at(BTC, EUR, START.plusSeconds(60)).orElseThrow()).isEqualByComparingTo("60001");
    assertThat(at(BTC, EUR, START.plusSeconds(9999)).orElseThrow()).isEqualByComparingTo("60002");
    // The bank's first rate is of later: there is none before it.
    assertThat(at(BTC, RUB, START.plusSeconds(60)).orElseThrow()).isEqualByComparingTo("6000100");
    assertThat(at(RUB, BTC, START).orElseThrow()).isEqualByComparingTo("0.000000166666666667");
    assertThat(at(RUB, RUB, START).orElseThrow()).isEqualByComparingTo("1");
    assertThat(at(new Denomination("ETH"), EUR, START)).isEmpty();
  }

  @Test
  void currentAsksTheDatabaseOnceASecond() {
    kraken.say("BTC/EUR", "60000");
    rates.refresh(db);
    assertThat(current(BTC, EUR)).isPresent();
    // With the table gone, the copy is all there is.
    db.run(tx -> tx.update("TRUNCATE rate"));
    pass("PT0.999S");
    assertThat(current(BTC, EUR)).isPresent();
    pass("PT0.001S");
    assertThat(current(BTC, EUR)).isEmpty();
  }

  @Test
  void anotherNodeAnswersTheSame() {
    kraken.say("BTC/EUR", "60000");
    var other = new Rates(List.of(kraken, coinbase, cbr), now::get);
    assertThat(db.<Optional<Rates.Quoted>>tx(tx -> other.current(tx, BTC, EUR))).isEmpty();
    rates.refresh(db);
    pass("PT1S");
    assertThat(db.<Optional<Rates.Quoted>>tx(tx -> other.current(tx, BTC, EUR)))
        .isPresent()
        .isEqualTo(current(BTC, EUR));
  }

  @Test
  void fixedRatesAreAlwaysFreshAndChangeWhenTheTableDoes() {
    var table = Map.of("BTC/EUR", new BigDecimal("60000"), "EUR/RUB", new BigDecimal("93.5"));
    rates = new Rates(List.of(FixedRates.of(table, now::get)), now::get);
    rates.refresh(db);
    pass("P9000D");
    rates.refresh(db);
    assertThat(rows()).isEqualTo(2);
    assertThat(current(BTC, RUB).orElseThrow().value()).isEqualByComparingTo("5610000");
    assertThat(current(BTC, RUB).orElseThrow().singleSource()).isFalse();

    var other = Map.of("BTC/EUR", new BigDecimal("61000"));
    rates = new Rates(List.of(FixedRates.of(other, now::get)), now::get);
    rates.refresh(db);
    assertThat(current(BTC, EUR).orElseThrow().value()).isEqualByComparingTo("61000");
    assertThat(at(BTC, EUR, START.plusSeconds(1)).orElseThrow()).isEqualByComparingTo("60000");
  }

  @Test
  void twoSourcesOfOneNameAreRefused() {
    assertThatThrownBy(() -> new Rates(List.of(kraken, new Told("kraken", kraken.kind)), now::get))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLongHistoryDoesNotMatter() {
    db.run(
        tx ->
            tx.update(
                """
                INSERT INTO rate (base, quote, source, at, value)
                SELECT 'C' || c, 'EUR', s, timestamptz '2026-11-20T09:59:59Z' - i * interval '1 minute', 100 + c
                FROM generate_series(1, 50) c, unnest(ARRAY['kraken', 'coinbase']) s,
                     generate_series(1, 2000) i
                """));
    var from = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      var time = START.minusSeconds(3600L * i);
      assertThat(at(new Denomination("C7"), new Denomination("C9"), time)).isPresent();
    }
    var millis = (System.nanoTime() - from) / 20_000_000.0;
    assertThat(millis).isLessThan(100);
  }
}
