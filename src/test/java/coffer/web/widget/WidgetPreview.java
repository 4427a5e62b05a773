package coffer.web.widget;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.http.WireJson;
import coffer.web.Language;
import coffer.web.MerchantCard;
import coffer.web.Messages;
import coffer.web.PaymentPage;
import coffer.web.checkout.States;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Set;

/// For whoever works on the widget: a shop's page with it at `/{state}/{language}`, on a server
/// that answers as if the payer had chosen and that were the state of the invoice.
public final class WidgetPreview {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; base-uri 'none'";
  private static final String OFFER =
      """
      {"data": {"project_name": "Northwind Coffee", "success_url": "https://shop.example/thanks",
       "fail_url": "https://shop.example/basket", "methods": {
       "usdt": {"id": 1, "label": "USDT", "networks": {"bep20": {"id": 1, "label": "BEP20"},
         "trc20": {"id": 2, "label": "TRC20"}, "erc20": {"id": 3, "label": "ERC20"}}},
       "usdc": {"id": 2, "label": "USDC", "networks": {"bep20": {"id": 4, "label": "BEP20"},
         "erc20": {"id": 6, "label": "ERC20"}}},
       "btc": {"id": 3, "label": "BTC", "networks": {"btc": {"id": 7, "label": "BTC"}}},
       "eth": {"id": 4, "label": "ETH", "networks": {"eth": {"id": 8, "label": "ETH"}}}},
       "amounts": {"usdt": 161.284512, "usdc": 161.251103, "btc": 0.001497, "eth": 0.044209}},
       "status": true}
      """;
  private static final String PAGE =
      """
      <!doctype html><html lang="%1$s"><meta charset="utf-8">
      <meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
      <title>Northwind Coffee</title><script src="/widget.js"></script>
      <script src="/init.js?state=%2$s&amp;language=%1$s" defer></script>
      <main><h1>Northwind Coffee</h1><p>Your order: 3 seats for a year.</p><div id="pay"></div></main></html>
      """;
  private static final String INIT =
      """
      GetCrypto.init({apiKey: 'gc_pub_preview', elementId: 'pay', projectId: 'pr_64e5a94d9c3f4',
        amount: 149, currency: 'eur', language: '%s', orderId: '%s', redirect: false});
      """;

  private WidgetPreview() {}

  public static void main(String[] args) throws IOException {
    var server = start(args.length > 0 ? Integer.parseInt(args[0]) : 8092);
    for (var name : names()) {
      System.out.printf("http://127.0.0.1:%d/%s/en%n", server.getAddress().getPort(), name);
    }
  }

  /// @param port 0 = any free one
  public static HttpServer start(int port) throws IOException {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/", WidgetPreview::answer);
    server.start();
    return server;
  }

  /// Of all states.
  public static Set<String> names() {
    return States.all().keySet();
  }

  /// What the widget comes to.
  public static String stage(String name) {
    return Objects.requireNonNull(States.all().get(name)).stage().text();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
    var parts = path.substring(1).split("/");
    switch (parts[0]) {
      case "widget.js" ->
          send(exchange, "text/javascript", new String(new WidgetBundle().bytes(), UTF_8));
      case "init.js" ->
          send(
              exchange,
              "text/javascript",
              INIT.formatted(asked(query, "language"), asked(query, "state")));
      case "widget" ->
          send(
              exchange, "application/json", shown(parts[1].substring(3), asked(query, "language")));
      case "v1" ->
          send(
              exchange,
              "application/json",
              parts[1].equals("widget") ? OFFER : invoice(exchange, parts));
      default -> {
        if (parts.length == 2) send(exchange, "text/html", PAGE.formatted(parts[1], parts[0]));
        else send(exchange, "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>");
      }
    }
  }

  private static String invoice(HttpExchange exchange, String[] parts) throws IOException {
    var body = WireJson.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
    var id = parts.length > 2 ? parts[2] : "in_" + body.path("order_id").asString("");
    return """
        {"data": {"id": "%s", "status": "pending", "input_amount": 149, "currency": "eur"}, "status": true}
        """
        .formatted(id);
  }

  private static String shown(String state, String language) {
    var chosen = States.all().get(state);
    var page =
        PaymentPage.of(
            chosen.invoice(),
            MerchantCard.named(""),
            java.util.Optional.empty(),
            false,
            States.NOW);
    var words = Messages.load("checkout").get(Language.of(language).orElseThrow());
    return WireJson.MAPPER.writeValueAsString(WidgetState.of(page, Objects.requireNonNull(words)));
  }

  private static String asked(String query, String name) {
    for (var pair : query.split("&")) {
      if (pair.startsWith(name + "=")) return pair.substring(name.length() + 1);
    }
    return "";
  }

  private static void send(HttpExchange exchange, String type, String text) throws IOException {
    var body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
