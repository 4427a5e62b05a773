package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is sent, the answer is a 4xx in the dialect's own form.
@ResourceLock("log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ItIsPayHostileFlowTest {
  private static final String ROOT = "/itispay/api/v1";
  private static final List<String> POSTS = List.of("/invoices", "/archived", "/webhooks/simulate");

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "null",
        "7",
        "\"x\"",
        "[]",
        "[{}]",
        "{\"order_id\":}",
        "{'order_id':'1'}",
        "{\"order_id\":\"1\",\"order_id\":\"2\"}",
        "{\"fiat_amount\":NaN}",
        "{\"fiat_amount\":Infinity}",
        "{\"fiat_amount\":1e99999999999}",
        "{\"fiat_amount\":01}",
        "{} {}",
        "\u0000",
        "order_id=1&fiat_amount=10",
      })
  void whatIsNoJsonObject(String body) {
    for (var path : POSTS) {
      var answer = api.fresh().postRaw(ROOT + path, body).is(400);
      assertThat(answer.get("/error")).isEqualTo("bad_request");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"order_id\":{},\"currency\":[],\"fiat_amount\":true,\"status\":1,\"invoice_id\":1}",
        "{\"order_id\":\"\\u0000\",\"currency\":\"BTC\",\"fiat_amount\":1}",
        "{\"order_id\":\"\\ud800\",\"currency\":\"BTC\",\"fiat_amount\":1}",
        "{\"order_id\":\"1\",\"currency\":\"BTC\",\"fiat_amount\":1e400}",
        "{\"order_id\":\"1\",\"currency\":\"BTC\",\"fiat_amount\":1e-400}",
        "{\"order_id\":\"1\",\"currency\":\"BTC\",\"crypto_amount\":1e999999999}",
        "{\"order_id\":\"1\",\"currency\":\"BTC\\u0000\",\"crypto_amount\":1}",
        "{\"order_id\":null,\"currency\":null,\"invoice_id\":null,\"status\":null}",
      })
  void whatMeansNothing(String body) {
    for (var path : POSTS) {
      var answer = api.postRaw(ROOT + path, body).is(422);
      assertThat(answer.get("/error")).isEqualTo("validation_error");
    }
  }

  @Test
  void whatIsTooLongOrTooDeep() {
    var body = "{\"order_id\":\"%s\",\"currency\":\"BTC\",\"fiat_amount\":10}";
    api.postRaw(ROOT + "/invoices", body.formatted("x".repeat(201))).is(422);
    api.postRaw(ROOT + "/invoices", body.formatted("x".repeat(2_000_000))).is(413);
    api.fresh()
        .postRaw(ROOT + "/invoices", "{\"a\":".repeat(5000) + "1" + "}".repeat(5000))
        .is(400);
    api.fresh().get(ROOT + "/invoices?currency=" + "x".repeat(200)).is(422);
    api.fresh().get(ROOT + "/invoices/" + "x".repeat(3000)).is(404);
    var deep = "{\"x\":%s%s,\"order_id\":\"deep\",\"currency\":\"BTC\",\"fiat_amount\":10}";
    api.fresh().postRaw(ROOT + "/invoices", deep.formatted("[".repeat(20), "]".repeat(20))).is(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"})
  void theWrongType(String type) {
    for (var path : POSTS) {
      var answer = api.with("Content-Type", type).postRaw(ROOT + path, "{\"a\":1}").is(415);
      assertThat(answer.get("/error")).isEqualTo("bad_request");
    }
  }

  /// The server refuses such a path before the dialect's code sees it.
  @ParameterizedTest
  @ValueSource(strings = {"/invoices/%00", "/invoices/%ff"})
  void aPathThatCannotBeRead(String path) {
    for (var root : List.of(ROOT, "/api/v1")) {
      var answer = api.fresh().get(root + path).is(400);
      assertThat(answer.get("/error")).isEqualTo("bad_request");
      assertThat(answer.get("/message")).isNotEmpty();
      assertThat(answer.header("Content-Type")).contains("application/json");
    }
  }

  @Test
  void ourOwnApiKeepsItsFormWhereItCanBeTold() {
    assertThat(api.fresh().get("/coffer/v1/invoices/%ff").is(400).header("Content-Type"))
        .contains("application/problem+json");
  }

  @Test
  void theWrongMethodAndTheWrongPlace() {
    for (var path : List.of("/invoices", "/currencies", "/projects", "/webhooks/simulate")) {
      var answer = api.delete(ROOT + path).is(405);
      assertThat(answer.get("/error")).isEqualTo("bad_request");
      assertThat(answer.header("Allow")).isPresent();
    }
    api.send("PUT", ROOT + "/invoices", Optional.of("{}")).is(405);
    for (var path : List.of("/itispay", "/itispay/api/v2/invoices", ROOT, ROOT + "/x")) {
      assertThat(api.get(path).is(404).get("/error")).isEqualTo("not_found");
    }
  }

  @Test
  void noFilterIsDroppedAndWhatIsHarmlessIsTaken() {
    assertThat(api.get(ROOT + "/invoices?status%5B%5D=new").is(422).get("/message"))
        .isEqualTo("status[]: there is no such parameter");
    api.get(ROOT + "/currencies?code=BTC").is(422);
    api.get(ROOT + "/rates?fiat=USD").is(422);
    for (var list : List.of("/invoices", "/currencies", "/rates"))
      api.get(ROOT + list + "?_=1&t=2").is(200);
    api.get(ROOT + "/invoices?status=NEW,Pending&page=&page_size=&sort_by=&sort_order=DESC")
        .is(200);
  }

  @Test
  void aSumInFloatsIsTakenAsWhatItIs() {
    var body =
        "{'order_id':'%s','currency':'usdt','fiat_currency':'eur','%s':%s,'expire_min':30.0}";
    var fiat =
        api.post(ROOT + "/invoices", body.formatted("f", "fiat_amount", "59.970000000000006"));
    assertThat(fiat.is(201).get("/fiat_amount")).isEqualTo("59.97");
    var coins =
        api.post(ROOT + "/invoices", body.formatted("c", "crypto_amount", "33.333333333333336"));
    assertThat(coins.is(201).get("/crypto_amount")).isEqualTo("33.333333");
    api.post(ROOT + "/invoices", body.formatted("t", "crypto_amount", "33.3333333")).is(422);
    var least =
        api.post(ROOT + "/invoices", body.formatted("n", "crypto_amount", "1.2345678901234567e-8"));
    assertThat(least.is(422).get("/message")).startsWith("crypto_amount: ");
  }

  @Test
  void nothingIsSaidOfABodyBeforeTheKeyIsKnown() {
    shop.client("0".repeat(64)).postRaw(ROOT + "/invoices", "{").is(401);
  }
}
