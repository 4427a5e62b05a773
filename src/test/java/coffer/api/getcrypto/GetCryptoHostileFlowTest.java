package coffer.api.getcrypto;

import static coffer.api.getcrypto.GetCryptoWorld.INVOICES;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.http.RateLimiter.Limit;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever is sent, it is the sender's fault: a 4xx in this API's words, and never a 5xx.
final class GetCryptoHostileFlowTest {
  @AutoClose private static final GetCryptoWorld world = new GetCryptoWorld();
  private final ApiClient api = world.api;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | 400",
        "{}{} | 400",
        "null | 400",
        "[] | 400",
        "\"x\" | 400",
        "{\"input_amount\": NaN} | 400",
        "{\"input_amount\": 1e9999999999} | 400",
        "{\"language\": \"en\", \"language\": \"ru\"} | 400",
        "{\"input_amount\": 1e400} | 422",
        "{} | 422",
        "{\"unknown\": [1, {\"a\": null}]} | 422",
      })
  void aBodyThatIsNoneIsRefused(String body, int status) {
    assertThat(api.postRaw(INVOICES, body).is(status).get("/status")).isEqualTo("false");
  }

  @Test
  void bombsAndWrongEnvelopesAreRefused() {
    api.postRaw(INVOICES, "[".repeat(30_000)).is(400);
    api.postRaw(INVOICES, "{\"a\":".repeat(1000) + "1" + "}".repeat(1000)).is(400);
    api.postRaw(INVOICES, "{\"input_amount\": " + "9".repeat(5000) + "}").is(400);
    var huge = api.fresh().postRaw(INVOICES, "{\"x\": \"" + "a".repeat(70_000) + "\"}").is(413);
    assertThat(huge.get("/message")).isEqualTo("The POST data is too large.");
    var form = "application/x-www-form-urlencoded";
    assertThat(api.with("Content-Type", form).post(INVOICES, "a=b").is(415).get("/status"))
        .isEqualTo("false");
    api.with("Content-Type", "text/plain").post(INVOICES, "{}").is(415);
    api.send("POST", INVOICES, Optional.empty()).is(422);
    var put = api.send("PUT", INVOICES, Optional.of("{}")).is(405);
    assertThat(put.header("Allow").orElse("")).contains("POST");
    assertThat(put.get("/message")).contains("not supported for this route");
    api.send("DELETE", INVOICES + "/in_1", Optional.empty()).is(405);
    assertThat(api.get("/getcrypto/v1/nothing").is(404).get("/message"))
        .isEqualTo("The route could not be found.");
    assertThat(api.get("/getcrypto/v2/invoices").is(404).get("/status")).isEqualTo("false");
    for (var id : List.of("1", "in_", "in_zzzzzzzzzzzzz", "IN_0000000000000", "in_0%2f", "%F0")) {
      assertThat(api.fresh().get(INVOICES + "/" + id).status()).isBetween(400, 404);
    }
  }

  @Test
  void unknownFieldsArePassedOver() {
    var body = world.body(GetCryptoWorld.order()).replaceFirst("\\{", "{\"tolerance\": 99,");
    api.postRaw(INVOICES, body).is(201);
  }

  @Test
  void theSamplesPairOfACoinAndANetworkThatItIsNotOnIsRefused() {
    var body = world.body(GetCryptoWorld.order()).replace("usdt", "btc").replace("trc20", "bep20");
    var refused = api.postRaw(INVOICES, body).is(422);
    assertThat(refused.text())
        .isEqualTo(
            "{\"status\":false,\"message\":\"The selected network is invalid.\","
                + "\"errors\":{\"network\":[\"The selected network is invalid.\"]}}");
  }

  @Test
  void whatIsTooLittleOrHasNoRateIsSaid() {
    var little = world.body(GetCryptoWorld.order()).replace(": 25,", ": 0.000001,");
    assertThat(api.postRaw(INVOICES, little).is(422).get("/errors/input_amount/0"))
        .startsWith("The input amount field must be worth at least ");
    var rate = world.body(GetCryptoWorld.order()).replace("\"eur\"", "\"rub\"");
    assertThat(api.postRaw(INVOICES, rate).is(422).get("/errors/currency/0"))
        .isEqualTo("No fresh rate of USDT in RUB is known.");
  }

  /// Where the price is in the coin that is paid, every digit of it must be payable.
  @Test
  void aPriceInTheCoinItselfHasNoMoreDecimalsThanThePayerCanType() {
    var body = world.body(GetCryptoWorld.order()).replace("\"eur\"", "\"usdt\"");
    var refused = api.postRaw(INVOICES, body.replace(": 25,", ": 25.1234567,")).is(422);
    assertThat(refused.get("/errors/input_amount/0"))
        .isEqualTo("The input amount field must have 0-6 decimal places.");
    var made = api.postRaw(INVOICES, body.replace(": 25,", ": 25.1234560,")).is(201);
    assertThat(made.get("/data/amount")).isEqualTo("25.123456");
    api.postRaw(INVOICES, world.body(GetCryptoWorld.order()).replace(": 25,", ": 25.1234567,"))
        .is(201);
  }

  @Test
  void theLimitIsToldAsClientsKnowIt() {
    try (var small = new GetCryptoWorld(new Limit(2, 2))) {
      var first = small.api.get(INVOICES + "/in_0000000000000").is(400);
      assertThat(first.header("x-ratelimit-limit")).contains("2");
      assertThat(first.header("x-ratelimit-remaining")).contains("1");
      assertThat(first.header("cache-control")).contains("no-cache, private");
      assertThat(first.header("content-type")).contains("application/json");
      assertThat(first.header("vary")).contains("Origin");
      small.api.get(INVOICES + "/in_0000000000000").is(400);
      var refused = small.api.get(INVOICES + "/in_0000000000000").is(429);
      assertThat(refused.text()).isEqualTo("{\"status\":false,\"message\":\"Too Many Attempts.\"}");
      assertThat(refused.header("x-ratelimit-remaining")).contains("0");
      assertThat(refused.header("retry-after")).isPresent();
      assertThat(refused.header("x-ratelimit-reset")).isPresent();
    }
  }

  @Test
  void theDocumentIsThereForEveryone() throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(world.url() + "/getcrypto/openapi.json"));
      var answer = http.send(request.build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains(GetCryptoWorld.PUBLIC_URL + "/getcrypto/v1");
    }
  }

  @Test
  void noRequestMakesAServerError() {
    var seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      var body = body(random);
      var answer = api.postRaw(INVOICES, body);
      assertThat(answer.status())
          .as("seed %d: %s -> %s", seed, body, answer.text())
          .isLessThan(500);
    }
  }

  private static String body(Random random) {
    var fields = new ArrayList<String>();
    for (var line : world.body(GetCryptoWorld.order()).strip().split(",\\s*")) {
      var name = line.replaceAll("[^\"]*\"([a-z_]+)\".*", "$1").strip();
      if (random.nextInt(12) == 0) continue;
      var changed = "\"" + name + "\": " + value(random, 2);
      fields.add(random.nextInt(4) == 0 ? changed : line.replaceAll("[\n{}]", " ").strip());
    }
    return "{" + String.join(", ", fields) + "}";
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 10)) {
      case 0 -> "null";
      case 1 -> "true";
      case 2 -> String.valueOf(random.nextLong());
      case 3 -> "1e" + random.nextInt(400);
      case 4 -> "\"" + "z".repeat(random.nextInt(3000)) + "\"";
      case 5 -> "\"\\u0000\"";
      case 6 -> "\"\\udc00\"";
      case 7 -> "\"" + "9".repeat(random.nextInt(90)) + "\"";
      case 8 -> "\"0." + "0".repeat(random.nextInt(40)) + "1\"";
      case 9 -> "\"eth\"";
      case 10 -> "[" + value(random, depth - 1) + ", " + value(random, depth - 1) + "]";
      default -> "{\"k\": " + value(random, depth - 1) + "}";
    };
  }
}
