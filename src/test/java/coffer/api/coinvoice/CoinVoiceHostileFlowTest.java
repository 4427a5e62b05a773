package coffer.api.coinvoice;

import static coffer.api.coinvoice.CoinVoiceShop.INVOICES;
import static coffer.api.coinvoice.CoinVoiceShop.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.api.ApiClient.Answer;
import coffer.api.Credential;
import coffer.app.Stall;
import coffer.core.merchant.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is not as it should be has the dialect's own answer, and what is somebody else's is as what
/// never was.
final class CoinVoiceHostileFlowTest {
  @AutoClose private static final CoinVoiceShop shop = new CoinVoiceShop();
  private final ApiClient api = shop.api.fresh();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | 422 | amount: Is required.",
        "`` | 422 | amount: Is required.",
        "{\"amount\": null} | 422 | amount: Is required.",
        "{\"amount\": \"100\"} | 422 | amount: Must be a number.",
        "{\"amount\": true} | 422 | amount: Must be a number.",
        "{\"amount\": [1]} | 422 | amount: Must be a number.",
        "{\"amount\": {}} | 422 | amount: Must be a number.",
        "{\"amount\": 0} | 422 | amount: Must be more than zero.",
        "{\"amount\": -0.0} | 422 | amount: Must be more than zero.",
        "{\"amount\": -5} | 422 | amount: Must be more than zero.",
        "{\"amount\": 1.1234567} | 422 | amount: Must have at most 6 decimals.",
        "{\"amount\": 1e-7} | 422 | amount: Must have at most 6 decimals.",
        "{\"amount\": 1e400} | 422 | amount: ",
        "{\"amount\": 1e999999999} | 422 | amount: ",
        "{\"amount\": 1e9999999999999} | 400 | a number in it",
        "{\"amount\": 1e-999999999} | 422 | amount: ",
        "{\"amount\": 1000000000000000000} | 422 | amount: ",
        "{\"amount\": 0.009} | 422 | amount: The least is 0.01 TRUB.",
        "{\"amount\": NaN} | 400 | this is not JSON",
        "{\"amount\": Infinity} | 400 | this is not JSON",
        "{\"amount\": 0x10} | 400 | this is not JSON",
        "{\"amount\": 01} | 400 | this is not JSON",
        "{\"amount\": 1 | 400 | this is not JSON",
        "{\"amount\": 1} x | 400 | ``",
        "{\"amount\": 1, \"amount\": 2} | 400 | ``",
        "[] | 400 | This is not a JSON object.",
        "7 | 400 | This is not a JSON object.",
        "null | 400 | This is not a JSON object.",
        "{\"amount\": 1, \"description\": 5} | 422 | description: Must be a string.",
        "{\"amount\": 1, \"order_id\": 42} | 422 | order_id: Must be a string.",
        "{\"amount\": 1, \"order_id\": \"a\\u0000b\"} | 422 | order_id: ",
        "{\"amount\": 1, \"description\": \"\\ud800\"} | 422 | description: ",
        "{\"amount\": 1, \"expiry_minutes\": 0} | 422 | expiry_minutes: Must be a whole number from 1 to 10080.",
        "{\"amount\": 1, \"expiry_minutes\": 10081} | 422 | expiry_minutes: ",
        "{\"amount\": 1, \"expiry_minutes\": \"60\"} | 422 | expiry_minutes: ",
        "{\"amount\": 1, \"expiry_minutes\": 1e400} | 422 | expiry_minutes: ",
        "{\"amount\": 1, \"callback_url\": \"ftp://a.example/\"} | 422 | callback_url: ",
        "{\"amount\": 1, \"callback_url\": \"http://10.0.0.1/\"} | 422 | callback_url: ",
        "{\"amount\": 1, \"callback_url\": \"nonsense\"} | 422 | callback_url: ",
        "{\"amount\": 1, \"callback_url\": 5} | 422 | callback_url: Must be a string.",
        "{\"amount\": 1, \"unknown\": {\"a\": [1e400]}, \"currency\": 5} | 200 | ``",
        "{\"amount\": 1e2} | 200 | ``",
        "{\"amount\": 999999999999999000} | 200 | ``",
        "{\"amount\": 1.100000000} | 200 | ``",
        "{\"amount\": 1, \"description\": \"\", \"order_id\": \"\", \"callback_url\": \"\"} | 200 | ``",
        "{\"amount\": 1, \"description\": null, \"expiry_minutes\": 10080} | 200 | ``",
      })
  void bodies(String body, int status, String text) {
    var answer = api.postRaw(INVOICES, body).is(status);
    if (status == 200) return;
    assertThat(answer.get("/error")).startsWith(text).isEqualTo(answer.get("/detail"));
  }

  @Test
  void numbersComeBackAsTheyWereMeant() {
    assertThat(amount("123456789.123456")).isEqualTo("123456789.123456");
    assertThat(amount("999999999999999000")).isEqualTo("999999999999999000.00");
    assertThat(amount("0.30000000000000004")).isEqualTo("0.30");
    assertThat(amount("59.970000000000006")).isEqualTo("59.97");
    assertThat(amount("3.3333333333333335")).isEqualTo("3.333333");
    assertThat(amount("123456789.12345678")).as("16 digits").isEqualTo("123456789.123457");
    assertThat(amount("1e2")).isEqualTo("100.00");
    assertThat(amount("0.1")).isEqualTo("0.10");
    assertThat(amount("20000000")).isEqualTo("20000000.00");
  }

  private String amount(String number) {
    return api.postRaw(INVOICES, "{\"amount\": " + number + "}").is(200).get("/amount");
  }

  @Test
  void longTexts() {
    var most = "{\"amount\": 1, \"description\": \"%s\", \"order_id\": \"%s\"}";
    api.postRaw(INVOICES, most.formatted("я".repeat(500), "o".repeat(128))).is(200);
    api.postRaw(INVOICES, most.formatted("😀".repeat(500), "😀".repeat(128))).is(200);
    var answer = api.postRaw(INVOICES, most.formatted("я".repeat(501), "o".repeat(129))).is(422);
    assertThat(answer.get("/error"))
        .isEqualTo(
            "description: Must have at most 500 characters."
                + " order_id: Must have at most 128 characters.");
    var url =
        "{'amount': 1, 'callback_url': 'https://shop.example/%s'}".formatted("u".repeat(2048));
    assertThat(api.post(INVOICES, url).is(422).get("/error")).startsWith("callback_url: ");
    api.postRaw(INVOICES, "{\"amount\": " + "1".repeat(300) + "}").is(400);
    api.postRaw(INVOICES, "{\"x\": " + "[".repeat(20_000) + "]".repeat(20_000) + "}").is(400);
    api.postRaw(INVOICES, "{\"x\": \"" + "x".repeat(300_000) + "\"}").is(413);
  }

  @Test
  void otherTypesAndMethods() {
    for (var type : List.of("text/plain", "application/x-www-form-urlencoded", "")) {
      var answer = api.with("Content-Type", type).postRaw(INVOICES, "{\"amount\": 1}").is(415);
      assertThat(answer.get("/error")).isEqualTo("Send Content-Type: application/json.");
    }
    api.with("Content-Type", "application/json; charset=UTF-8")
        .postRaw(INVOICES, "{\"amount\": 1}")
        .is(200);
    for (var method : List.of("PUT", "PATCH", "DELETE")) {
      var answer = api.send(method, INVOICES, Optional.empty()).is(405);
      assertThat(answer.header("Allow")).isPresent();
      assertThat(answer.get("/detail")).startsWith("Allowed here: ");
    }
    api.send("POST", ROOT + "/balance", Optional.of("{}")).is(405);
    assertThat(api.get(ROOT + "/nothing").is(404).get("/error"))
        .isEqualTo("There is nothing at this address.");
  }

  @Test
  void keysThatAreNone() {
    var other = Stall.on(shop.front).key("coffer");
    for (var key : List.of("", "x", "a7a5_", "a7a5_" + "0".repeat(40), other)) {
      var answer = shop.client(key).get(INVOICES).is(401);
      assertThat(answer.get("/error")).isEqualTo(answer.get("/detail")).contains("X-API-Key");
    }
    shop.api.as(Credential.none()).post(INVOICES, "{").is(401);
    shop.api.as(Credential.bearer(shop.stall.key("coinvoice"))).get(ROOT + "/balance").is(401);
    shop.api.as(new Credential("x-api-key", shop.stall.key("coinvoice"))).get(INVOICES).is(200);
  }

  @Test
  void aKeyDoesWhatItsScopesSay() {
    var reader = shop.client(shop.stall.key("coinvoice", Set.of(Scope.INVOICES_READ)));
    reader.get(INVOICES).is(200);
    assertThat(reader.post(INVOICES, "{'amount': 1}").is(403).get("/error"))
        .contains("invoices:write");
    assertThat(reader.get(ROOT + "/balance").is(403).get("/error")).contains("ledger:read");
  }

  @Test
  void somebodyElsesIsAsWhatNeverWas() {
    var id = shop.order("5", "mine").get("/invoice_id");
    var never = bare(api.get(INVOICES + "/000000000000").is(404));
    for (var other : List.of(Stall.on(shop.front), Stall.foreign(shop.front))) {
      var client = shop.client(other);
      assertThat(bare(client.get(INVOICES + "/" + id).is(404))).isEqualTo(never);
      assertThat(client.get(INVOICES).is(200).get("/total")).isEqualTo("0");
    }
    for (var odd :
        List.of("x", id.toUpperCase(java.util.Locale.ROOT) + "g", id + "0", "%00", "..%2f")) {
      var answer = api.get(INVOICES + "/" + odd);
      assertThat(answer.status()).as(odd).isIn(400, 404);
    }
  }

  @Test
  void withoutASettlementTokenItIsToldWhatToSet() {
    var stall = Stall.on(shop.front);
    var client = shop.client(stall);
    for (var answer :
        List.of(client.post(INVOICES, "{'amount': 1}"), client.get(ROOT + "/balance"))) {
      assertThat(answer.is(422).get("/error"))
          .startsWith("settlement: ")
          .contains("PATCH /coffer/v1/project")
          .contains(
              "`./coffer admin project set --settlement USDT:tron "
                  + stall.project().publicId()
                  + "`");
    }
    client.get(INVOICES).is(200);
    shop.own(stall)
        .patch("/coffer/v1/project", "{'settlement': {'asset': 'USDT', 'network': 'tron'}}")
        .is(200);
    var made = client.post(INVOICES, "{'amount': 1}").is(200);
    assertThat(made.get("/currency")).isEqualTo("USDT");
  }

  @Test
  void aTokenOfEighteenDecimals() {
    var client = shop.client(Stall.on(shop.front).settledIn("USDT:bsc"));
    assertThat(client.post(INVOICES, "{'amount': 1.123456}").is(200).get("/amount"))
        .isEqualTo("1.123456");
    client.post(INVOICES, "{'amount': 1.1234567}").is(422);
  }

  private static String bare(Answer answer) {
    return answer.status() + answer.text();
  }
}
