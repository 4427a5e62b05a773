package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Invoices over HTTP: made, quoted, paid on a simulated chain, listed, marked.
final class CofferInvoicesFlowTest {
  private static final String COFFEE =
      """
      {"currency": "eur", "amount": "25.00", "options": [{"asset": "USDT", "network": "tron"}],
       "order_id": "1042", "metadata": {"table": "7"}, "expires_in": 3600}
      """;

  @AutoClose private static final ApiWorld world = new ApiWorld();
  private final ApiWorld.Shop shop = world.shop();
  private final ApiClient api = shop.client();

  @Test
  void oneOptionIsQuotedPaidAndSettled() {
    var made = api.post("/coffer/v1/invoices", COFFEE).is(201);
    var id = made.get("/id");
    assertThat(made.get("/status")).isEqualTo("open");
    assertThat(made.get("/currency")).isEqualTo("EUR");
    assertThat(made.get("/quotes/0/due")).isEqualTo("27.173914"); // 25 / 0.92, up to 6 decimals
    assertThat(made.get("/checkout_url")).isEqualTo(ApiWorld.PUBLIC_URL + "/pay/" + id);

    var paid = api.post("/coffer/v1/sandbox/pay", "{'invoice': '%s'}".formatted(id)).is(200);
    assertThat(paid.get("/outputs/0/amount")).isEqualTo("27.173914");
    world.scan();
    assertThat(api.get("/coffer/v1/invoices/" + id).is(200).get("/payments/0/status"))
        .isEqualTo("seen");
    assertThat(api.get("/coffer/v1/invoices/" + id).get("/status")).isEqualTo("confirming");

    mine(1);
    assertThat(api.get("/coffer/v1/invoices/" + id).get("/payments/0/confirmations"))
        .isEqualTo("1");
    mine(5);
    var settled = api.get("/coffer/v1/invoices/" + id).is(200);
    assertThat(settled.get("/status")).isEqualTo("settled");
    assertThat(settled.get("/amount_confirmed")).isEqualTo("25");
    assertThat(settled.get("/over")).isEqualTo("false");
    assertThat(settled.get("/metadata/table")).isEqualTo("7");
  }

  @Test
  void aPartThenTheRestThenTooMuch() {
    var id = api.post("/coffer/v1/invoices", COFFEE).is(201).get("/id");
    pay(id, "'percent': '50'");
    var part = api.get("/coffer/v1/invoices/" + id);
    assertThat(part.get("/status")).isEqualTo("open");
    assertThat(part.get("/amount_confirmed")).isEqualTo("12.5");
    pay(id, "'mine': 0");
    assertThat(api.get("/coffer/v1/invoices/" + id).get("/status")).isEqualTo("settled");
    pay(id, "'amount': '5'");
    assertThat(api.get("/coffer/v1/invoices/" + id).get("/over")).isEqualTo("true");
  }

  @Test
  void thePayersChoiceIsQuotedAndCoversWhatIsMissing() {
    var made = api.post("/coffer/v1/invoices", "{'currency': 'EUR', 'amount': '30'}").is(201);
    assertThat(made.json().at("/quotes")).isEmpty();
    assertThat(made.json().at("/options").size()).isGreaterThan(3);
    var id = made.get("/id");
    var eth = quote(id, "ETH", "ethereum").is(200);
    assertThat(eth.get("/quotes/0/due")).isEqualTo("0.01");
    pay(id, "'percent': '50'");
    var rest = quote(id, "TRX", "tron").is(200);
    assertThat(rest.get("/quotes/1/worth")).isEqualTo("15");
    assertThat(rest.get("/quotes/1/due")).isEqualTo("60");
    assertThat(quote(id, "BTC", "tron").is(422).get("/code")).isEqualTo("asset_unavailable");
  }

  @Test
  void anOpenInvoiceTakesAnyAmount() {
    var id =
        api.post(
                "/coffer/v1/invoices",
                "{'currency': 'USDT', 'amount': 'any', 'options': [{'asset': 'USDT', 'network': 'tron'}]}")
            .is(201)
            .get("/id");
    var unknown = api.post("/coffer/v1/sandbox/pay", "{'invoice': '%s'}".formatted(id)).is(422);
    assertThat(unknown.get("/field")).isEqualTo("amount");
    pay(id, "'amount': '3.5'");
    var paid = api.get("/coffer/v1/invoices/" + id);
    assertThat(paid.get("/status")).isEqualTo("settled");
    assertThat(paid.get("/amount_confirmed")).isEqualTo("3.5");
    assertThat(paid.get("/amount")).isEqualTo("null");
  }

  @Test
  void marksComeAndGo() {
    var id = api.post("/coffer/v1/invoices", COFFEE).is(201).get("/id");
    var cancelled = act(id, "cancel", "{'reason': 'no'}").is(200);
    assertThat(cancelled.get("/status")).isEqualTo("cancelled");
    assertThat(cancelled.get("/mark/reason")).isEqualTo("no");
    assertThat(quote(id, "USDT", "tron").is(409).get("/code")).isEqualTo("invoice_not_open");
    assertThat(act(id, "unmark", "").is(200).get("/status")).isEqualTo("open");
    assertThat(act(id, "mark", "{'status': 'settled'}").is(200).get("/status"))
        .isEqualTo("settled");
    assertThat(act(id, "mark", "{'status': 'open'}").is(422).get("/field")).isEqualTo("status");
    assertThat(act(id, "mark", "{}").is(422).get("/errors/0/detail")).isEqualTo("Is required.");
    assertThat(act(id, "mark", "{'status': 'archived'}").is(200).get("/status"))
        .isEqualTo("archived");
    assertThat(act(id, "unmark", "").is(409).get("/code")).isEqualTo("invoice_not_open");
  }

  @Test
  void listsAreFilteredAndPagedWithoutLosingAny() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 7; i++) {
      var body = COFFEE.replace("1042", i < 5 ? "many" : "few");
      ids.add(api.post("/coffer/v1/invoices", body).is(201).get("/id"));
    }
    act(ids.get(0), "cancel", "").is(200);
    var seen = new ArrayList<String>();
    var next = "";
    do {
      var page = api.get("/coffer/v1/invoices?limit=3" + next).is(200);
      page.json().at("/data").values().forEach(each -> seen.add(each.at("/id").stringValue()));
      var cursor = page.json().at("/next_cursor");
      next = cursor.isNull() ? "" : "&cursor=" + cursor.stringValue();
    } while (!next.isEmpty());
    assertThat(seen).isEqualTo(List.copyOf(ids.reversed()));
    assertThat(count("order_id=many")).isEqualTo(5);
    assertThat(count("status=cancelled")).isEqualTo(1);
    assertThat(count("status=open,cancelled")).isEqualTo(7);
    assertThat(count("created_from=2999-01-01T00:00:00Z")).isZero();
    assertThat(count("created_to=2999-01-01T00:00:00%2B02:00")).isEqualTo(7);
  }

  @Test
  void queriesAreReadStrictly() {
    var bad =
        api.get(
                "/coffer/v1/invoices?status=paid&limit=0&created_from=yesterday"
                    + "&created_to=%2B999999999-01-01T00:00:00Z&order_id=%00&cursor=x")
            .is(422);
    assertThat(bad.json().at("/errors").values().stream().map(e -> e.at("/field").stringValue()))
        .containsExactlyInAnyOrder(
            "status", "limit", "created_from", "created_to", "order_id", "cursor");
  }

  @Test
  void anInvoiceExpiresAndTakesNoQuoteAfter() {
    var body = COFFEE.replace("\"expires_in\": 3600", "\"expires_in\": 60");
    var id = api.post("/coffer/v1/invoices", body).is(201).get("/id");
    world.later(Duration.ofSeconds(61));
    mine(1);
    world.db.run(tx -> world.invoices.expire(tx, 100));
    assertThat(api.get("/coffer/v1/invoices/" + id).get("/status")).isEqualTo("expired");
    assertThat(quote(id, "USDT", "tron").is(409).get("/code")).isEqualTo("invoice_not_open");
    pay(id, "'mine': 0");
    var late = api.get("/coffer/v1/invoices/" + id);
    assertThat(late.get("/status")).isEqualTo("settled");
    assertThat(late.get("/late")).isEqualTo("true");
  }

  @Test
  void aPublishableKeyMakesInvoicesAndNothingElse() {
    var scopes = Set.of(Scope.INVOICES_WRITE);
    var browser = world.client(shop.project(), ApiKey.Kind.PUBLISHABLE, scopes);
    var order = COFFEE.replace(", \"metadata\": {\"table\": \"7\"}, \"expires_in\": 3600", "");
    var id = browser.post("/coffer/v1/invoices", order).is(201).get("/id");
    assertThat(browser.post("/coffer/v1/invoices/" + id + "/mark", "{}").is(403).get("/code"))
        .isEqualTo("missing_scope");
    browser.get("/coffer/v1/invoices/" + id).is(403);
    browser.get("/coffer/v1/assets").is(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tolerance_percent | '99'",
        "callback_url      | 'https://shop.example.com/hook'",
        "monitor_seconds   | 1",
        "expires_in        | 31536000",
        "description       | 'Send it to me instead'",
        "metadata          | {'a': 'b'}",
        "fees_percent      | '1'",
        "return_url        | 'https://shop.example.com/'",
      },
      quoteCharacter = '`')
  void aPublishableKeySetsOnlyWhatIsListed(String field, String value) {
    var scopes = Set.of(Scope.INVOICES_WRITE);
    var browser = world.client(shop.project(), ApiKey.Kind.PUBLISHABLE, scopes);
    var body = "{'amount': '12', 'currency': 'EUR', 'order_id': 'o', '%s': %s}";
    var refused = browser.post("/coffer/v1/invoices", body.formatted(field, value)).is(422);
    assertThat(refused.get("/field")).isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource({
    "https://shop.example.com/thanks?a=b, true",
    "https://SHOP.example.com:443/, true",
    "https://shop.example.com:8443/, false",
    "http://shop.example.com/, false",
    "https://shop.example.com.evil.example/, false",
    "https://shop.example.com@evil.example/, false",
    "https://evil.example/https://shop.example.com/, false",
    "javascript:alert(1), false",
  })
  void aPublishableKeyLeadsBackToItsOwnPages(String url, boolean taken) {
    var browser =
        world.client(
            shop.project(),
            ApiKey.Kind.PUBLISHABLE,
            Set.of(Scope.INVOICES_WRITE),
            Set.of("https://shop.example.com"));
    var body = "{'amount': '12', 'currency': 'EUR', 'return_url': '%s'}".formatted(url);
    var answer = browser.post("/coffer/v1/invoices", body);
    if (taken) assertThat(answer.is(201).get("/return_url")).isEqualTo(url);
    else assertThat(answer.is(422).get("/field")).isEqualTo("return_url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.example.com@evil.example/",
        "https://user:password@shop.example.com/",
        "https://@shop.example.com/",
        "https://shop.example.com/\\u202egnp.exe",
        "https://shop.example.com/\\u200f",
        "https://shop.example.com/\\n",
        "ftp://shop.example.com/",
      })
  void aUrlThatHidesWhereItLeadsIsRefused(String url) {
    var body = "{'amount': '12', 'currency': 'EUR', 'return_url': '%s'}".formatted(url);
    assertThat(api.post("/coffer/v1/invoices", body).is(422).get("/field")).isEqualTo("return_url");
    assertThat(
            api.patch("/coffer/v1/project", "{'return_url': '%s'}".formatted(url))
                .is(422)
                .get("/field"))
        .isEqualTo("return_url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\u202a", "\\u202e", "\\u2066", "\\u2069", "\\u200e", "\\u200f", "\\u061c", "\\u0085",
        "\\u007f", "\\u2028", "\\u2029"
      })
  void aTextThatReordersWhatStandsAroundItIsRefused(String character) {
    for (var field : List.of("description", "order_id")) {
      var body = "{'amount': '12', 'currency': 'EUR', '%s': 'a%sb'}".formatted(field, character);
      var refused = api.post("/coffer/v1/invoices", body).is(422);
      assertThat(refused.get("/field")).isEqualTo(field);
      assertThat(refused.get("/detail")).contains("direction of text");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u05e9\u05dc\u05d5\u05dd",
        "\u0645\u0631\u062d\u0628\u0627",
        "\ud83d\udc68\u200d\ud83d\udc69",
        "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "a\\n\\tb"
      })
  void textsOfEveryScriptAreTaken(String text) {
    var body = "{'amount': '12', 'currency': 'EUR', 'description': '%s'}".formatted(text);
    assertThat(api.post("/coffer/v1/invoices", body).is(201).get("/description"))
        .isEqualTo(text.replace("\\n", "\n").replace("\\t", "\t"));
  }

  @Test
  void aKeyDoesWhatItsScopesSay() {
    var reader = world.client(shop.project(), ApiKey.Kind.PROJECT, Set.of(Scope.INVOICES_READ));
    reader.get("/coffer/v1/invoices").is(200);
    reader.get("/coffer/v1/assets").is(200);
    reader.post("/coffer/v1/invoices", COFFEE).is(403);
    reader.get("/coffer/v1/balances").is(403);
    reader.get("/coffer/v1/deliveries").is(403);
    reader.post("/coffer/v1/sandbox/mine", "{'network': 'tron'}").is(403);
    var writer =
        world.client(
            shop.project(),
            ApiKey.Kind.PROJECT,
            EnumSet.complementOf(EnumSet.of(Scope.INVOICES_READ)));
    assertThat(writer.get("/coffer/v1/invoices").is(403).get("/detail")).contains("invoices:read");
    assertThat(world.stranger().get("/coffer/v1/invoices").is(401).header("WWW-Authenticate"))
        .contains("Bearer");
  }

  private int count(String query) {
    return api.get("/coffer/v1/invoices?limit=100&" + query).is(200).json().at("/data").size();
  }

  private ApiClient.Answer act(String id, String action, String body) {
    return api.post("/coffer/v1/invoices/" + id + "/" + action, body);
  }

  private ApiClient.Answer quote(String id, String asset, String network) {
    return act(id, "quote", "{'asset': '%s', 'network': '%s'}".formatted(asset, network));
  }

  /// Pays and waits until it is final.
  private void pay(String id, String more) {
    var body = "{'invoice': '%s', %s}".formatted(id, more);
    var network = api.post("/coffer/v1/sandbox/pay", body).is(200).get("/network");
    mine(network, 5);
  }

  private void mine(int blocks) {
    mine("tron", blocks);
  }

  private void mine(String network, int blocks) {
    var body = "{'network': '%s', 'blocks': %d}".formatted(network, blocks);
    api.post("/coffer/v1/sandbox/mine", body).is(200);
    world.scan();
  }
}
