package coffer.api.onchainpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Scope;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Each coin on each network that `available-currencies` names, on simulated chains. What it says
/// can be paid can be paid, to an order and to a user's own address.
final class OnchainPayCoinsFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  @AutoClose private static final OnchainPayInbox inbox = new OnchainPayInbox();

  private static final OnchainPayClient api =
      new OnchainPayClient(front.url(), Stall.on(front).pair("onchainpay", Scope.all()));

  static Stream<Arguments> coins() {
    var all = api.call("available-currencies", "{}").is(200).json().path("response");
    return all.valueStream()
        .flatMap(
            coin ->
                coin.path("networks")
                    .valueStream()
                    .map(on -> Arguments.of(text(coin, "currency"), text(on, "name"))));
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString();
  }

  /// The simulated TRUB charges 0.19 % and rounds down by two units more.
  private static String arrived(String coin, String sent) {
    if (!coin.equals("TRUB")) return sent;
    return new BigDecimal(sent)
        .multiply(new BigDecimal("0.9981"))
        .subtract(new BigDecimal("0.000002"))
        .stripTrailingZeros()
        .toPlainString();
  }

  @ParameterizedTest
  @CsvSource({
    "ethereum, 0x52908400098527886E0F7030069857D2E4169EE7, true",
    "bsc, 0x52908400098527886e0f7030069857d2e4169ee7, true",
    "polygon, 0X52908400098527886E0F7030069857D2E4169EE7, false",
    "ethereum, 52908400098527886E0F7030069857D2E4169EE7, false",
    "bitcoin, bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080, true",
    "bitcoin, BCRT1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KYGT080, true",
    "bitcoin, BCRT1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080, false",
    "bitcoin, mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn, true",
    "tron, TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t, true"
  })
  void aValidAddressMatchesThePattern(String network, String address, boolean valid) {
    var check = "{'address':'%s','network':'%s'}".formatted(address, network);
    var answer = api.call("utils/validate-address", check).is(200);
    assertThat(answer.get("/response/isValid")).isEqualTo(String.valueOf(valid));
    if (valid) assertThat(address).matches(answer.get("/response/regex"));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("coins")
  void anOrderIsPaidAndProcessed(String coin, String network) {
    var box = "order-" + coin + "-" + network;
    var made =
        api.call(
                "make-order",
                "{'currency':'%s','network':'%s','amount':'0.5','order':'1','successWebhook':'%s'}"
                    .formatted(coin, network, inbox.url(box)))
            .is(200);
    assertThat(made.get("/response/status")).isEqualTo("init");
    var order = "{'orderId':'" + made.get("/response/orderId") + "'}";
    front.pay(made.get("/response/address"), coin, network, "0.5");
    front.mine(network, 80);
    await().until(() -> api.call("order", order).get("/response/status").equals("processed"));
    var paid = api.call("order", order).is(200);
    var arrived = arrived(coin, "0.5");
    assertThat(paid.get("/response/received")).isEqualTo(arrived);
    assertThat(paid.get("/response/transactions/0/amount")).isEqualTo(arrived);
    assertThat(paid.get("/response/transactions/0/status")).isEqualTo("processed");
    var tx = paid.get("/response/transactions/0/tx");
    var found = api.call("find-tx", "{'tx':'" + tx + "'}").is(200);
    assertThat(found.get("/response/0/address/id")).isEqualTo(made.get("/response/addressId"));
    var letter = letter(box, "processed");
    assertThat(letter.json().path("received").asString()).isEqualTo(arrived);
    assertThat(letter.json().path("currency").asString()).isEqualTo(coin);
    assertThat(letter.json().path("network").asString()).isEqualTo(network);
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("coins")
  void aUsersAddressIsPaid(String coin, String network) {
    var box = "user-" + coin + "-" + network;
    var user =
        api.call(
                "personal-addresses/create-user",
                "{'clientId':'%s','depositWebhookUrl':'%s'}".formatted(box, inbox.url(box)))
            .is(200)
            .get("/response/id");
    var wanted = "{'id':'%s','currency':'%s','network':'%s'}".formatted(user, coin, network);
    var address = api.call("personal-addresses/get-user-address", wanted).is(200);
    front.pay(address.get("/response/address"), coin, network, "0.7");
    front.mine(network, 80);
    var letter = letter(box, "processed");
    assertThat(letter.json().path("amount").asString()).isEqualTo(arrived(coin, "0.7"));
    var paid = api.call("personal-addresses/get-user-address", wanted).is(200);
    assertThat(paid.get("/response/address")).isEqualTo(address.get("/response/address"));
    assertThat(paid.get("/response/balance")).isEqualTo(arrived(coin, "0.7"));
  }

  private static OnchainPayInbox.Letter letter(String box, String status) {
    var letter =
        await(box)
            .until(
                () ->
                    inbox.letters(box).stream()
                        .filter(each -> text(each.json(), "status").equals(status))
                        .findFirst()
                        .orElse(null),
                Objects::nonNull);
    assertThat(letter.headers().getFirst("x-api-public-key")).isEqualTo(api.publicKey());
    assertThat(letter.headers().getFirst("x-api-signature"))
        .isEqualTo(OnchainPayClient.hmac(api.secret(), letter.body()));
    return letter;
  }
}
