package coffer.api.coinvoice;

import static coffer.api.coinvoice.CoinVoiceShop.INVOICES;
import static coffer.api.coinvoice.CoinVoiceShop.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.app.Stall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The list, the balance, requests sent twice, and invoices that another dialect made.
final class CoinVoiceListFlowTest {
  @AutoClose private static final CoinVoiceShop shop = new CoinVoiceShop();
  private final Stall stall = Stall.on(shop.front).settledIn("TRUB:tron");
  private final ApiClient api = shop.client(stall);
  private final ApiClient own = shop.own(stall);

  @Test
  void newestFirstPageByPage() {
    var made = new ArrayList<String>();
    for (int i = 0; i < 5; i++) made.add(order("1").get("/invoice_id"));
    var first = api.get(INVOICES + "?limit=2").is(200);
    assertThat(ids(first.json())).containsExactly(made.get(4), made.get(3));
    assertThat(first.get("/total")).isEqualTo("5");
    assertThat(first.get("/limit")).isEqualTo("2");
    assertThat(first.get("/offset")).isEqualTo("0");
    var last = api.get(INVOICES + "?limit=2&offset=4").is(200);
    assertThat(ids(last.json())).containsExactly(made.getFirst());
    var behind = api.get(INVOICES + "?offset=5").is(200);
    assertThat(behind.json().path("invoices")).isEmpty();
    assertThat(behind.get("/total")).isEqualTo("5");
    assertThat(behind.get("/limit")).isEqualTo("50");
    assertThat(ids(api.get(INVOICES).is(200).json())).isEqualTo(List.copyOf(made.reversed()));
  }

  @Test
  void byStatus() {
    var open = order("1");
    var paid = order("1");
    var off = order("1");
    shop.pay(paid, "1");
    own.post("/coffer/v1/invoices/" + ours(off) + "/cancel", "{}").is(200);
    await().untilAsserted(() -> assertThat(list("paid")).containsExactly(id(paid)));
    assertThat(list("pending")).containsExactly(id(open));
    assertThat(list("cancelled")).containsExactly(id(off));
    assertThat(list("expired")).isEmpty();
    assertThat(api.get(INVOICES + "?status=paid").get("/total")).isEqualTo("1");
    own.post("/coffer/v1/invoices/" + ours(off) + "/mark", "{'status': 'archived'}").is(200);
    assertThat(list("cancelled")).containsExactly(id(off));
  }

  @ParameterizedTest
  @CsvSource({
    "status=new,        status",
    "'status=paid,expired', status",
    "limit=0,           limit",
    "limit=x,           limit",
    "limit=-1,          limit",
    "limit=1e2,         limit",
    "status=,           status",
    "status=paid&status=pending, status",
    "status[]=paid,     status[]",
    "order_id=7,        order_id",
    "txid=0000,         txid",
    "offset=-1,         offset",
    "offset=2147483648, offset",
    "offset=%00,        offset",
  })
  void wrongValuesAreNamed(String query, String field) {
    assertThat(api.get(INVOICES + "?" + query).is(422).get("/detail")).startsWith(field + ": ");
  }

  @Test
  void theLastValuesThatWillDo() {
    api.get(INVOICES + "?limit=200&offset=2147483647").is(200);
  }

  @Test
  void whatIsHarmlessIsTaken() {
    for (var limit : List.of("201", "500", "9".repeat(30))) {
      assertThat(api.get(INVOICES + "?limit=" + limit).is(200).get("/limit")).isEqualTo("200");
    }
    api.get(INVOICES + "?limit=&offset=&status=PAID&status=PAID&_=1700&t=1&utm_source=x&").is(200);
    api.get(ROOT + "/balance?_=1700").is(200);
    assertThat(api.get(ROOT + "/balance?currency=BTC").is(422).get("/error"))
        .isEqualTo("currency: There is no such parameter.");
  }

  @Test
  void theBalanceIsOfTheLedger() {
    assertThat(balance())
        .isEqualTo("{\"balance\":0.00,\"total_received\":0.00,\"withdrawn\":0.00}");
    var made = order("1000");
    shop.pay(made, "1000");
    // What came: the token charges 0.19 %.
    var all = "{\"balance\":998.099998,\"total_received\":998.099998,\"withdrawn\":0.00}";
    await().untilAsserted(() -> assertThat(balance()).isEqualTo(all));
    var dollars = shop.client(stall.settledIn("USDT:tron"));
    assertThat(dollars.get(ROOT + "/balance").is(200).get("/balance")).isEqualTo("0.00");
  }

  @Test
  void theSameRequestTwiceIsDoneOnce() {
    var body = "{'amount': 7, 'order_id': 'seven'}";
    var once = api.with("Idempotency-Key", "seven");
    var first = once.post(INVOICES, body).is(200);
    var second = once.post(INVOICES, body).is(200);
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(second.header("Idempotent-Replayed")).contains("true");
    assertThat(once.post(INVOICES, "{'amount': 8}").is(422).get("/error"))
        .startsWith("Idempotency-Key: ");
    // Without one, an order may have as many invoices as the merchant likes.
    api.post(INVOICES, body).is(200);
    assertThat(api.get(INVOICES).get("/total")).isEqualTo("2");
  }

  @Test
  void whatAnotherDialectMadeIsShownToo() {
    ours("{'currency': 'EUR', 'amount': '25'}");
    ours("{'currency': 'EUR', 'amount': 'any', 'options': [{'asset': 'TRX', 'network': 'tron'}]}");
    ours("{'currency': 'BTC', 'amount': '0.00012345'}");
    var chosen = ours("{'currency': 'EUR', 'amount': '30'}");
    for (var coin : List.of("'ETH', 'network': 'ethereum'", "'USDT', 'network': 'tron'")) {
      own.post("/coffer/v1/invoices/" + chosen + "/quote", "{'asset': " + coin + "}").is(200);
    }
    var all = api.get(INVOICES).is(200).json().path("invoices");
    assertThat(all.values().stream().map(each -> each.path("currency").asString()))
        .containsExactly("EUR", "BTC", "EUR", "EUR");
    assertThat(all.at("/0/address").asString()).startsWith("T");
    assertThat(all.at("/0/amount").decimalValue()).isEqualByComparingTo("30");
    assertThat(all.at("/1/amount").decimalValue().toPlainString()).isEqualTo("0.00012345");
    assertThat(all.at("/1/address").isNull()).isTrue();
    assertThat(all.at("/2/amount").decimalValue()).isEqualByComparingTo("0");
    for (var each : all.values()) {
      assertThat(api.get(INVOICES + "/" + each.path("invoice_id").asString()).is(200).json())
          .isEqualTo(each);
    }
  }

  private ApiClient.Answer order(String amount) {
    return api.post(INVOICES, "{'amount': " + amount + "}").is(200);
  }

  private String ours(String body) {
    return own.post("/coffer/v1/invoices", body).is(201).get("/id");
  }

  /// The id that our own API has for it.
  private String ours(ApiClient.Answer invoice) {
    var address = invoice.get("/address");
    return own.get("/coffer/v1/invoices").is(200).json().at("/data").values().stream()
        .filter(each -> each.at("/quotes/0/address").asString("").equals(address))
        .map(each -> each.path("id").asString())
        .findFirst()
        .orElseThrow();
  }

  private String balance() {
    return api.get(ROOT + "/balance").is(200).text();
  }

  private List<String> list(String status) {
    return ids(api.get(INVOICES + "?status=" + status).is(200).json());
  }

  private static List<String> ids(JsonNode page) {
    return page.path("invoices").values().stream()
        .map(each -> each.path("invoice_id").asString())
        .toList();
  }

  private static String id(ApiClient.Answer invoice) {
    return invoice.get("/invoice_id");
  }
}
