package coffer.web.checkout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.Mark;
import coffer.core.merchant.Settings;
import coffer.db.Db;
import coffer.db.TestDb;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The page over HTTP, on a real database and a sandbox that is final at a depth of 3.
final class CheckoutDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final Asset eth = world.asset(chain, "ETH");
  private final CheckoutServer server = new CheckoutServer(world);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  @Test
  void codesCannotBeGuessedOneAfterTheOther() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt, eth);
    for (int i = 0; i < 20; i++) {
      var path = i % 2 == 0 ? "/pay/%012x" : "/invoice/in_%013x";
      assertThat(get(path.formatted(i)).statusCode()).isEqualTo(404);
    }
    assertThat(get("/pay/" + invoice.code()).statusCode()).isEqualTo(429);
    assertThat(get("/invoice/in_0000000000000").statusCode()).isEqualTo(429);
    // Nobody guesses an id.
    assertThat(get("/pay/" + invoice.id()).statusCode()).isEqualTo(200);
  }

  @Test
  void withoutScriptsAnAssetIsChosenByAFormAndPaid() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt, eth);
    var page = get("/pay/" + invoice.id());
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("Choose how to pay", "action=\"/pay/" + invoice.id() + "/choose\"")
        .contains("value=\"USDT:ethereum-sandbox\"", "value=\"ETH:ethereum-sandbox\"");

    var chosen = choose(invoice, "USDT:ethereum-sandbox");
    assertThat(chosen.statusCode()).isEqualTo(303);
    var waiting = get(header(chosen, "Location"));
    var address = world.view(invoice).quotes().getFirst().address();
    assertThat(waiting.body())
        .contains("Waiting for your payment", "data-copy=\"10\"", "data-copy=\"" + address + "\"")
        .contains("<noscript><meta http-equiv=\"refresh\" content=\"20\"></noscript>");

    world.pay(invoice, usdt, "4");
    world.scan(chain);
    assertThat(get("/pay/" + invoice.id()).body())
        .contains("A part has arrived", "data-copy=\"6\"", "3.60 of 9.00 EUR received");
    world.pay(invoice, usdt, "6");
    world.mine(chain, 1);
    assertThat(get("/pay/" + invoice.id()).body())
        .contains("Payment seen", "Confirmations: 1 of 3");
    world.mine(chain, 2);
    assertThat(get("/pay/" + invoice.id()).body())
        .contains("The payment is complete")
        .doesNotContain("data-copy");
  }

  @Test
  void aPageIsFoundByItsCodeToo() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt, eth);
    var code = invoice.code();
    var start = code.substring(0, 12);
    for (var path :
        List.of(
            "/pay/" + start,
            "/pay/" + code,
            "/pay/in_" + code,
            "/pay/" + start.toUpperCase(Locale.ROOT),
            "/shop/pay/" + start,
            "/shop/pay/" + invoice.id(),
            "/invoice/in_" + code,
            "/invoice/" + invoice.id())) {
      var page = get(path + "?lang=en");
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(page.body())
          .as(path)
          .contains("Choose how to pay", "action=\"/pay/" + invoice.id() + "/choose?lang=en\"")
          .contains("data-events=\"/pay/" + invoice.id() + "/events", "href=\"/pay/static/");
    }
    assertThat(get("/pay/" + start + "/state").body()).contains("Choose how to pay");
    assertThat(get("/invoice/in_" + code).headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).contains("script-src 'self'"));
  }

  @Test
  void aCodeThatIsNotWholeFindsNothing() throws Exception {
    var code = world.invoice("9", "EUR", usdt).code();
    var other = code.substring(0, 12) + (code.endsWith("0") ? "1" : "0");
    for (var id :
        List.of(code.substring(0, 11), other, "in_" + other, "in_" + code.substring(0, 12))) {
      for (var place : List.of("/pay/", "/shop/pay/", "/invoice/")) {
        var missing = get(place + id);
        assertThat(missing.statusCode()).as(place + id).isEqualTo(404);
        assertThat(missing.body()).contains("<html", "/pay/static/");
      }
    }
    assertThat(get("/invoice/in_" + code + "/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/shop/pay").body()).contains("<html");
  }

  @Test
  void aHostNameOfAnApiHasThePageToo() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt, eth);
    var page = atShop("/pay/" + invoice.code().substring(0, 12));
    assertThat(page).startsWith("HTTP/1.1 200").contains("Choose how to pay");
    var style = page.replaceAll("(?s).*href=\"(/pay/static/[^\"]+\\.css)\".*", "$1");
    assertThat(atShop(style)).startsWith("HTTP/1.1 200").contains("text/css");
    assertThat(atShop("/pay/" + invoice.id() + "/state")).startsWith("HTTP/1.1 200");
    assertThat(atShop("/invoice/in_" + invoice.code())).startsWith("HTTP/1.1 200");
  }

  private String atShop(String path) throws IOException {
    var request = "GET " + path + " HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n";
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void anOldRateIsMadeAnewAtTheSameAddress() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt);
    var address = world.view(invoice).quotes().getFirst().address();
    world.pass(Duration.ofMinutes(20));
    world.rates.refresh(world.db);
    var stale = get("/pay/" + invoice.id()).body();
    assertThat(stale).contains("The amount needs an update").doesNotContain("data-copy");
    var again = get(header(choose(invoice, "USDT:ethereum-sandbox"), "Location")).body();
    assertThat(again).contains("Waiting for your payment", address);
    assertThat(world.view(invoice).quotes()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BTC:bitcoin-sandbox", "USDT:nowhere", "x", "", "<script>:<b>"})
  void whatIsNoOptionCannotBeChosen(String key) throws Exception {
    var invoice = world.invoice("9", "EUR", usdt, eth);
    var answer = choose(invoice, key);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(world.view(invoice).quotes()).isEmpty();
    var page = get(header(answer, "Location"));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("Choose how to pay").doesNotContain("<b>");
    if (key.contains(":")) assertThat(page.body()).contains("This coin is not available");
  }

  @Test
  void aChoiceThatComesTooLateShowsHowItStands() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt, eth);
    world.pass(Duration.ofHours(2));
    var page = get(header(choose(invoice, "USDT:ethereum-sandbox"), "Location"));
    assertThat(page.body())
        .contains("This invoice has expired", "Have you already sent it? It still counts")
        .contains("No payment has been seen so far.");
    world.pass(Duration.ofDays(30));
    assertThat(get("/pay/" + invoice.id()).body())
        .contains("This invoice has expired", "The money is not lost", "Contact the shop and name")
        .doesNotContain("It still counts");
  }

  @Test
  void aPayerFindsTheShopAndItsContact() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt, eth);
    world.settings(
        now ->
            now.failUrl(Optional.of("https://shop.example/basket"))
                .support(
                    new Settings.Support(
                        Optional.of("https://shop.example/help"),
                        Optional.of("help+pay@shop.example"))));
    var contact = "href=\"mailto:help%2Bpay@shop.example?subject=";
    assertThat(get("/pay/" + invoice.id()).body())
        .contains("href=\"https://shop.example/help\"", contact)
        .contains("href=\"https://shop.example/basket\"", "Back to the shop");
    world.pass(Duration.ofHours(2));
    assertThat(get("/pay/" + invoice.id()).body())
        .contains("This invoice has expired", "href=\"https://shop.example/basket\"", contact);
  }

  @Test
  void anOpenPageHearsOfEveryChange() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt);
    var events = get("/pay/" + invoice.id() + "/events?lang=ru", BodyHandlers.ofInputStream());
    assertThat(header(events, "Content-Type")).startsWith("text/event-stream");
    try (var body = events.body();
        var lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
      assertThat(event(lines)).contains("data-stage=\"waiting\"", "Ждём ваш платёж");
      world.pay(invoice, usdt, "10");
      world.scan(chain);
      assertThat(event(lines)).contains("data-stage=\"confirming\"", "Ещё не в блоке");
      // No event tells of a block: it is the page that looks again.
      world.mine(chain, 1);
      world.pass(Duration.ofSeconds(5));
      assertThat(event(lines)).contains("Подтверждений: 1 из 3");
      world.mine(chain, 2);
      assertThat(event(lines)).contains("data-stage=\"paid\"", "data-last=\"true\"");
      assertThat(lines.lines().toList()).as("the stream ends").isEmpty();
    }
  }

  /// A merchant cancels the wrong invoice, and takes it back while the payer looks at the page.
  @Test
  void theOpenPageOfACancelledInvoiceHearsThatItIsOpenAgain() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt);
    var events = get("/pay/" + invoice.id() + "/events", BodyHandlers.ofInputStream());
    try (var body = events.body();
        var lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
      assertThat(event(lines)).contains("data-stage=\"waiting\"");
      var mark = new Mark(Mark.Kind.CANCELLED, "test", "", world.now.get());
      world.db.run(tx -> world.invoices.mark(tx, world.id(invoice), mark));
      assertThat(event(lines)).contains("data-stage=\"cancelled\"", "data-last=\"false\"");
      world.db.run(tx -> world.invoices.unmark(tx, world.id(invoice)));
      assertThat(event(lines)).contains("data-stage=\"waiting\"");
    }
  }

  @Test
  void anOpenPageSeesTimePass() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt);
    var events = get("/pay/" + invoice.id() + "/events", BodyHandlers.ofInputStream());
    try (var body = events.body();
        var lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
      assertThat(event(lines)).contains("data-stage=\"waiting\"");
      world.pass(Duration.ofMinutes(20));
      assertThat(event(lines)).contains("data-stage=\"stale\"");
      world.pass(Duration.ofHours(1));
      assertThat(event(lines)).contains("data-stage=\"time_up\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/pay/11111111-2222-4333-8444-555555555555",
        "/pay/11111111-2222-4333-8444-555555555555/events",
        "/pay/1-1-1-1-1",
        "/pay/%3Cscript%3E",
        "/pay/..%2Fsecret",
        "/pay",
        "/pay/static/x/checkout.properties",
        "/pay/a/b/c/d"
      })
  void whatIsNotThereIsSaidKindly(String path) throws Exception {
    var answer = get(path);
    assertThat(answer.statusCode()).isIn(400, 404);
    assertThat(answer.body()).doesNotContain("Exception", "<script");
    if (answer.statusCode() == 404) {
      assertThat(answer.body()).contains("There is no such invoice");
      assertThat(header(answer, "Content-Type")).startsWith("text/html");
    }
  }

  @Test
  void everyAnswerIsGuarded() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt);
    for (var path : List.of("/pay/" + invoice.id(), "/pay/" + invoice.id() + "/state", "/pay/x")) {
      var answer = get(path);
      assertThat(header(answer, "Content-Security-Policy"))
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
      assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(header(answer, "X-Robots-Tag")).contains("noindex");
      assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }
  }

  @Test
  void onlyPagesThatTheMerchantNamedMayShowItInAFrame() throws Exception {
    var page = "/pay/" + world.invoice("9", "EUR", usdt).id();
    var framed = page + "?iframe=true&lang=en&theme=dark";
    assertThat(get(framed).headers().firstValue("X-Frame-Options")).hasValue("DENY");
    assertThat(get(framed).body()).doesNotContain("data-frame-origins", "data-message", "_top");
    world.framedBy("https://Shop.example:443/", "https://b.example:8443");
    for (var path : List.of(page, page + "?iframe=1", page + "?iframe=", "/pay/x?iframe=true")) {
      assertThat(header(get(path), "Content-Security-Policy")).contains("frame-ancestors 'none'");
      assertThat(header(get(path), "X-Frame-Options")).isEqualTo("DENY");
    }
    var shown = get(framed);
    assertThat(header(shown, "Content-Security-Policy"))
        .contains("default-src 'none'")
        .endsWith("frame-ancestors https://shop.example https://b.example:8443");
    assertThat(shown.headers().firstValue("X-Frame-Options")).isEmpty();
    assertThat(shown.body())
        .contains("data-frame-origins=\"https://shop.example https://b.example:8443\"")
        .contains("data-theme=\"dark\"", "&amp;iframe=true&amp;theme=dark")
        .contains("&#34;coffer:invoice&#34;", "&#34;status&#34;:&#34;open&#34;");
  }

  @Test
  void aTestInvoiceSaysSo() throws Exception {
    var invoice = world.invoice("9", "EUR", usdt);
    assertThat(get("/pay/" + invoice.id()).body()).contains("class=\"badge\"");
  }

  @Test
  void theLanguageIsTheBrowsersOrTheOneThatWasChosen() throws Exception {
    var path = "/pay/" + world.invoice("9", "EUR", usdt).id();
    assertThat(get(path, "Accept-Language", "ru-RU,ru;q=0.9").body()).contains("Ждём ваш платёж");
    assertThat(get(path + "?lang=en", "Accept-Language", "ru").body())
        .contains("Waiting for your payment");
    assertThat(get("/pay/" + UUID.randomUUID(), "Accept-Language", "ru").body())
        .contains("Такого счёта нет");
  }

  @Test
  void filesAreKeptForEverUnderTheirHash() throws Exception {
    var page = get("/pay/" + world.invoice("9", "EUR", usdt).id()).body();
    var path = page.replaceAll("(?s).*<link rel=\"stylesheet\" href=\"([^\"]+)\".*", "$1");
    var style = get(path);
    assertThat(style.statusCode()).isEqualTo(200);
    assertThat(header(style, "Content-Type")).startsWith("text/css");
    assertThat(header(style, "Cache-Control")).contains("immutable");
    assertThat(get(path, "If-None-Match", header(style, "ETag")).statusCode()).isEqualTo(304);
    var old = get(path.replaceAll("/[0-9a-f]{16}/", "/0000000000000000/"));
    assertThat(header(old, "Cache-Control")).isEqualTo("no-cache");
    assertThat(old.body()).isEqualTo(style.body());
  }

  /// The data of the next event.
  private static String event(BufferedReader lines) throws IOException {
    var data = new StringBuilder();
    boolean beat = false;
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event: ")) beat = line.endsWith(" beat");
      if (line.startsWith("data: ") && !beat) data.append(line.substring(6)).append('\n');
      if (line.isEmpty() && !data.isEmpty()) return data.toString();
    }
    throw new IllegalStateException("the stream ended after: " + data);
  }

  private HttpResponse<String> choose(InvoiceView invoice, String key) throws Exception {
    var request =
        HttpRequest.newBuilder(uri("/pay/" + invoice.id() + "/choose"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("asset=" + URLEncoder.encode(key, UTF_8)));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(uri(path));
    if (headers.length > 0) request.headers(headers);
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<InputStream> get(String path, HttpResponse.BodyHandler<InputStream> handler)
      throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), handler);
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElseThrow();
  }
}
