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
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The address book, and the list of what moved, on a whole server with simulated chains.
final class OnchainPayBookFlowTest {
  private static final String TRON = "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf";
  private static final String EVM = "0x52908400098527886E0F7030069857D2E4169EE7";

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
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

  private ApiClient.Answer add(String address, String networks) {
    return api.call(
        "address-book/add",
        "{'address':'%s','networks':%s,'alias':'Treasury','comment':''}"
            .formatted(address, networks));
  }

  @Test
  void theAddressBook() {
    var made = add(TRON, "['tron']").is(200);
    assertThat(made.get("/response/comment")).isEmpty();
    assertThat(
            add(EVM.toLowerCase(Locale.ROOT), "['Ethereum','bsc']")
                .is(200)
                .get("/response/address"))
        .isEqualTo(EVM);
    assertThat(add(EVM, "['bsc']").is(409).get("/error/name")).isEqualTo("DUPLICATE_EXTERNAL_ID");
    assertThat(add(EVM, "['tron']").is(400).get("/error/name")).isEqualTo("INVALID_ADDRESS");
    for (var networks : List.of("['moon']", "[]", "null", "'tron'")) {
      assertThat(add(TRON, networks).is(400).get("/error/name"))
          .as(networks)
          .isEqualTo("VALIDATION_ERROR");
    }
    var page = api.call("address-book/get", "{'page':2,'limit':1}").is(200);
    assertThat(page.get("/response/count")).isEqualTo("2");
    assertThat(page.get("/response/countPages")).isEqualTo("2");
    assertThat(page.get("/response/addresses/0/address")).isEqualTo(EVM);
    assertThat(
            api.call("address-book/get", "{'page':0,'networks':['tron']}").get("/response/count"))
        .isEqualTo("1");
    var id = "{'addressId':'" + made.get("/response/id") + "'%s}";
    api.call("address-book/update", id.formatted(",'alias':'Savings'")).is(200);
    assertThat(api.call("address-book/get", "{}").get("/response/addresses/0/alias"))
        .isEqualTo("Savings");
    foreign.call("address-book/update", id.formatted(",'alias':'x'")).is(404);
    foreign.call("address-book/remove", id.formatted("")).is(404);
    assertThat(foreign.call("address-book/get", "{}").get("/response/count")).isEqualTo("0");
    api.call("address-book/remove", id.formatted("")).is(200);
    api.call("address-book/remove", id.formatted("")).is(404);
    add(TRON, "['tron']").is(200);
  }

  @Test
  void theOwnApiHasTheSameBook() {
    var body = "{'address':'%s','networks':%s,'alias':'Treasury'}";
    var made = own.post("/coffer/v1/address-book", body.formatted(TRON, "['tron']")).is(201);
    own.post("/coffer/v1/address-book", body.formatted(TRON, "['tron']")).is(422);
    own.post("/coffer/v1/address-book", body.formatted(TRON, "['bitcoin']")).is(422);
    own.post("/coffer/v1/address-book", body.formatted(TRON, "[]")).is(422);
    var path = "/coffer/v1/address-book/" + made.get("/id");
    assertThat(own.patch(path, "{'comment':'cold'}").is(200).get("/comment")).isEqualTo("cold");
    assertThat(own.get("/coffer/v1/address-book?limit=1").get("/data/0/comment")).isEqualTo("cold");
    assertThat(api.call("address-book/get", "{}").get("/response/addresses/0/comment"))
        .isEqualTo("cold");
    own.get(path).is(200);
    own.delete(path).is(204);
    own.get(path).is(404);
    own.delete(path).is(404);
  }

  @Test
  void whatMoved() {
    var order =
        api.call("make-order", "{'currency':'USDT','network':'tron','amount':'5','order':'1'}")
            .is(200);
    var business =
        api.call("business-address", "{'currency':'USDT','network':'ethereum','alias':'Main'}")
            .is(200);
    front.pay(order.get("/response/address"), "USDT", "tron", "5");
    front.mine("tron", 25);
    await().until(() -> total("{}").equals("1"));
    front.pay(business.get("/response/address"), "USDT", "ethereum", "20");
    front.mine("ethereum", 80);
    await().until(() -> total("{}").equals("2"));
    var all = api.call("get-transaction-history", "{'sortDate':'DESC'}").is(200);
    assertThat(all.get("/response/transactions/0/type")).isEqualTo("deposit_wallet");
    assertThat(all.get("/response/transactions/0/basisId")).isEqualTo(business.get("/response/id"));
    assertThat(all.get("/response/transactions/1/type")).isEqualTo("order_transaction");
    assertThat(all.get("/response/transactions/1/basis")).isEqualTo("order");
    assertThat(all.get("/response/transactions/1/basisId"))
        .isEqualTo(order.get("/response/orderId"));
    assertThat(
            api.call("get-transaction-history", "{'sortDate':'ASC'}")
                .get("/response/transactions/0/type"))
        .isEqualTo("order_transaction");
    for (var one :
        List.of(
            "{'type':'order_transaction'}",
            "{'type':['deposit_wallet','commission']}",
            "{'network':'tron'}",
            "{'currency':['usdt'],'network':['ethereum']}")) {
      assertThat(total(one)).as(one).isEqualTo("1");
    }
    for (var none :
        List.of(
            "{'type':'withdrawal'}",
            "{'type':['kyt']}",
            "{'currency':'BTC'}",
            "{'date':{'to':'2020-01-01T00:00:00.000Z'}}")) {
      assertThat(total(none)).as(none).isEqualTo("0");
    }
    assertThat(total("{'date':{'from':'2020-01-01T00:00:00+02:00'}}")).isEqualTo("2");
    for (var wrong :
        List.of(
            "{'date':{'from':'yesterday'}}",
            "{'date':{'to':'+294277-01-01T00:00:00Z'}}",
            "{'type':[7]}",
            "{'limit':0}")) {
      api.call("get-transaction-history", wrong).is(400);
    }
    assertThat(foreign.call("get-transaction-history", "{}").get("/response/total")).isEqualTo("0");
  }

  private String total(String filter) {
    return api.call("get-transaction-history", filter).is(200).get("/response/total");
  }
}
