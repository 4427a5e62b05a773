package coffer.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `history`: how long the list of a project's movements and the search for a transaction take,
/// beside few rows and beside many. They are flat if both take the same.
final class HistoryBench {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String GATEWAY = "/onchainpay/api-gateway/";
  private static final int CONNECTIONS = 4;
  private static final int FEW = 1_000;
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  /// What the searches may take beside many rows, in milliseconds.
  private static final double MOST_MILLIS = 50;

  private HistoryBench() {}

  /// @param body with ROW where the number of a movement stands
  private enum Call {
    HISTORY("get-transaction-history", "{'limit':100,'nonce':'NONCE'}"),
    FIND("find-tx", "{'tx':'seedROW','nonce':'NONCE'}");

    private final String method;
    private final String body;

    Call(String method, String body) {
      this.method = method;
      this.body = body;
    }

    byte[] request(int rows) {
      return body.replace('\'', '"')
          .replace("ROW", String.valueOf(ThreadLocalRandom.current().nextInt(rows)))
          .replace("NONCE", UUID.randomUUID().toString())
          .getBytes(UTF_8);
    }
  }

  static Result run(Bench.Settings settings) throws Exception {
    try (var environment = BenchEnvironment.open()) {
      var port = BenchServer.freePort();
      var config = environment.config(Optional.empty(), port, "");
      var shop = DialectShop.open(environment);
      try (var _ = BenchServer.start(config, port, settings)) {
        deposit(environment, shop, port);
        var seed = new Seed(environment.db);
        seed.movements(0, FEW);
        seed.analyze();
        for (var call : Call.values()) load(shop, port, call, FEW, WARM_UP);
        var more = new LinkedHashMap<String, Object>();
        var slice = settings.slice(2 * Call.values().length);
        measure(shop, port, FEW, slice, "few", more);
        for (int from = FEW; from < settings.rows(); from += 250_000) {
          seed.movements(from, Math.min(settings.rows(), from + 250_000));
        }
        seed.analyze();
        var most = measure(shop, port, settings.rows(), slice, "many", more);
        more.put("rows", settings.rows());
        return Result.less(most, "ms", MOST_MILLIS, more);
      }
    }
  }

  /// @return the p99 of the slower of both
  private static double measure(
      DialectShop shop, int port, int rows, Duration time, String name, Map<String, Object> more)
      throws Exception {
    double most = 0;
    for (var call : Call.values()) {
      var latencies = load(shop, port, call, rows, time);
      var key = call.method.replace('-', '_') + "_" + name;
      more.put(key + "_p50_ms", latencies.millis(0.5));
      more.put(key + "_p99_ms", latencies.millis(0.99));
      most = Math.max(most, latencies.millis(0.99));
    }
    return most;
  }

  private static Latencies load(DialectShop shop, int port, Call call, int rows, Duration time)
      throws Exception {
    var latencies = new Latencies();
    Load.run(
        CONNECTIONS,
        time,
        latencies,
        _ -> {
          var line = new HttpLine(port);
          return new Load.Worker() {
            @Override
            public void once() throws Exception {
              send(line, shop, call.method, call.request(rows));
            }

            @Override
            public void close() throws IOException {
              line.close();
            }
          };
        });
    return latencies;
  }

  private static JsonNode send(HttpLine line, DialectShop shop, String method, byte[] body)
      throws IOException {
    var headers = SignedCall.headers(shop, body);
    var answer = line.ask(HttpLine.post(GATEWAY + method, headers, body));
    if (answer.status() != 200) throw new IllegalStateException(answer.text());
    return MAPPER.readTree(answer.text()).path("response");
  }

  /// One deposit to a business address, of which the others are copies.
  private static void deposit(BenchEnvironment environment, DialectShop shop, int port)
      throws Exception {
    try (var line = new HttpLine(port)) {
      var wanted = "{\"currency\":\"USDT\",\"network\":\"bsc\",\"alias\":\"Main\",\"nonce\":\"1\"}";
      var made = send(line, shop, "business-address", wanted.getBytes(UTF_8));
      own(
          line,
          shop,
          "pay",
          "{\"asset\":\"USDT\",\"network\":\"bsc\",\"amount\":\"5\",\"address\":\"%s\"}"
              .formatted(made.path("address").asString()));
      own(line, shop, "mine", "{\"network\":\"bsc\",\"blocks\":30}");
    }
    WaitUntil.until(
        Duration.ofSeconds(30),
        () ->
            environment.db.tx(
                    tx ->
                        tx.only(
                            "SELECT count(*) AS n FROM movement WHERE status = 'confirmed'",
                            row -> row.number("n")))
                == 1);
  }

  private static void own(HttpLine line, DialectShop shop, String command, String body)
      throws IOException {
    var headers = Map.of("Authorization", "Bearer " + shop.coffer());
    var answer =
        line.ask(HttpLine.post("/coffer/v1/sandbox/" + command, headers, body.getBytes(UTF_8)));
    if (answer.status() != 200) throw new IllegalStateException(answer.text());
  }
}
