package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.ApiClient.Answer;
import coffer.api.Credential;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What a merchant's program asks, and what it is answered: each exchange is held against the
/// dialect's document.
@ResourceLock("log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ItIsPayApiFlowTest {
  private static final String ROOT = "/itispay/api/v1";
  private static final String INVOICES = ROOT + "/invoices";

  @TempDir private static Path folder;

  private ItIsPayShop shop;
  private ApiClient api;

  @BeforeAll
  void everythingRuns() {
    shop = new ItIsPayShop(folder, "");
    api = shop.apiOf(shop.test);
  }

  @AfterAll
  void everythingEnds() {
    if (shop != null) shop.close();
  }

  private static String order(String rest) {
    return "{'order_id':'%s',%s}".formatted(UUID.randomUUID(), rest);
  }

  private Answer create(String rest) {
    return api.post(INVOICES, order(rest));
  }

  private static BigDecimal number(Answer answer, String pointer) {
    return answer.json().at(pointer).decimalValue();
  }

  @Test
  void fiatIsWorkedOutInTheCoin() {
    var made = create("'fiat_amount':100,'fiat_currency':'EUR','currency':'BTC'").is(201);
    assertThat(number(made, "/crypto_amount")).isEqualByComparingTo("0.00111112");
    assertThat(made.get("/crypto_amount_in_units")).isEqualTo("111112");
    assertThat(number(made, "/fiat_amount")).isEqualByComparingTo("100");
    assertThat(made.get("/allowed_error_percent")).isEqualTo("1");
    assertThat(made.get("/expire_min")).isEqualTo("30");
    assertThat(made.get("/project_id")).isEqualTo(shop.test);
    assertThat(made.get("/user_id")).isEqualTo(shop.organization);
    assertThat(made.get("/blockchain_details/blockchainNetwork/type")).isEqualTo("testnet");
    assertThat(made.get("/created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    var id = made.get("/invoice_id");
    assertThat(api.get(INVOICES + "/" + id).is(200).json()).isEqualTo(made.json());
    assertThat(api.get(INVOICES + "/invoice_" + id).is(200).json()).isEqualTo(made.json());
  }

  @Test
  void aCoinIsWorkedOutInFiat() {
    var made = create("'crypto_amount':0.5,'currency':'ETH'").is(201);
    assertThat(number(made, "/crypto_amount")).isEqualByComparingTo("0.5");
    assertThat(number(made, "/fiat_amount")).isEqualByComparingTo("1500");
    assertThat(made.get("/fiat_currency")).isEqualTo("EUR");
    var dollars = create("'crypto_amount':0.5,'currency':'ETH','fiat_currency':'USD'").is(201);
    assertThat(number(dollars, "/fiat_amount")).isEqualByComparingTo("1650");
  }

  @Test
  void ofBothTheCoinIsDueAndTheFiatIsKept() {
    var made = create("'fiat_amount':7,'crypto_amount':0.1,'currency':'ETH'").is(201);
    assertThat(number(made, "/crypto_amount")).isEqualByComparingTo("0.1");
    assertThat(number(made, "/fiat_amount")).isEqualByComparingTo("7");
  }

  /// A Go program that leaves a field alone sends its zero.
  @Test
  void whatIsEmptyIsNotSaid() {
    var made =
        create(
                "'fiat_amount':10,'crypto_amount':0,'fiat_currency':'','order_name':'','callback_url':'',"
                    + "'currency':'usdt','unknown':{'a':[1]}")
            .is(201);
    assertThat(made.get("/currency")).isEqualTo("USDT");
    assertThat(made.get("/callback_url")).isEqualTo("");
    assertThat(made.get("/order_name")).isEqualTo("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'currency':'BTC'|crypto_amount",
        "'currency':'BTC','fiat_amount':0,'crypto_amount':0|crypto_amount",
        "'fiat_amount':1|currency",
        "'currency':'XYZ','fiat_amount':10|currency",
        "'currency':'BTC','fiat_amount':-1|fiat_amount",
        "'currency':'BTC','fiat_amount':'10'|fiat_amount",
        "'currency':'BTC','fiat_amount':1e400|fiat_amount",
        "'currency':'BTC','crypto_amount':0.123456789|crypto_amount",
        "'currency':'USDT','crypto_amount':1.1234567|crypto_amount",
        "'currency':'USDT','crypto_amount':9000000000000|crypto_amount",
        "'currency':'USDT','fiat_amount':900000000000000|fiat_amount",
        "'currency':'USDT','fiat_amount':0.000000001|fiat_amount",
        "'currency':'USDT','fiat_amount':0.01|fiat_amount",
        "'currency':'BTC','fiat_amount':10,'fiat_currency':'XAU'|fiat_currency",
        "'currency':'BTC','crypto_amount':10,'fiat_currency':'XAU'|fiat_currency",
        "'currency':'BTC','fiat_amount':10,'fiat_currency':'euro'|fiat_currency",
        "'currency':'BTC','fiat_amount':10,'allowed_error_percent':101|allowed_error_percent",
        "'currency':'BTC','fiat_amount':10,'allowed_error_percent':0.5|allowed_error_percent",
        "'currency':'BTC','fiat_amount':10,'expire_min':0|expire_min",
        "'currency':'BTC','fiat_amount':10,'expire_min':99999999999999999999|expire_min",
        "'currency':'BTC','fiat_amount':10,'callback_url':'ftp://x'|callback_url",
        "'currency':'BTC','fiat_amount':10,'callback_url':'http://10.0.0.1/'|callback_url",
        "'currency':'BTC','fiat_amount':10,'order_name':7|order_name",
        "'currency':['BTC'],'fiat_amount':10|currency",
      })
  void whatIsWrongIsNamed(String rest, String field) {
    var answer = create(rest).is(422);
    assertThat(answer.get("/error")).isEqualTo("validation_error");
    assertThat(answer.get("/message")).startsWith(field + ": ");
  }

  @Test
  void anOrderHasOneInvoice() {
    var body = order("'fiat_amount':10,'currency':'BTC'");
    api.post(INVOICES, body).is(201);
    var again = api.post(INVOICES, body).is(422);
    assertThat(again.text())
        .isEqualTo("{\"error\":\"validation_error\",\"message\":\"order_id already exists\"}");
    api.post(ROOT + "/archived", body).is(422);
    shop.apiOf(shop.project("Other " + UUID.randomUUID(), "test")).post(INVOICES, body).is(201);
  }

  @Test
  void theSameRequestIsDoneOnce() {
    var body = order("'fiat_amount':10,'currency':'BTC'");
    var once = api.with("Idempotency-Key", UUID.randomUUID().toString());
    var made = once.post(INVOICES, body).is(201);
    var again = once.post(INVOICES, body).is(201);
    assertThat(again.json()).isEqualTo(made.json());
    assertThat(again.header("Idempotent-Replayed")).contains("true");
    once.post(INVOICES, order("'fiat_amount':10,'currency':'BTC'")).is(422);
  }

  @Test
  void listsAreFilteredSortedAndPaged() {
    var project = shop.project("Lists " + UUID.randomUUID(), "test");
    var list = shop.apiOf(project);
    await()
        .untilAsserted(
            () -> list.post(INVOICES, order("'fiat_amount':30,'currency':'ETH'")).is(201));
    for (int euro : new int[] {10, 50, 20}) {
      list.post(INVOICES, order("'fiat_amount':%d,'currency':'BTC'".formatted(euro))).is(201);
    }
    var cancelled = list.get(INVOICES + "?sort_by=fiat_amount&sort_order=asc").is(200);
    assertThat(fiats(cancelled)).containsExactly(10, 20, 30, 50);
    var id = cancelled.get("/items/0/invoice_id");
    list.patch(INVOICES + "/" + id, "{'status':'cancelled'}").is(200);
    assertThat(fiats(list.get(INVOICES))).containsExactly(20, 50, 10, 30);
    assertThat(fiats(list.get(INVOICES + "?sort_by=updated_at"))).startsWith(10);
    assertThat(fiats(list.get(INVOICES + "?sort_by=crypto_amount"))).startsWith(30);
    assertThat(fiats(list.get(INVOICES + "?status=cancelled"))).containsExactly(10);
    assertThat(fiats(list.get(INVOICES + "?status=new&currency=BTC"))).containsExactly(20, 50);
    assertThat(fiats(list.get(INVOICES + "?currency=NONE"))).isEmpty();
    assertThat(fiats(list.get(INVOICES + "?created_after=2099-01-01T00:00:00Z"))).isEmpty();
    assertThat(fiats(list.get(INVOICES + "?created_before=2099-01-01T00:00:00Z"))).hasSize(4);
    var page = list.get(INVOICES + "?page=2&page_size=3").is(200);
    assertThat(fiats(page)).containsExactly(30);
    assertThat(page.get("/pagination"))
        .isEqualTo(
            "{\"current_page\":2,\"page_size\":3,\"total_pages\":2,\"total_records\":4,"
                + "\"has_next\":false,\"has_previous\":true}");
    var beyond = list.get(INVOICES + "?page=1000000000&page_size=100").is(200);
    assertThat(fiats(beyond)).isEmpty();
  }

  private static List<Integer> fiats(Answer page) {
    var fiats = new ArrayList<Integer>();
    page.is(200).json().path("items").forEach(i -> fiats.add(i.path("fiat_amount").intValue()));
    return fiats;
  }

  @ParameterizedTest
  @CsvSource({
    "page=0",
    "page=-1",
    "page=x",
    "page_size=0",
    "page_size=101",
    "page_size=1e1",
    "status=paid",
    "sort_by=id",
    "sort_order=up",
    "created_after=tomorrow",
    "created_before=1800-01-01",
    "status=",
    "currency=",
    "order_id=7",
    "status=new&status=expired",
  })
  void whatIsOutOfRangeIsRefused(String query) {
    var answer = api.get(INVOICES + "?" + query).is(422);
    assertThat(answer.get("/message")).startsWith(query.split("=")[0] + ": ");
  }

  @ParameterizedTest
  @CsvSource({
    "/archived,          2023-01-02T03:04:05Z",
    "/invoices/archived, 2023-01-02T05:04:05.123456789+02:00",
    "/archived,          2023-01-02 03:04:05",
    "/archived,          02/01/2023 03:04:05",
  })
  void recordsOfThePast(String path, String at) {
    var body =
        order(
            "'fiat_amount':100,'currency':'BTC','created_at':'%s','callback_url':'%s'"
                .formatted(at, shop.hooks.url()));
    var made = api.post(ROOT + path, body).is(201);
    assertThat(made.get("/status")).isEqualTo("archived");
    for (var time : List.of("/created_at", "/expires_at")) {
      assertThat(made.get(time)).isEqualTo("2023-01-02T03:04:05Z");
    }
    assertThat(made.get("/updated_at")).matches("2023-01-02T03:04:05\\.[0-9]{6}Z");
    assertThat(made.get("/blockchain_details")).isEqualTo("{}");
    assertThat(number(made, "/fiat_amount")).isEqualByComparingTo("100");
    var id = made.get("/invoice_id");
    assertThat(api.get(INVOICES + "/" + id).is(200).json()).isEqualTo(made.json());
    for (var status : List.of("new", "pending", "completed", "cancelled", "expired")) {
      api.patch(INVOICES + "/" + id, "{'status':'%s'}".formatted(status)).is(422);
    }
    api.patch(INVOICES + "/" + id, "{'status':'archived'}").is(200);
    assertThat(shop.hooks.of(id)).isEmpty();
  }

  /// Clients send the fields of a new invoice along.
  @Test
  void aRecordOfThePastDoesNotExpire() {
    for (var minutes : List.of("0", "999.5", "'30'")) {
      var body = order("'fiat_amount':1,'currency':'BTC','expire_min':" + minutes);
      api.post(INVOICES, body).is(422);
      api.post(ROOT + "/archived", body).is(201);
    }
  }

  /// As it comes of a client that encodes nothing: `+` in a query is a space.
  @Test
  void aZoneInAQueryMayBeBare() {
    assertThat(fiats(api.get(INVOICES + "?created_after=2099-01-01T00:00:00+03:00"))).isEmpty();
    api.get(INVOICES + "?created_after=2099-01-01T00:00:00.5%2B03:00").is(200);
    api.get(INVOICES + "?created_after=2099-01-01+03:00").is(422);
  }

  @Test
  void aRecordIsNotOfTheFuture() {
    var future = Instant.now().plus(Duration.ofHours(1));
    for (var at : List.of(future.toString(), "31/02/2023 00:00:00", "soon")) {
      var body = order("'fiat_amount':1,'currency':'BTC','created_at':'%s'".formatted(at));
      assertThat(api.post(ROOT + "/archived", body).is(422).get("/message"))
          .startsWith("created_at: ");
    }
    var day = order("'crypto_amount':0.003,'currency':'BTC','created_at':'2023-01-01'");
    var made = api.post(ROOT + "/archived", day).is(201);
    assertThat(made.get("/created_at")).isEqualTo("2023-01-01T00:00:00Z");
    assertThat(number(made, "/crypto_amount")).isEqualByComparingTo("0.003");
  }

  @Test
  void theMerchantsWord() {
    var id = create("'fiat_amount':10,'currency':'BTC'").is(201).get("/invoice_id");
    var one = INVOICES + "/" + id;
    for (var status : List.of("pending", "paid_partial")) {
      var refused = api.patch(one, "{'status':'%s'}".formatted(status)).is(422);
      assertThat(refused.get("/message")).startsWith("invalid status");
    }
    changed(one, "new", "new");
    changed(one + "/status", "cancelled", "cancelled");
    changed(one, "new", "new");
    assertThat(
            api.send("PUT", one + "/status", java.util.Optional.of("{\"status\":\"completed\"}"))
                .is(200)
                .get("/status"))
        .isEqualTo("completed");
    changed(one, "new", "new");
    changed(one, "expired", "expired");
    assertThat(api.get(one).is(200).get("/expire_min")).as("as it was asked for").isEqualTo("30");
    api.patch(one, "{'status':'new'}").is(422);
    changed(one, "completed", "completed");
    changed(one, "archived", "archived");
    api.patch(one, "{'status':'new'}").is(422);
    api.patch(one, "{'status':'paid'}").is(422);
    api.patch(one, "{}").is(422);
    var shown = shop.coffer(shop.test).get("/coffer/v1/invoices/" + id).is(200);
    assertThat(shown.get("/mark/reason")).isEqualTo("because");
  }

  private void changed(String path, String status, String shown) {
    var body = "{'status':'%s','comment':'because'}".formatted(status);
    assertThat(api.patch(path, body).is(200).get("/status")).isEqualTo(shown);
  }

  @Test
  void anybodySeesCurrenciesAndRates() {
    var anybody = api.as(Credential.none());
    var codes = new ArrayList<String>();
    var list = anybody.get(ROOT + "/currencies").is(200).json();
    list.forEach(each -> codes.add(each.path("currency_code").asString()));
    assertThat(codes)
        .contains("BTC", "ETH", "USDT", "USDC", "USDT_TRC20", "USDT_BEP20", "USDC_BEP20", "TRX")
        .contains("BNB", "EUR", "USD")
        .doesNotHaveDuplicates();
    list.forEach(each -> assertThat(each.path("precision").intValue()).isBetween(0, 8));
    assertThat(anybody.get(ROOT + "/currencies?format=object").is(200).json().path("currencies"))
        .isEqualTo(list);
    var rates = anybody.get(ROOT + "/rates").is(200).json().path("rates");
    assertThat(rates.path("BTC").decimalValue()).isEqualByComparingTo("90000");
    assertThat(rates.path("USDT_TRC20").decimalValue()).isEqualByComparingTo("0.92");
  }

  /// What is somebody else's is as what never was.
  @Test
  void strangersSeeNothing() {
    var id = create("'fiat_amount':10,'currency':'BTC'").is(201).get("/invoice_id");
    var stranger = shop.apiOf(shop.live);
    var foreign = stranger.get(INVOICES + "/" + id).is(404);
    assertThat(stranger.get(INVOICES + "/" + UUID.randomUUID()).is(404).text())
        .isEqualTo(foreign.text());
    assertThat(stranger.get(INVOICES + "/nothing").is(404).text()).isEqualTo(foreign.text());
    assertThat(stranger.patch(INVOICES + "/" + id, "{'status':'cancelled'}").is(404).text())
        .isEqualTo(foreign.text());
    assertThat(stranger.get(INVOICES).is(200).get("/pagination/total_records")).isEqualTo("0");
    for (var key : List.of("0".repeat(64), "short", "G".repeat(64), "cof_test_x", "")) {
      api.as(Credential.apiKey(key)).get(INVOICES).is(401);
    }
    api.as(Credential.none()).get(INVOICES).is(401);
    api.as(Credential.apiKey(shop.key(shop.test, "coffer"))).get(INVOICES).is(401);
    shop.account().get(INVOICES).is(403);
  }

  @Test
  void invoicesOfAnotherApiAreShownToo() {
    var coffer = shop.coffer(shop.test);
    var open =
        coffer.post(
            "/coffer/v1/invoices",
            "{'currency':'EUR','amount':'any','options':[%s]}".formatted(BTC));
    var several =
        coffer.post(
            "/coffer/v1/invoices", "{'currency':'USD','amount':'22','tolerance_percent':'0.5'}");
    var coin =
        coffer.post(
            "/coffer/v1/invoices",
            "{'currency':'BTC','amount':'0.5','options':[%s],'metadata':{'itispay_fiat_amount':'x'}}"
                .formatted(BTC));
    var first = shown(open);
    assertThat(first.path("crypto_amount").isNull()).isTrue();
    assertThat(first.path("fiat_amount").isNull()).isTrue();
    var second = shown(several);
    assertThat(second.at("/blockchain_details/blockchainAddress").isNull()).isTrue();
    assertThat(second.path("fiat_amount").decimalValue()).isEqualByComparingTo("22");
    assertThat(second.path("fiat_currency").asString()).isEqualTo("USD");
    assertThat(second.path("allowed_error_percent").intValue()).isZero();
    var third = shown(coin);
    assertThat(third.path("crypto_amount").decimalValue()).isEqualByComparingTo("0.5");
    assertThat(third.path("fiat_amount").isNull()).isTrue();
    assertThat(api.get(INVOICES + "?sort_by=fiat_amount").is(200).text())
        .contains(first.path("invoice_id").asString());
  }

  private static final String BTC = "{'asset':'BTC','network':'bitcoin'}";

  private JsonNode shown(Answer invoice) {
    return api.get(INVOICES + "/" + invoice.is(201).get("/id")).is(200).json();
  }
}
