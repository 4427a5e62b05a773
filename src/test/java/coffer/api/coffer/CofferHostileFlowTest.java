package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever is sent, it is the sender's fault: a 4xx that names the field, and never a 5xx.
final class CofferHostileFlowTest {
  private static final String INVOICES = "/coffer/v1/invoices";

  @AutoClose private static final ApiWorld world = new ApiWorld();
  private static final ApiWorld.Shop shop = world.shop();
  private final ApiClient api = shop.client();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"amount\": \"5\"} | 422 | currency",
        "{\"currency\": \"EUR\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": null} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"ANY\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": true} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": 0} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": -0.0} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": -5} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": -0.30000000000000004} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": 1.1102230246251565e-16} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": 1.123456789} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"0.30000000000000004\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": 1e400} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": 1e999999999} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": 1000e2147483640} | 422 | amount",
        "{\"currency\": \"EURO\", \"amount\": \"5\"} | 422 | currency",
        "{\"currency\": \"EUR\", \"amount\": \"-5\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"0\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"0.00\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"1e5\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"1e999999999\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"NaN\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"Infinity\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"0x10\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \" 5\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"1,5\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"1.123456789\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"0.00000001\", \"options\": [{\"asset\": \"BTC\", \"network\": \"bitcoin\"}]} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": [\"5\"]} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": {\"a\": \"5\"}} | 422 | amount",
        "{\"currency\": 978} | 422 | currency",
        "{\"currency\": \"€\"} | 422 | currency",
        "{\"currency\": \"E U\"} | 422 | currency",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"options\": []} | 422 | options",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"options\": {}} | 422 | options",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"options\": [7]} | 422 | options[0]",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"options\": [{\"asset\": \"USDT\"}]} | 422 | options[0].network",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"options\": [{\"asset\": \"X\", \"network\": \"tron\"}]} | 422 | options[0].asset",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"metadata\": []} | 422 | metadata",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"metadata\": {\"a\": 1}} | 422 | metadata.a",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"metadata\": {\"\": \"a\"}} | 422 | metadata",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"order_id\": \"a\\u0000b\"} | 422 | order_id",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"description\": \"\\ud800\"} | 422 | description",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"metadata\": {\"k\": \"\\u0000\"}} | 422 | metadata.k",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"expires_in\": 0} | 422 | expires_in",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"expires_in\": 1.5} | 422 | expires_in",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"expires_in\": 99999999999999999999} | 422 | expires_in",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"expires_in\": \"60\"} | 422 | expires_in",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"tolerance_percent\": \"101\"} | 422 | tolerance_percent",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"tolerance_percent\": \"1.1234567\"} | 422 | tolerance_percent",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"return_url\": \"javascript:alert(1)\"} | 422 | return_url",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"callback_url\": \"http://[::1]/\"} | 422 | callback_url",
        "{\"currency\": \"EUR\", \"amount\": \"999999999999999999\", \"options\": [{\"asset\": \"BTC\", \"network\": \"bitcoin\"}]} | 201 | -",
        "{\"currency\": \"EUR\", \"amount\": \"1000000000000000000\"} | 422 | amount",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"options\": [\"USDT\"]} | 422 | options[0]",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"expiresIn\": 60} | 422 | expiresIn",
        "{\"currency\": \"EUR\", \"amount\": \"5\", \"options\": [{\"asset\": \"USDT\", \"network\": \"tron\", \"chain\": \"x\"}]} | 422 | options[0].chain",
        "{\"currency\": \"EUR\", \"currency\": \"USD\"} | 400 | -",
        "{\"expires_in\": 1e9999999999} | 400 | -",
        "{\"currency\": NaN} | 400 | -",
        "[] | 400 | -",
        "null | 400 | -",
        "\"EUR\" | 400 | -",
        "{ | 400 | -",
        "{}{} | 400 | -",
        "{\"currency\": \"\\ud800\"} | 422 | currency",
      })
  void whatIsWrongIsNamed(String body, int status, String field) {
    var answer = api.postRaw(INVOICES, body).is(status);
    if (!field.equals("-")) assertThat(answer.get("/field")).isEqualTo(field);
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    var body =
        "{'amount': [], 'options': [{'asset': 1}, 2], 'expires_in': 'x', 'metadata': {'a': []}, 'amuont': 1}";
    var errors = api.post(INVOICES, body).is(422).json().at("/errors").values();
    assertThat(errors.stream().map(e -> e.at("/field").stringValue()))
        .containsExactlyInAnyOrder(
            "amount",
            "currency",
            "options[0].asset",
            "options[0].network",
            "options[1]",
            "expires_in",
            "metadata.a",
            "amuont");
  }

  @Test
  void bombsAndWrongEnvelopesAreRefused() {
    api.postRaw(INVOICES, "[".repeat(30_000)).is(400);
    api.postRaw(INVOICES, "{\"a\":".repeat(1000) + "1" + "}".repeat(1000)).is(400);
    api.postRaw(INVOICES, "{\"currency\": \"EUR\", \"amount\": " + "9".repeat(5000) + "}").is(400);
    api.fresh().postRaw(INVOICES, "{\"x\": \"" + "a".repeat(70_000) + "\"}").is(413);
    api.with("Content-Type", "text/plain").post(INVOICES, "{}").is(415);
    api.with("Content-Type", "application/x-www-form-urlencoded").post(INVOICES, "a=b").is(415);
    api.send("PUT", INVOICES, Optional.of("{}")).is(405);
    api.send("DELETE", INVOICES, Optional.empty()).is(405);
    api.get("/coffer/v1/nothing").is(404);
    api.get("/coffer/v2/invoices").is(404);
    api.get("/coffer/v1/invoices/1-1-1-1-1").is(404);
    assertThat(api.fresh().get("/coffer/v1/invoices/%00").status()).isBetween(400, 404);
    var many = new StringBuilder("{\"currency\": \"EUR\", \"amount\": \"5\", \"metadata\": {");
    for (int i = 0; i < 51; i++) many.append("\"k").append(i).append("\": \"v\",");
    var body = many.substring(0, many.length() - 1) + "}}";
    assertThat(api.postRaw(INVOICES, body).is(422).get("/field")).isEqualTo("metadata");
  }

  @Test
  void noBodyMakesAServerError() {
    var seed = Long.getLong("seed", System.nanoTime());
    var random = new Random(seed);
    var chaos = new Chaos(random);
    var id = api.post(INVOICES, "{'currency': 'EUR', 'amount': '5'}").is(201).get("/id");
    for (int i = 0; i < 600; i++) {
      var path = chaos.pick(chaos.paths()).replace("{id}", id);
      var body = chaos.object(chaos.fields(id), 2);
      var answer = api.postRaw("/coffer/v1" + path, body);
      assertThat(answer.status())
          .as("seed %d: POST %s %s -> %s", seed, path, body, answer.text())
          .isLessThan(500);
    }
    for (int i = 0; i < 200; i++) {
      var path = chaos.query(id);
      assertThat(api.get("/coffer/v1" + path).status())
          .as("seed %d: GET %s", seed, path)
          .isLessThan(500);
    }
  }

  /// Bodies and queries that are nearly right.
  private record Chaos(Random random) {
    List<String> paths() {
      var paths = new ArrayList<String>();
      for (var path : world.contract.document().path("paths").properties()) {
        if (path.getValue().has("post")) paths.add(path.getKey());
      }
      return paths;
    }

    List<Supplier<String>> fields(String id) {
      return List.of(
          () -> field("currency", "\"EUR\""),
          () -> field("currency", "\"BTC\""),
          () -> field("amount", "\"" + random.nextInt(100) + "." + random.nextInt(1000) + "\""),
          () -> field("options", "[{\"asset\": \"USDT\", \"network\": \"tron\"}]"),
          () -> field("asset", "\"USDT\""),
          () -> field("network", pick(List.of("\"tron\"", "\"bitcoin\"", "\"tron-sandbox\""))),
          () -> field("address", pick(List.of("\"x\"", "\"0x00\"", "\"T\""))),
          () -> field("invoice", "\"" + id + "\""),
          () -> field("status", pick(List.of("\"settled\"", "\"archived\""))),
          () -> field("url", "\"https://shop.example/\""),
          () -> field("types", "[\"invoice.*\"]"),
          () -> field("blocks", String.valueOf(random.nextInt(1200))),
          () -> field("depth", String.valueOf(random.nextInt(40))),
          () -> field("mine", String.valueOf(random.nextInt(3))),
          () -> field("outcome", "\"remine\""),
          () -> field("txid", "\"" + "ab".repeat(32) + "\""),
          () -> field("expires_in", String.valueOf(random.nextLong())),
          () -> field("metadata", object(List.of(() -> field("k", value(0))), 1)),
          () -> field("percent", "\"" + random.nextInt(120) + "\""),
          () -> field("reason", value(0)),
          () -> field("order_id", value(0)),
          () -> field("tolerance_percent", "\"" + random.nextInt(120) + "\""));
    }

    String field(String name, String value) {
      return "\"" + name + "\": " + (random.nextInt(8) == 0 ? value(2) : value);
    }

    String object(List<Supplier<String>> fields, int least) {
      var chosen = new ArrayList<String>();
      var names = new ArrayList<String>();
      for (int i = least + random.nextInt(6); i > 0; i--) {
        var field = pick(fields).get();
        var name = field.substring(0, field.indexOf(':'));
        if (!names.contains(name)) chosen.add(field);
        names.add(name);
      }
      return "{" + String.join(", ", chosen) + "}";
    }

    String value(int depth) {
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
        case 9 -> "\"\"";
        case 10 -> "[" + value(depth - 1) + ", " + value(depth - 1) + "]";
        default -> "{\"k\": " + value(depth - 1) + "}";
      };
    }

    String query(String id) {
      var path =
          pick(
              List.of(
                  "/invoices", "/payments", "/events", "/deliveries", "/rates", "/ledger/entries"));
      var query = new StringBuilder(path).append('?');
      for (int i = random.nextInt(5); i > 0; i--) {
        var name =
            pick(
                List.of(
                    "limit",
                    "cursor",
                    "after",
                    "status",
                    "order_id",
                    "created_from",
                    "created_to",
                    "orphan",
                    "invoice",
                    "event",
                    "base",
                    "quote"));
        var value =
            pick(
                List.of(
                    id,
                    "1",
                    "-1",
                    "%00",
                    "%ED%A0%80",
                    "x".repeat(300),
                    "EUR",
                    "btc",
                    "open",
                    "true",
                    "2026-11-20T10:00:00Z",
                    "%2B999999999-12-31T23:59:59Z",
                    ""));
        query.append(name).append('=').append(value).append('&');
      }
      return query.toString();
    }

    <T> T pick(List<T> from) {
      return from.get(random.nextInt(from.size()));
    }
  }
}
