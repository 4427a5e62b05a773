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
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Archived deposit addresses: lists leave them out, and they still receive.
final class ArchivedAddressesFlowTest {
  private static final String ADDRESSES = "/coffer/v1/addresses";
  private static final String USDT = "'asset':'USDT','network':'tron'";

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final Stall stall = Stall.on(front);
  private final OnchainPayClient api =
      new OnchainPayClient(front.url(), stall.pair("onchainpay", Scope.all()));
  private final ApiClient own = client(stall);
  private final ApiClient foreign = client(Stall.foreign(front));

  private static ApiClient client(Stall stall) {
    return new ApiClient(
        front.url(),
        Credential.bearer(stall.key("coffer")),
        OpenApiContract.of("coffer", "Problem", "/coffer/v1"));
  }

  private ApiClient.Answer archive(String id, boolean archived) {
    return own.patch(ADDRESSES + "/" + id, "{'archived':" + archived + "}").is(200);
  }

  private List<String> listed(String path) {
    return own.get(path).is(200).json().path("data").values().stream()
        .map(each -> each.path("id").asString())
        .toList();
  }

  private List<String> offered(String method, String body, String at) {
    return api.call(method, body).is(200).json().at("/response" + at).values().stream()
        .map(each -> each.path("id").asString())
        .toList();
  }

  private String own(String kind) {
    return own.post(ADDRESSES, "{'kind':'" + kind + "'," + USDT + "}").is(201).get("/id");
  }

  @Test
  void listsLeaveOutAnArchivedAddressOfTheProject() {
    var methods = List.of("business-addresses", "payout-balances");
    for (var kind : List.of("business", "payout")) {
      var kept = own(kind);
      var id = own(kind);
      var method = methods.get(kind.equals("business") ? 0 : 1);
      var list = ADDRESSES + "?kind=" + kind;
      assertThat(archive(id, true).get("/archived")).isEqualTo("true");
      assertThat(archive(id, true).get("/archived")).isEqualTo("true");
      assertThat(listed(list)).containsExactly(kept);
      assertThat(listed(list + "&archived=false")).containsExactly(kept);
      assertThat(listed(list + "&archived=true")).containsExactly(id);
      assertThat(offered(method, "{}", "")).containsExactly(kept);
      var found = api.call("addresses/find-by-id", "{'id':'" + id + "'}").is(200);
      assertThat(found.get("/response/isArchived")).isEqualTo("true");
      assertThat(own.patch(ADDRESSES + "/" + id, "{'alias':'Old'}").is(200).get("/archived"))
          .isEqualTo("true");
      assertThat(archive(id, false).get("/alias")).isEqualTo("Old");
      assertThat(listed(list)).containsExactly(id, kept);
      assertThat(listed(list + "&archived=true")).isEmpty();
      assertThat(offered(method, "{}", "")).containsExactly(id, kept);
    }
  }

  @Test
  void anArchivedAddressStillReceives() {
    var made = own.post(ADDRESSES, "{'kind':'business'," + USDT + "}").is(201);
    archive(made.get("/id"), true);
    front.pay(made.get("/address"), "USDT", "tron", "9");
    front.mine("tron", 25);
    await()
        .until(
            () -> own.get(ADDRESSES + "/" + made.get("/id")).is(200).get("/balance").equals("9"));
    var payments = own.get("/coffer/v1/payments?deposit_address=" + made.get("/id")).is(200);
    assertThat(payments.get("/data/0/deposit/address")).isEqualTo(made.get("/id"));
  }

  @Test
  void anArchivedAddressOfACustomerStaysTheirActiveOne() {
    var user = own.post("/coffer/v1/customers", "{'client_id':'u-1'}").is(200).get("/id");
    var path = "/coffer/v1/customers/" + user + "/addresses";
    var first = own.post(path, "{" + USDT + "}").is(200).get("/id");
    archive(first, true);
    var ofUser = "{'id':'" + user + "'}";
    assertThat(listed(path)).isEmpty();
    assertThat(listed(path + "?archived=true")).containsExactly(first);
    assertThat(listed(ADDRESSES + "?kind=customer")).isEmpty();
    assertThat(offered("personal-addresses/get-user", ofUser, "/addresses")).isEmpty();
    assertThat(offered("personal-addresses/get-user-addresses", ofUser, "")).isEmpty();
    assertThat(own.post(path, "{" + USDT + "}").is(200).get("/id")).isEqualTo(first);
    var wanted = "{'id':'" + user + "','currency':'USDT','network':'tron'}";
    assertThat(api.call("personal-addresses/get-user-address", wanted).get("/response/id"))
        .isEqualTo(first);
    var second = own.post(path, "{" + USDT + ",'renew':true}").is(200);
    assertThat(second.get("/archived")).isEqualTo("false");
    assertThat(listed(path)).containsExactly(second.get("/id"));
  }

  @Test
  void aForeignAddressIsAsGoodAsMissingAndWrongValuesAreNamed() {
    var id = own("business");
    var change = "{'archived':true}";
    var theirs = foreign.patch(ADDRESSES + "/" + id, change).is(404);
    var missing = UUID.randomUUID().toString();
    var nowhere = foreign.patch(ADDRESSES + "/" + missing, change).is(404);
    assertThat(theirs.get("/detail").replace(id, missing)).isEqualTo(nowhere.get("/detail"));
    assertThat(own.get(ADDRESSES + "/" + id).is(200).get("/archived")).isEqualTo("false");
    for (var wrong : List.of("'true'", "1", "[true]", "{}")) {
      var refused = own.patch(ADDRESSES + "/" + id, "{'archived':" + wrong + "}").is(422);
      assertThat(refused.get("/errors/0/field")).isEqualTo("archived");
    }
    assertThat(own.patch(ADDRESSES + "/" + id, "{'archived':null}").is(200).get("/archived"))
        .isEqualTo("false");
    var list = own.get(ADDRESSES + "?kind=business&archived=maybe").is(422);
    assertThat(list.get("/errors/0/field")).isEqualTo("archived");
  }
}
