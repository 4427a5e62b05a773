package coffer.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.rate.Pair;
import coffer.core.rate.Rate;
import coffer.core.rate.RateSource;
import coffer.core.rate.RateSourceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarketsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @AutoClose private final Feeds feeds = new Feeds();

  private RateSource kraken(String... pairs) {
    return new Kraken(
        Feeds.CLIENT, feeds.url(), Stream.of(pairs).map(Pair::of).toList(), () -> NOW);
  }

  private RateSource coinbase(String... pairs) {
    return new Coinbase(
        Feeds.CLIENT, feeds.url(), Stream.of(pairs).map(Pair::of).toList(), () -> NOW);
  }

  private static List<String> texts(List<Rate> rates) {
    assertThat(rates).allMatch(rate -> rate.at().equals(NOW));
    return rates.stream()
        .map(r -> r.base() + "/" + r.quote() + " " + r.value().stripTrailingZeros().toPlainString())
        .toList();
  }

  private static String ticker(String last) {
    return """
    {"a":["60000.1","1","1.000"],"b":["59999.9","2","2.000"],"c":%s,"v":["1","2"],"p":["1","2"],\
    "t":[1,2],"l":["1","2"],"h":["1","2"],"o":"59000.0"}"""
        .formatted(last);
  }

  @Test
  void krakenAnswersWithNamesOfItsOwn() {
    feeds.say(
        """
        {"error":[],"result":{"XXBTZEUR":%s,"XETHZEUR":%s,"USDTEUR":%s,"USDTZUSD":%s,"XETHXXBT":%s,
        "XDGEUR":%s,"TRX/EUR":%s,"XXBTZGBP":%s},"later":true}
        """
            .formatted(
                ticker("[\"60000.0\",\"0.01\"]"),
                ticker("[\"3000.50\",\"1\"]"),
                ticker("[\"0.92\",\"1\"]"),
                ticker("[0.99987654321,\"1\"]"),
                ticker("[\"0.05\"]"),
                ticker("[\"0.1\"]"),
                ticker("[\"0.25\"]"),
                "null"));
    assertThat(
            texts(
                kraken(
                        "BTC/EUR",
                        "ETH/EUR",
                        "USDT/EUR",
                        "USDT/USD",
                        "ETH/BTC",
                        "DOGE/EUR",
                        "TRX/EUR",
                        "BNB/EUR")
                    .fetch()))
        .containsExactlyInAnyOrder(
            "BTC/EUR 60000",
            "ETH/EUR 3000.5",
            "USDT/EUR 0.92",
            "USDT/USD 0.99987654321",
            "ETH/BTC 0.05",
            "DOGE/EUR 0.1",
            "TRX/EUR 0.25");
    assertThat(feeds.asked())
        .isEqualTo(
            "/0/public/Ticker?pair=XBTEUR,ETHEUR,USDTEUR,USDTUSD,ETHXBT,XDGEUR,TRXEUR,BNBEUR");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":[\"EQuery:Unknown asset pair\"]}",
        "{\"error\":[\"EGeneral:Internal error\"],\"result\":{\"XXBTZEUR\":{\"c\":[\"1\",\"1\"]}}}",
        "{\"error\":\"EGeneral\",\"result\":{\"XXBTZEUR\":{\"c\":[\"1\",\"1\"]}}}",
        "{\"result\":{\"XXBTZEUR\":{\"c\":[\"1\",\"1\"]}}}",
        "{\"error\":[],\"result\":{}}",
        "{\"error\":[]}",
        "{\"error\":[],\"result\":[]}",
        "{\"error\":[],\"result\":{\"XXBTZGBP\":{\"c\":[\"1\",\"1\"]}}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":null}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":{}}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":[]}}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":\"60000\"}}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":[null]}}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":[\"\"]}}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":[\"0\"]}}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":[\"-1\"]}}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":[\"NaN\"]}}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":[\"60000,1\"]}}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":[\"1e999999999\"]}}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":[1e-999999999]}}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":[true]}}}",
        "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":[\"1\"",
        "<html><body>Just a moment...</body></html>",
        "[]",
        "null",
        "",
      })
  void krakenIsNotBelieved(String body) {
    feeds.say(body);
    assertThatThrownBy(kraken("BTC/EUR")::fetch)
        .isInstanceOf(RateSourceException.class)
        .hasMessageStartingWith("kraken: ");
  }

  @Test
  void coinbaseIsAskedForEachCoin() {
    feeds.say(
        """
        {"data":{"currency":"BTC","rates":{"EUR":"60000.12","USD":"66000","USDT":"66010.5","AED":"x"}}}
        """);
    feeds.say("{\"data\":{\"currency\":\"USDT\",\"rates\":{\"EUR\":0.925}}}");
    assertThat(texts(coinbase("BTC/EUR", "BTC/USDT", "BTC/RUB", "USDT/EUR").fetch()))
        .containsExactly("BTC/EUR 60000.12", "BTC/USDT 66010.5", "USDT/EUR 0.925");
    assertThat(feeds.asked()).isEqualTo("/v2/exchange-rates?currency=BTC");
    assertThat(feeds.asked()).isEqualTo("/v2/exchange-rates?currency=USDT");
  }

  @Test
  void aCoinThatCoinbaseDoesNotKnowStopsNoOther() {
    feeds.say(400, "{\"errors\":[{\"id\":\"invalid_request\",\"message\":\"Invalid currency\"}]}");
    feeds.say("{\"data\":{\"currency\":\"BTC\",\"rates\":{\"EUR\":\"60000.12\"}}}");
    assertThat(texts(coinbase("XYZ/EUR", "BTC/EUR").fetch())).containsExactly("BTC/EUR 60000.12");
  }

  @Test
  void whoIsDownIsAskedOnce() {
    feeds.server.enqueue(
        new MockResponse.Builder().onRequestStart(SocketEffect.Stall.INSTANCE).build());
    assertThatThrownBy(coinbase("BTC/EUR", "ETH/EUR", "TRX/EUR")::fetch)
        .isInstanceOf(RateSourceException.class)
        .hasMessageStartingWith("coinbase: not reached")
        .hasCauseInstanceOf(IOException.class);
    assertThat(feeds.server.getRequestCount()).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":{\"currency\":\"ETH\",\"rates\":{\"EUR\":\"60000.12\"}}}",
        "{\"data\":{\"rates\":{\"EUR\":\"60000.12\"}}}",
        "{\"data\":{\"currency\":\"BTC\",\"rates\":{}}}",
        "{\"data\":{\"currency\":\"BTC\"}}",
        "{\"data\":{\"currency\":\"BTC\",\"rates\":{\"EUR\":null}}}",
        "{\"data\":{\"currency\":\"BTC\",\"rates\":{\"EUR\":{}}}}",
        "{\"data\":{\"currency\":\"BTC\",\"rates\":{\"EUR\":\"60000,12\"}}}",
        "{\"data\":{\"currency\":\"BTC\",\"rates\":{\"EUR\":\"0.00\"}}}",
        "{\"data\":{\"currency\":\"BTC\",\"rates\":[\"EUR\"]}}",
        "{\"errors\":[{\"id\":\"rate_limit_exceeded\"}]}",
        "<!doctype html><html></html>",
        "{",
        "",
      })
  void coinbaseIsNotBelieved(String body) {
    feeds.say(body);
    assertThatThrownBy(coinbase("BTC/EUR")::fetch)
        .isInstanceOf(RateSourceException.class)
        .hasMessageStartingWith("coinbase: ");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304, 400, 404, 429, 500, 503})
  void anotherStatusIsNoAnswer(int status) {
    feeds.say(status, "");
    assertThatThrownBy(kraken("BTC/EUR")::fetch).isInstanceOf(RateSourceException.class);
  }

  @Test
  void aHugeAnswerIsCutShortAlsoWhenItIsPacked() throws IOException {
    var open = "{\"error\":[],\"result\":{\"XXBTZEUR\":{\"c\":[\"1\",\"1\"]}},\"pad\":\"";
    var huge = (open + "x".repeat(3 * RateDownload.MAX_BYTES) + "\"}").getBytes();
    feeds.say(huge);
    assertThatThrownBy(kraken("BTC/EUR")::fetch).hasMessage("kraken: an answer of more than 1 MiB");

    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(huge);
    }
    assertThat(packed.size()).isLessThan(RateDownload.MAX_BYTES);
    feeds.say(packed.toByteArray(), "Content-Encoding: gzip");
    assertThatThrownBy(kraken("BTC/EUR")::fetch).hasMessage("kraken: an answer of more than 1 MiB");

    feeds.say(open + "x".repeat(RateDownload.MAX_BYTES - 100) + "\"}");
    assertThat(kraken("BTC/EUR").fetch()).hasSize(1);
  }
}
