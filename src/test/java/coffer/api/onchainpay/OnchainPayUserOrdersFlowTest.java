package coffer.api.onchainpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Scope;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Orders and invoices that users pay to their personal addresses, on a whole server with simulated
/// chains.
final class OnchainPayUserOrdersFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  @AutoClose private final OnchainPayInbox inbox = new OnchainPayInbox();
  private final Stall stall = Stall.on(front);
  private final OnchainPayClient api =
      new OnchainPayClient(front.url(), stall.pair("onchainpay", Scope.all()));
  private final ApiClient own =
      new ApiClient(
          front.url(),
          Credential.bearer(stall.key("coffer")),
          OpenApiContract.of("coffer", "Problem", "/coffer/v1"));
  private final ApiClient foreign =
      new ApiClient(
          front.url(),
          Credential.bearer(Stall.foreign(front).key("coffer")),
          OpenApiContract.of("coffer", "Problem", "/coffer/v1"));

  private ApiClient.Answer order(String amount, String more) {
    var body =
        "{'currency':'USDT','network':'tron','amount':'%s','order':'order-1','externalUserId':'user-1'%s}";
    return api.call("make-order", body.formatted(amount, more)).is(200);
  }

  private String user() {
    return api.call("personal-addresses/get-user", "{'clientId':'user-1'}")
        .is(200)
        .get("/response/id");
  }

  private ApiClient.Answer personal() {
    var body = "{'id':'%s','currency':'USDT','network':'tron'}".formatted(user());
    return api.call("personal-addresses/get-user-address", body).is(200);
  }

  private List<String> statuses(String box) {
    return inbox.letters(box).stream().map(it -> it.json().at("/status").asString()).toList();
  }

  @Test
  void aUserPaysAnOrderToTheirPersonalAddress() {
    var url = inbox.url("orders");
    var made = order("15", ",'payerEmail':'a@example.com','successWebhook':'" + url + "'");
    assertThat(made.get("/response/externalUserId")).isEqualTo("user-1");
    assertThat(made.get("/response/payerEmail")).isEqualTo("a@example.com");
    var known = api.call("personal-addresses/get-user", "{'clientId':'user-1'}").is(200);
    assertThat(known.get("/response/clientEmail")).isEqualTo("a@example.com");
    var deposits = "{'clientId':'user-1','depositWebhookUrl':'" + inbox.url("deposits") + "'}";
    api.call("personal-addresses/create-user", deposits).is(200);
    assertThat(personal().get("/response/address")).isEqualTo(made.get("/response/address"));
    assertThat(personal().get("/response/id")).isEqualTo(made.get("/response/addressId"));
    front.pay(made.get("/response/address"), "USDT", "tron", "15");
    front.mine("tron", 25);
    await().until(() -> statuses("orders").contains("processed"));
    var letter = inbox.letters("orders").getLast().json();
    assertThat(letter.at("/addressId").asString()).isEqualTo(made.get("/response/addressId"));
    assertThat(personal().get("/response/balance")).isEqualTo("15");
    var txid = letter.at("/transactions/0/tx").asString();
    var found = api.call("find-tx", "{'tx':'" + txid + "'}").is(200);
    assertThat(found.get("/response/0/source")).isEqualTo("ORDER");
    assertThat(found.get("/response/0/address/type")).isEqualTo("PERSONAL");
    assertThat(found.get("/response/0/address/id")).isEqualTo(made.get("/response/addressId"));
    var address = "{'id':'" + made.get("/response/addressId") + "'}";
    assertThat(api.call("addresses/find-by-id", address).is(200).get("/response/type"))
        .isEqualTo("PERSONAL");
    assertThat(api.call("addresses/transactions", address).is(200).get("/response/count"))
        .isEqualTo("1");
    var text = "{'address':'" + made.get("/response/address") + "'}";
    assertThat(api.call("addresses/find-by-address", text).is(200).json().path("response").size())
        .isOne();
    assertThat(api.call("account-addresses", "{}").is(200).json().path("response")).isEmpty();
    assertThat(inbox.letters("deposits")).isEmpty();
    var listed = api.call("orders", "{}").is(200);
    assertThat(listed.get("/response/orders/0/externalUserId")).isEqualTo("user-1");
  }

  @Test
  void beforeAndAfterTheOrderItIsADeposit() {
    api.call(
            "personal-addresses/create-user",
            "{'clientId':'user-1','depositWebhookUrl':'" + inbox.url("deposits") + "'}")
        .is(200);
    front.pay(personal().get("/response/address"), "USDT", "tron", "3");
    front.mine("tron", 25);
    await().until(() -> statuses("deposits").contains("processed"));
    var url = inbox.url("orders");
    var made = order("15", ",'errorWebhook':'" + url + "'");
    front.later(Duration.ofMinutes(31));
    front.mine("tron", 1);
    front.pay(made.get("/response/address"), "USDT", "tron", "15");
    front.mine("tron", 25);
    await().until(() -> statuses("orders").contains("expired"));
    await().until(() -> statuses("deposits").stream().filter("processed"::equals).count() == 2);
    assertThat(
            api.call("order", "{'orderId':'" + made.get("/response/orderId") + "'}")
                .is(200)
                .json()
                .at("/response/transactions"))
        .isEmpty();
  }

  @Test
  void theOrderOfAnInvoiceIsPaidToThePersonalAddress() {
    var body =
        "{'currency':'USD','amount':'20','lifetime':60,'currencies':[['USDT',['tron','ethereum']]],"
            + "'externalUserId':'user-1','payerEmail':'a@example.com'}";
    var made = api.call("make-invoice", body).is(200);
    assertThat(made.get("/response/externalUserId")).isEqualTo("user-1");
    var id = made.get("/response/id");
    own.post("/coffer/v1/invoices/" + id + "/quote", "{'asset':'USDT','network':'tron'}").is(200);
    var order = api.call("order", "{'orderId':'" + id + "'}").is(200);
    assertThat(order.get("/response/address")).isEqualTo(personal().get("/response/address"));
    front.pay(order.get("/response/address"), "USDT", "tron", order.get("/response/amount"));
    front.mine("tron", 25);
    await()
        .until(
            () ->
                api.call("get-invoice", "{'invoiceId':'" + id + "'}")
                    .get("/response/status")
                    .equals("PROCESSED"));
  }

  @Test
  void ourOwnApiNamesTheCustomer() {
    order("15", "");
    var user = user();
    var invoice =
        "{'currency':'USDT','amount':'7','options':[{'asset':'USDT','network':'tron'}],'customer':'"
            + user
            + "'}";
    var made = own.post("/coffer/v1/invoices", invoice).is(201);
    assertThat(made.get("/customer")).isEqualTo(user);
    assertThat(made.get("/quotes/0/address")).isEqualTo(personal().get("/response/address"));
    assertThat(made.get("/monitor_until")).isEqualTo(made.get("/expires_at"));
    var missing =
        own.post("/coffer/v1/invoices", invoice.replace(user, UUID.randomUUID().toString()));
    var theirs = foreign.post("/coffer/v1/invoices", invoice);
    assertThat(missing.is(422).get("/errors/0/field")).isEqualTo("customer");
    assertThat(theirs.is(422).json().path("errors")).isEqualTo(missing.json().path("errors"));
  }
}
