package coffer.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// `dialects`: an invoice made through each dialect beside one of our own API, all of them in one
/// coin, quoted at once, on a simulated chain.
final class DialectsBench {
  private static final int CONNECTIONS = 32;
  private static final int ROUNDS = 4;

  /// What a dialect has to reach of our own API's rate.
  private static final double LEAST = 0.8;

  /// Before the clock starts, for each and in turns: until then the server is mostly being
  /// compiled.
  private static final Duration WARM_UP = Duration.ofSeconds(4);

  private static final int WARM_UPS = 3;

  private DialectsBench() {}

  enum Dialect {
    COFFER("/coffer/v1/invoices"),
    COINVOICE("/coinvoice/api/v1/invoices"),
    GETCRYPTO("/getcrypto/v1/invoices"),
    ITISPAY("/itispay/api/v1/invoices"),
    ONCHAINPAY("/onchainpay/api-gateway/make-order");

    private final String path;

    Dialect(String path) {
      this.path = path;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    private Map<String, String> key(DialectShop shop, byte[] request) {
      return switch (this) {
        case COFFER -> Map.of("Authorization", "Bearer " + shop.coffer());
        case COINVOICE -> Map.of("X-API-Key", shop.coinvoice());
        case GETCRYPTO -> Map.of("Authorization", "Bearer " + shop.getcrypto());
        case ITISPAY -> Map.of("Api-Key", shop.itispay());
        case ONCHAINPAY -> SignedCall.headers(shop, request);
      };
    }

    private String body(DialectShop shop) {
      return switch (this) {
        case COFFER ->
            "{'currency':'USD','amount':'10.00','order_id':'ORDER','options':[{'asset':'USDT','network':'bsc'}]}";
        case COINVOICE -> "{'amount':10.00,'description':'Order','order_id':'ORDER'}";
        case GETCRYPTO ->
            "{'language':'en','input_amount':10.00,'currency':'usd','cryptocurrency':'usdt','network':'bep20',"
                + "'order_id':'ORDER','project_id':'pr_"
                + shop.code()
                + "'}";
        case ITISPAY ->
            "{'order_id':'ORDER','fiat_amount':10.00,'fiat_currency':'EUR','currency':'USDT_BEP20'}";
        case ONCHAINPAY ->
            "{'currency':'USDT','network':'bsc','amount':'10.00','order':'ORDER','nonce':'ORDER'}";
      };
    }
  }

  static Result run(Bench.Settings settings) throws Exception {
    try (var environment = BenchEnvironment.open()) {
      var port = BenchServer.freePort();
      var config = environment.config(Optional.empty(), port, "");
      var shop = DialectShop.open(environment);
      try (var _ = BenchServer.start(config, port, settings)) {
        var rates = new EnumMap<Dialect, List<Double>>(Dialect.class);
        for (var dialect : Dialect.values()) rates.put(dialect, new ArrayList<>());
        for (int i = 0; i < WARM_UPS; i++) {
          for (var dialect : Dialect.values()) load(shop, port, dialect, WARM_UP);
        }
        var slice = settings.slice(ROUNDS * Dialect.values().length);
        for (int round = 0; round < ROUNDS; round++) {
          var order = Arrays.asList(Dialect.values());
          for (var dialect : round % 2 == 0 ? order : order.reversed()) {
            var rate = load(shop, port, dialect, slice);
            rates.getOrDefault(dialect, List.of()).add(rate);
            System.out.printf(
                Locale.ROOT, "round %d: %-10s %.1f invoices/s%n", round + 1, dialect.text(), rate);
          }
        }
        return judge(rates);
      }
    }
  }

  private static Result judge(Map<Dialect, List<Double>> rates) {
    var own = mean(rates, Dialect.COFFER);
    var least = Double.MAX_VALUE;
    var more = new LinkedHashMap<String, Object>();
    more.put("coffer", own);
    for (var dialect : Dialect.values()) {
      if (dialect == Dialect.COFFER) continue;
      var rate = mean(rates, dialect);
      least = Math.min(least, rate);
      more.put(dialect.text(), rate);
      more.put(dialect.text() + "_ratio", rate / own);
      System.out.printf(
          Locale.ROOT,
          "%-10s %.1f invoices/s beside %.1f of our own: ratio %.2f, limit %.2f: %s%n",
          dialect.text(),
          rate,
          own,
          rate / own,
          LEAST,
          rate >= LEAST * own ? "PASS" : "FAIL");
    }
    more.put("pass", least >= LEAST * own);
    return Result.more(least, "invoices/s", LEAST * own, more);
  }

  /// Of as many rounds forward as backward: what the machine's speed does over time falls on all.
  private static double mean(Map<Dialect, List<Double>> rates, Dialect dialect) {
    return rates.getOrDefault(dialect, List.of()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElseThrow();
  }

  private static double load(DialectShop shop, int port, Dialect dialect, Duration time)
      throws Exception {
    var body = dialect.body(shop).replace('\'', '"');
    return Load.run(
        CONNECTIONS,
        time,
        new Latencies(),
        _ -> {
          var line = new HttpLine(port);
          return new Load.Worker() {
            @Override
            public void once() throws Exception {
              var order = body.replace("ORDER", UUID.randomUUID().toString()).getBytes(UTF_8);
              var answer = line.ask(HttpLine.post(dialect.path, dialect.key(shop, order), order));
              if (answer.status() / 100 != 2) throw new IllegalStateException(answer.text());
            }

            @Override
            public void close() throws java.io.IOException {
              line.close();
            }
          };
        });
  }
}
