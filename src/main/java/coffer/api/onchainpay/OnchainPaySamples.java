package coffer.api.onchainpay;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.api.SampleServer;
import coffer.core.merchant.HmacSha256;
import coffer.operator.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Makes objects on the demo's server that a client can look at: paid addresses, a user, an order,
/// an invoice and an unmatched payment.
final class OnchainPaySamples {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final String DELIVERIES = "/coffer/v1/deliveries?limit=100";

  private final SampleServer server;
  private final HttpClient http;

  private OnchainPaySamples(SampleServer server, HttpClient http) {
    this.server = server;
    this.http = http;
  }

  static Map<String, Object> make(SampleServer server) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      return new OnchainPaySamples(server, http).make();
    }
  }

  private Map<String, Object> make() throws IOException, InterruptedException {
    server.sendEvents();
    var order = call("make-order", coin("tron", "amount", "12", "order", "sample-order"));
    var business = call("business-address", coin("ethereum", "alias", "Sample"));
    var payout = call("create-payout-address", coin("ethereum", "alias", "Sample"));
    var user =
        call(
            "personal-addresses/create-user",
            Map.of("clientId", "sample-user", "clientEmail", "user@example.com"));
    var invoice =
        call(
            "make-invoice",
            Map.of("currency", "USD", "amount", "20", "lifetime", 60, "currencies", List.of()));
    pay(order, "USDT", "tron", "12");
    pay(order, "TRX", "tron", "5");
    pay(business, "USDT", "ethereum", "20");
    pay(payout, "USDT", "ethereum", "20");
    var objects = new LinkedHashMap<String, Object>();
    objects.put("pay_in_address_id", text(order, "addressId"));
    objects.put("business_address_id", text(business, "id"));
    objects.put("payout_address_id", text(payout, "id"));
    objects.put("customer_id", text(user, "id"));
    objects.put("customer_client_id", text(user, "clientId"));
    objects.put("order_id", text(order, "orderId"));
    objects.put("invoice_id", text(invoice, "id"));
    for (var id : List.of("pay_in_address_id", "business_address_id", "payout_address_id")) {
      await(id, () -> !balance(objects.getOrDefault(id, "")).equals("0"));
    }
    await("orphan", () -> orphanWebhook().isPresent());
    return Map.of(
        "advanced_balance_id",
        text(order, "advancedBalanceId"),
        "orphan_webhook_id",
        orphanWebhook().orElseThrow(),
        "fixtures",
        objects);
  }

  private static Map<String, Object> coin(String network, String... more) {
    var body = new HashMap<String, Object>(Map.of("currency", "USDT", "network", network));
    for (int i = 0; i < more.length; i += 2) body.put(more[i], more[i + 1]);
    return body;
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString();
  }

  private void pay(JsonNode to, String asset, String network, String amount)
      throws IOException, InterruptedException {
    server.post(
        "/coffer/v1/sandbox/pay",
        Map.of(
            "address", text(to, "address"),
            "asset", asset,
            "network", network,
            "amount", amount,
            "mine", 30));
  }

  private String balance(Object id) throws IOException, InterruptedException {
    return text(call("addresses/find-by-id", Map.of("id", id)), "balance");
  }

  /// The webhook about the unmatched payment after it was confirmed.
  private Optional<String> orphanWebhook() throws IOException, InterruptedException {
    for (var delivery : server.get(DELIVERIES).path("data").values()) {
      if (!text(delivery, "dialect").equals(OnchainPayApi.DIALECT)) continue;
      var id = text(delivery, "id");
      var found = answer("webhooks/get", Map.of("webhookId", id)).path("response");
      if (text(found, "stage").equals("DEPOSIT") && text(found, "status").equals("PROCESSED")) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  private JsonNode call(String method, Map<String, Object> fields)
      throws IOException, InterruptedException {
    var answer = answer(method, fields);
    if (answer.path("success").asBoolean(false)) return answer.path("response");
    throw new UserError(method + " answered " + answer);
  }

  private JsonNode answer(String method, Map<String, Object> fields)
      throws IOException, InterruptedException {
    var body = new HashMap<>(fields);
    body.put("nonce", UUID.randomUUID().toString());
    var bytes = OnchainPayJson.MAPPER.writeValueAsBytes(body);
    var secret = server.credential(OnchainPayDialect.PRIVATE_KEY).getBytes(UTF_8);
    var uri =
        URI.create(server.url() + OnchainPayApi.PREFIX + OnchainPayApi.GATEWAY + "/" + method);
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header(OnchainPayProtocol.KEY, server.credential(OnchainPayDialect.PUBLIC_KEY))
            .header(OnchainPayProtocol.SIGNATURE, HmacSha256.hex(secret, bytes))
            .POST(BodyPublishers.ofByteArray(bytes))
            .build();
    return OnchainPayJson.MAPPER.readTree(http.send(request, BodyHandlers.ofByteArray()).body());
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void await(String what, Condition condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) throw new UserError("the demo waits in vain: " + what);
      Thread.sleep(PAUSE);
    }
  }
}
