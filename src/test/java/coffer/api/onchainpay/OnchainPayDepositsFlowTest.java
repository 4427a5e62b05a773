package coffer.api.onchainpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Scope;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Users with addresses, business and payout addresses, on a whole server with simulated chains.
final class OnchainPayDepositsFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  @AutoClose private final OnchainPayInbox inbox = new OnchainPayInbox();
  private final Stall stall = Stall.on(front);
  private final OnchainPayClient api =
      new OnchainPayClient(front.url(), stall.pair("onchainpay", Scope.all()));
  private final OnchainPayClient foreign =
      new OnchainPayClient(front.url(), Stall.foreign(front).pair("onchainpay", Scope.all()));
  private final ApiClient own =
      new ApiClient(
          front.url(),
          Credential.bearer(stall.key("coffer")),
          OpenApiContract.of("coffer", "Problem", "/coffer/v1"));

  private ApiClient.Answer user(String more) {
    return api.call("personal-addresses/create-user", "{'clientId':'user-1'" + more + "}").is(200);
  }

  private ApiClient.Answer address(String user, String currency, String network) {
    var body = "{'id':'%s','currency':'%s','network':'%s'}".formatted(user, currency, network);
    return api.call("personal-addresses/get-user-address", body).is(200);
  }

  private List<String> statuses() {
    return inbox.letters("deposits").stream()
        .map(letter -> letter.json().at("/status").asString())
        .toList();
  }

  @Test
  void onlyAnEmptyTextRemovesWhatAUserHas() {
    var fields = List.of("clientEmail", "clientName", "depositWebhookUrl");
    user(
        ",'clientEmail':'a@example.com','clientName':'A','depositWebhookUrl':'"
            + inbox.url("deposits")
            + "'");
    for (var field : fields) {
      assertThat(user(",'" + field + "':null").json().at("/response/" + field).isString()).isTrue();
      assertThat(user(",'" + field + "':''").json().at("/response/" + field).isNull()).isTrue();
    }
  }

  @Test
  void aDepositOfAUserIsReported() {
    var made = user(",'depositWebhookUrl':'" + inbox.url("deposits") + "'");
    assertThat(made.json().path("response").has("addresses")).isFalse();
    var user = made.get("/response/id");
    var address = address(user, "USDT", "tron");
    front.pay(address.get("/response/address"), "USDT", "tron", "15");
    await().until(() -> statuses().contains("pending"));
    front.mine("tron", 25);
    await().until(() -> statuses().contains("processed"));
    var letter = inbox.letters("deposits").getLast();
    assertThat(letter.headers().getFirst("x-api-public-key")).isEqualTo(api.publicKey());
    assertThat(letter.headers().getFirst("x-api-signature"))
        .isEqualTo(OnchainPayClient.hmac(api.secret(), letter.body()));
    assertThat(letter.json().at("/userId").asString()).isEqualTo(user);
    assertThat(letter.json().at("/addressId").asString()).isEqualTo(address.get("/response/id"));
    assertThat(letter.json().at("/amount").asString()).isEqualTo("15");
    assertThat(letter.json().at("/addressFrom").size()).isEqualTo(1);
    var webhook = "{'webhookId':'" + letter.json().at("/webhookId").asString() + "'}";
    assertThat(api.call("webhooks/get", webhook).is(200).json().path("response"))
        .isEqualTo(letter.json());
    assertThat(api.call("webhooks/get-verbose", webhook).is(200).get("/response/event"))
        .isEqualTo("DEPOSIT_PERSONAL");
    var found = api.call("find-tx", "{'tx':'" + letter.json().at("/tx").asString() + "'}");
    assertThat(found.is(200).get("/response/0/source")).isEqualTo("PERSONAL_DEPOSIT");
    assertThat(found.get("/response/0/address/type")).isEqualTo("PERSONAL");
    assertThat(found.get("/response/0/result/id")).isEqualTo(letter.json().at("/id").asString());
    assertThat(address(user, "USDT", "tron").get("/response/balance")).isEqualTo("15");
    front.reorg("tron", 30);
    await().until(() -> statuses().contains("rejected"));
    assertThat(address(user, "USDT", "tron").get("/response/balance")).isEqualTo("0");
  }

  @Test
  void addressesOfAUser() {
    var made =
        user(",'clientEmail':'a@example.com','createAddresses':true,'groupByBlockchain':true");
    var user = made.get("/response/id");
    assertThat(made.json().at("/response/addresses").size()).isGreaterThan(5);
    var trx = address(user, "TRX", "tron");
    var usdt = address(user, "USDT", "tron");
    assertThat(trx.get("/response/address")).isEqualTo(usdt.get("/response/address"));
    assertThat(trx.get("/response/id")).isNotEqualTo(usdt.get("/response/id"));
    var renewed =
        api.call(
                "personal_addresses/get-user-address",
                "{'id':'%s','currency':'usdt','network':'Tron','renewAddress':true}"
                    .formatted(user))
            .is(200);
    assertThat(renewed.get("/response/isActive")).isEqualTo("true");
    assertThat(renewed.get("/response/address")).isNotEqualTo(usdt.get("/response/address"));
    front.pay(usdt.get("/response/address"), "USDT", "tron", "3");
    front.mine("tron", 25);
    var list =
        "{'id':'%s','currency':['USDT'],'network':['tron'],%s'sort':[['createdAt','ASC']],'offset':0,'limit':10}";
    await()
        .until(
            () ->
                api.call("personal-addresses/get-user-addresses", list.formatted(user, ""))
                    .get("/response/0/balance")
                    .equals("3"));
    var both = api.call("personal-addresses/get-user-addresses", list.formatted(user, "")).is(200);
    assertThat(both.json().path("response").size()).isEqualTo(2);
    for (var filter : List.of("'isActive':false,", "'balance':{'from':'2.5','to':'3'},")) {
      var old = api.call("personal-addresses/get-user-addresses", list.formatted(user, filter));
      assertThat(old.is(200).json().path("response").size()).as(filter).isEqualTo(1);
      assertThat(old.get("/response/0/id")).isEqualTo(usdt.get("/response/id"));
    }
    var got = api.call("personal-addresses/get-user", "{'clientId':'user-1'}").is(200);
    assertThat(got.get("/response/clientEmail")).isEqualTo("a@example.com");
    assertThat(got.json().at("/response/addresses").size())
        .isEqualTo(made.json().at("/response/addresses").size() + 1);
    user(",'clientName':'A. Person'");
    assertThat(
            api.call("personal-addresses/get-user", "{'id':'" + user + "'}")
                .get("/response/clientEmail"))
        .isEqualTo("a@example.com");
    for (var all : List.of("'currency':[]", "'network':[]", "'balance':{'from':''}")) {
      var request = "{'id':'" + user + "'," + all + "}";
      var found = api.call("personal-addresses/get-user-addresses", request).is(200);
      assertThat(found.json().path("response").size()).as(all).isGreaterThan(5);
    }
    api.call("personal-addresses/get-user", "{'id':'" + user + "','clientId':'else'}").is(404);
    foreign.call("personal-addresses/get-user", "{'id':'" + user + "'}").is(404);
    foreign
        .call(
            "personal-addresses/get-user-address",
            "{'id':'" + user + "','currency':'USDT','network':'tron'}")
        .is(404);
  }

  @Test
  void whatAUserCannotBe() {
    for (var body :
        List.of(
            "{}",
            "{'clientId':''}",
            "{'clientId':'a','checkRisks':true}",
            "{'clientId':'a','groupByBlockchain':true}",
            "{'clientId':'a','depositWebhookUrl':'http://10.0.0.1/'}")) {
      var answer = api.call("personal-addresses/create-user", body).is(400);
      assertThat(answer.get("/error/name")).as(body).isEqualTo("VALIDATION_ERROR");
    }
    var user = user("").get("/response/id");
    var unknown = "{'id':'" + user + "','currency':'XYZ','network':'tron'}";
    assertThat(api.call("personal-addresses/get-user-address", unknown).is(400).get("/error/name"))
        .isEqualTo("CURRENCY_NOT_AVAILABLE");
    assertThat(api.call("personal-addresses/get-user", "{}").is(400).get("/error/name"))
        .isEqualTo("VALIDATION_ERROR");
  }

  @Test
  void trustedAddresses() {
    var user = user("").get("/response/id");
    var to = address(user, "USDT", "tron").get("/response/address");
    var add =
        "{'clientId':'user-1','currency':'USDT','network':'tron','address':'%s','alias':'Mine'}";
    var made = api.call("personal-addresses/add-trusted-address", add.formatted(to)).is(200);
    assertThat(made.get("/response/alias")).isEqualTo("Mine");
    assertThat(
            api.call("personal-addresses/add-trusted-address", add.formatted(to))
                .get("/response/id"))
        .isEqualTo(made.get("/response/id"));
    var wrong = api.call("personal-addresses/add-trusted-address", add.formatted("0x12")).is(400);
    assertThat(wrong.get("/error/name")).isEqualTo("INVALID_ADDRESS");
    var all = api.call("personal-addresses/get-trusted-addresses", "{'network':['tron']}").is(200);
    assertThat(all.get("/response/0/id")).isEqualTo(made.get("/response/id"));
    assertThat(
            foreign.call("personal-addresses/get-trusted-addresses", "{}").is(200).get("/response"))
        .isEqualTo("[]");
    var id = "{'addressId':'" + made.get("/response/id") + "'}";
    foreign.call("personal-addresses/del-trusted-address", id).is(404);
    assertThat(api.call("personal-addresses/del-trusted-address", id).is(200).get("/response"))
        .isEqualTo("null");
    api.call("personal-addresses/del-trusted-address", id).is(404);
  }

  @Test
  void aBusinessAddressReceives() {
    var made =
        api.call(
                "business-address",
                "{'currency':'USDT','network':'ethereum','alias':'Main','comment':''}")
            .is(200);
    var payout =
        api.call(
                "create-payout-address",
                "{'currency':'USDT','network':'ethereum','alias':null,'comment':null}")
            .is(200);
    api.call("payout-address", "{'currency':'USDT','network':'ethereum'}").is(200);
    var id = made.get("/response/id");
    front.pay(made.get("/response/address"), "USDT", "ethereum", "20");
    front.mine("ethereum", 80);
    var byId = "{'id':'" + id + "'}";
    await()
        .until(() -> api.call("addresses/find-by-id", byId).get("/response/balance").equals("20"));
    assertThat(api.call("addresses/find-by-id", byId).get("/response/type")).isEqualTo("BUSINESS");
    assertThat(api.call("business-addresses", "{}").get("/response/0/balance")).isEqualTo("20");
    assertThat(api.call("payout-balances", "{}").json().path("response").size()).isEqualTo(2);
    assertThat(api.call("recurrent-addresses", "{}").get("/response")).isEqualTo("[]");
    var moved = api.call("addresses/transactions", "{'id':'" + id + "','type':'deposit'}").is(200);
    assertThat(moved.get("/response/count")).isEqualTo("1");
    assertThat(moved.get("/response/transactions/0/amount")).isEqualTo("20");
    assertThat(moved.get("/response/transactions/0/status")).isEqualTo("processed");
    var none = api.call("addresses/transactions", "{'id':'" + id + "','status':['error']}").is(200);
    assertThat(none.get("/response/count")).isEqualTo("0");
    var tx = moved.get("/response/transactions/0/tx");
    assertThat(api.call("find-tx", "{'tx':'" + tx + "'}").get("/response/0/source"))
        .isEqualTo("DEPOSIT");
    var text = made.get("/response/address");
    for (var by :
        List.of(
            byId,
            "{'address':'" + text + "'}",
            "{'address':'" + text.toLowerCase(Locale.ROOT) + "'}")) {
      assertThat(api.call("addresses/last-transaction", by).is(200).get("/response/tx"))
          .isEqualTo(tx);
    }
    var nothing = "{'id':'" + payout.get("/response/id") + "'}";
    assertThat(api.call("addresses/last-transaction", nothing).is(200).get("/response"))
        .isEqualTo("null");
    assertThat(own.get("/coffer/v1/balances").is(200).text()).contains("\"available\":\"20\"");
    foreign.call("addresses/last-transaction", "{'address':'" + text + "'}").is(404);
    foreign.call("addresses/find-by-id", byId).is(404);
    foreign.call("addresses/transactions", byId).is(404);
    assertThat(
            foreign
                .call("addresses/find-by-address", "{'address':'" + text + "'}")
                .get("/response"))
        .isEqualTo("[]");
  }

  @Test
  void theAddressOfAnOrderIsFoundToo() {
    var order =
        api.call("make-order", "{'currency':'USDT','network':'tron','amount':'5','order':'1'}")
            .is(200);
    var id = order.get("/response/addressId");
    var byId = api.call("addresses/find-by-id", "{'id':'" + id + "'}").is(200);
    assertThat(byId.get("/response/type")).isEqualTo("PAY_IN");
    assertThat(byId.get("/response/address")).isEqualTo(order.get("/response/address"));
    api.call("addresses/set-meta", "{'id':'" + id + "','meta':{'shelf':[7,null]}}").is(200);
    var byText =
        api.call(
                "addresses/find-by-address", "{'address':'" + order.get("/response/address") + "'}")
            .is(200);
    assertThat(byText.get("/response/0/id")).isEqualTo(id);
    assertThat(byText.json().at("/response/0/meta/shelf/0").intValue()).isEqualTo(7);
    api.call("addresses/set-meta", "{'id':'" + id + "','meta':null}").is(200);
    assertThat(
            api.call("addresses/find-by-id", "{'id':'" + id + "'}")
                .json()
                .at("/response/meta")
                .isNull())
        .isTrue();
    front.pay(order.get("/response/address"), "USDT", "tron", "2");
    await()
        .until(
            () ->
                api.call("addresses/transactions", "{'id':'" + id + "','status':['pending']}")
                    .get("/response/count")
                    .equals("1"));
    var all = api.call("account-addresses", "{}").is(200);
    assertThat(all.get("/response/0/id")).isEqualTo(id);
    for (var meta : List.of("1e99", "1e-100", "{'a':[0.5,7]}", "'\\u0000'", "{'\\u0000':1}")) {
      var body = "{\"id\":\"%s\",\"meta\":%s,\"nonce\":\"%s\"}";
      var sent = body.formatted(id, meta.replace('\'', '"'), UUID.randomUUID());
      api.raw(OnchainPayClient.GATEWAY + "/addresses/set-meta", sent).is(200);
      api.call("addresses/find-by-id", "{'id':'" + id + "'}").is(200);
      api.call("account-addresses", "{}").is(200);
    }
    for (var meta : List.of("1.7976931348623157e308", "5e-324", "{\"a\":[1e400]}", "\"\\ud800\"")) {
      var body = "{\"id\":\"%s\",\"meta\":%s,\"nonce\":\"%s\"}";
      api.raw(
              OnchainPayClient.GATEWAY + "/addresses/set-meta",
              body.formatted(id, meta, UUID.randomUUID()))
          .is(400);
    }
    api.call("addresses/set-meta", "{'id':'" + id + "'}").is(400);
    foreign.call("addresses/set-meta", "{'id':'" + id + "','meta':1}").is(404);
    api.call("addresses/set-meta", "{'id':'" + id + "','meta':'" + "x".repeat(5_000) + "'}")
        .is(400);
  }

  @Test
  void anotherCoinAtTheAddressOfAUserIsAnOrphan() {
    var user = user("").get("/response/id");
    var address = address(user, "USDT", "tron");
    front.pay(address.get("/response/address"), "TRX", "tron", "40");
    front.mine("tron", 25);
    await()
        .until(
            () ->
                api.call("orphan-deposits/get-deposits", "{'status':'PROCESSED'}")
                    .get("/response/0/currency")
                    .equals("TRX"));
    var orphan = api.call("orphan-deposits/get-deposits", "{}").is(200);
    assertThat(orphan.get("/response/0/inTransaction/addressType")).isEqualTo("PERSONAL");
    assertThat(orphan.get("/response/0/inTransaction/addressId"))
        .isEqualTo(address.get("/response/id"));
    assertThat(orphan.json().at("/response/0/orderId").isNull()).isTrue();
  }

  @Test
  void aRepeatedRenewalAnswersWithItsOwnAddress() {
    var customer = own.post("/coffer/v1/customers", "{'client_id':'c-2'}").is(200).get("/id");
    var path = "/coffer/v1/customers/" + customer + "/addresses";
    var renew = "{'asset':'USDT','network':'tron','renew':true}";
    var first = own.with("Idempotency-Key", "r-1").post(path, renew).is(200);
    var second = own.post(path, renew).is(200);
    assertThat(second.get("/id")).isNotEqualTo(first.get("/id"));
    var again = own.with("Idempotency-Key", "r-1").post(path, renew).is(200);
    assertThat(again.get("/id")).isEqualTo(first.get("/id"));
    assertThat(again.get("/active")).isEqualTo("false");
  }

  @Test
  void theOwnApiTellsTheSame() {
    var customer =
        own.post("/coffer/v1/customers", "{'client_id':'c-1','email':'c@example.com'}").is(200);
    var id = customer.get("/id");
    var path = "/coffer/v1/customers/" + id;
    var address = own.post(path + "/addresses", "{'asset':'USDT','network':'tron'}").is(200);
    var again = own.post(path + "/addresses", "{'asset':'usdt','network':'tron'}").is(200);
    assertThat(again.get("/id")).isEqualTo(address.get("/id"));
    var business =
        own.post(
                "/coffer/v1/addresses",
                "{'kind':'business','asset':'USDT','network':'tron','alias':'Till'}")
            .is(201);
    front.pay(address.get("/address"), "USDT", "tron", "7");
    front.mine("tron", 25);
    await().until(() -> own.get(path + "/addresses").get("/data/0/balance").equals("7"));
    var payments = own.get("/coffer/v1/payments?deposit_address=" + address.get("/id")).is(200);
    assertThat(payments.json().path("data").size()).isEqualTo(1);
    assertThat(payments.get("/data/0/deposit/client_id")).isEqualTo("c-1");
    assertThat(payments.get("/data/0/deposit/address")).isEqualTo(address.get("/id"));
    assertThat(payments.json().at("/data/0/invoice").isNull()).isTrue();
    // an event is listed once no older transaction is open, of another test's database either
    await()
        .until(() -> own.get("/coffer/v1/events").is(200).text().contains("\"client_id\":\"c-1\""));
    assertThat(own.get("/coffer/v1/customers?client_id=c-1").get("/data/0/id")).isEqualTo(id);
    assertThat(own.get("/coffer/v1/customers?limit=1").get("/data/0/id")).isEqualTo(id);
    assertThat(own.get(path).get("/email")).isEqualTo("c@example.com");
    var other =
        own.patch("/coffer/v1/addresses/" + business.get("/id"), "{'alias':'Desk'}").is(200);
    assertThat(other.get("/alias")).isEqualTo("Desk");
    for (var kind : List.of("business", "customer")) {
      var list = own.get("/coffer/v1/addresses?kind=" + kind).is(200);
      assertThat(list.json().path("data").size()).as(kind).isEqualTo(1);
    }
    own.get("/coffer/v1/addresses").is(422);
    Stream.of("/coffer/v1/customers/", "/coffer/v1/addresses/")
        .forEach(each -> own.get(each + "00000000-0000-4000-8000-000000000000").is(404));
  }
}
