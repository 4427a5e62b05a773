package coffer.api.onchainpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.ApiClient.Answer;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.merchant.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Calls each method when it has something to show, and keeps the requests and the answers.
final class OnchainPayStory implements AutoCloseable {
  private static final String TRON = "'currency':'USDT','network':'tron'";

  // What is confirmed by the last block that there is shows the same confirmations in each run.
  private static final int TRON_DEPTH = 3;
  private static final int ETHEREUM_DEPTH = 3;

  private final Storefront front;
  private final Stall stall;
  private final OnchainPayClient api;
  private final OnchainPayClient partner;
  private final String email = PartnerCalls.address();
  private String password = "";
  private final ApiClient own;
  private final OnchainPayInbox inbox = new OnchainPayInbox();
  private final UnaryOperator<String> spelling;
  private final List<Exchange> exchanges = new ArrayList<>();

  /// @param spelling of a path
  OnchainPayStory(Storefront front, UnaryOperator<String> spelling) {
    this.front = front;
    this.stall = Stall.on(front);
    this.api = new OnchainPayClient(front.url(), stall.pair("onchainpay", Scope.all()));
    this.partner = PartnerCalls.on(front).api();
    this.own =
        new ApiClient(
            front.url(),
            Credential.bearer(stall.key("coffer")),
            OpenApiContract.of("coffer", "Problem", "/coffer/v1"));
    this.spelling = spelling;
  }

  /// @param path of the method, in its first spelling: `/api-gateway/make-order`
  /// @param sent the path as the story spelled it
  record Exchange(String path, String sent, ObjectNode request, int status, JsonNode answer) {}

  List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  OnchainPayClient api() {
    return api;
  }

  Stall stall() {
    return stall;
  }

  OnchainPayMask mask() {
    return new OnchainPayMask()
        .literal(front.url(), "<server>")
        .literal(email, "user@example.com")
        .literal(password, "<password>")
        .literal(inbox.url(""), "<merchant>/");
  }

  OnchainPayStory tell() {
    base();
    order();
    invoice();
    user();
    addresses();
    addressBook();
    partners();
    return this;
  }

  /// Calls a method without fields, if the story did not call it.
  void tellIfNew(String path) {
    if (exchanges.stream().noneMatch(each -> each.path.equals(path))) keep(path, "{}");
  }

  private void base() {
    show("test-signature", "{'some':'param'}");
    show("available-currencies", "{}");
    show("price-rate", "{'from':'BTC','to':'EUR'}");
    show(
        "utils/validate-address",
        "{'address':'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u','network':'tron'}");
    show("advanced-balances", "{}");
    show("advanced-balance", "{}");
    show("advanced-balance-deposit-address", "{" + TRON + "}");
  }

  private void order() {
    var made =
        show(
            "make-order",
            "{%s,'amount':'123.12','order':'Order 1','lifetime':1800,'description':'Two cups',"
                    .formatted(TRON)
                + "'paymentTolerancePercent':'1.5','returnUrl':'https://shop.example.com/',"
                + "'payerEmail':'payer@example.com','successWebhook':'%s','errorWebhook':''}"
                    .formatted(inbox.url("order")));
    var order = "{'orderId':'" + made.get("/response/orderId") + "'}";
    front.pay(made.get("/response/address"), "USDT", "tron", "123.12");
    await().until(() -> ask("order", order, "/transactions").contains("pending"));
    front.pay(made.get("/response/address"), "TRX", "tron", "40");
    front.mine("tron", TRON_DEPTH);
    until("processed", () -> ask("order", order, "/status"));
    until("PROCESSED", () -> ask("order", order, "/orphanDeposits/0/status"));
    var full = show("order", order);
    show("orders", "{'status':['processed'],'limit':10,'offset':0}");
    show("find-tx", "{'tx':'" + full.get("/response/transactions/0/tx") + "'}");
    show("find-tx", "{'tx':'" + full.get("/response/orphanDeposits/0/inTransaction/txId") + "'}");
    var orphan = full.get("/response/orphanDeposits/0/id");
    show("orphan-deposits/get-deposit", "{'id':'" + orphan + "'}");
    show("orphan-deposits/get-deposits", "{'status':'PROCESSED','limit':10,'offset':0}");
    show("orphan-deposits/get-deposits", order.replace("}", ",'id':'" + orphan + "'}"));
    webhook("order", "processed");
  }

  /// The webhook with a status, when nothing in it waits any more.
  private JsonNode letter(String box, String status) {
    return await()
        .until(
            () ->
                inbox.letters(box).stream()
                    .map(OnchainPayInbox.Letter::json)
                    .filter(letter -> letter.path("status").asString().equals(status))
                    .filter(letter -> !letter.toString().contains("PENDING"))
                    .reduce((_, last) -> last),
            Optional::isPresent)
        .orElseThrow();
  }

  private void webhook(String box, String status) {
    var id = letter(box, status).path("webhookId").asString();
    until("200", () -> ask("webhooks/get-verbose", "{'webhookId':'" + id + "'}", "/responseCode"));
    show("webhooks/get", "{'webhookId':'" + id + "'}");
    show("webhooks/get-verbose", "{'webhookId':'" + id + "'}");
    show(
        "webhooks/get-verbose",
        "{'webhookId':'" + id + "','fields':['event','responseStatus','responseBody']}");
  }

  private void invoice() {
    var made =
        show(
            "make-invoice",
            "{'currency':'EUR','amount':'20','lifetime':30,'externalId':'invoice-1','order':'7',"
                + "'description':'Beans','includeFee':true,'additionalFees':['SEPA_WITHDRAWAL'],"
                + "'insurancePercent':'1','slippagePercent':'2','paymentTolerancePercent':'1.5',"
                + "'webhookURL':'"
                + inbox.url("invoice")
                + "','returnURL':'https://shop.example.com/',"
                + "'currencies':[['USDT',['tron']],{'currency':'BTC'}]}");
    var id = made.get("/response/id");
    show("get-invoice", "{'invoiceId':'" + id + "'}");
    own.post("/coffer/v1/invoices/" + id + "/quote", "{'asset':'USDT','network':'tron'}").is(200);
    front.pay(ask("order", "{'orderId':'" + id + "'}", "/address"), "USDT", "tron", "10");
    front.mine("tron", TRON_DEPTH);
    until("10", () -> ask("get-invoice", "{'invoiceId':'" + id + "'}", "/receivedAmount"));
    show("get-invoice", "{'invoiceId':'" + id + "'}");
    show("order", "{'orderId':'" + id + "'}");
    show("get-invoices", "{'status':['PENDING'],'limit':10,'offset':0}");
  }

  private void user() {
    var made =
        show(
            "personal-addresses/create-user",
            "{'clientId':'user-1','clientEmail':'user@example.com','clientName':'A. Person',"
                + "'depositWebhookUrl':'"
                + inbox.url("deposits")
                + "'}");
    show(
        "personal-addresses/create-user",
        "{'clientId':'user-2','createAddresses':true,'groupByBlockchain':true}");
    var user = made.get("/response/id");
    var wanted = "{'id':'" + user + "'," + TRON + "}";
    var address = show("personal-addresses/get-user-address", wanted).get("/response/address");
    front.pay(address, "USDT", "tron", "15");
    front.mine("tron", TRON_DEPTH);
    var addresses = "{'id':'" + user + "','isActive':true,'sort':[['createdAt','ASC']],";
    until("15", () -> ask("personal-addresses/get-user-address", wanted, "/balance"));
    show(
        "personal-addresses/get-user-addresses",
        addresses + "'balance':{'from':'1'},'offset':0,'limit':10}");
    show("personal-addresses/get-user", "{'id':'" + user + "','clientId':'user-1'}");
    var trusted =
        show(
            "personal-addresses/add-trusted-address",
            "{'clientId':'user-1'," + TRON + ",'address':'" + address + "','alias':'Mine'}");
    show("personal-addresses/get-trusted-addresses", "{'clientId':'user-1','network':['tron']}");
    show(
        "personal-addresses/del-trusted-address",
        "{'addressId':'" + trusted.get("/response/id") + "'}");
    var deposit = letter("deposits", "processed");
    show("find-tx", "{'tx':'" + deposit.path("tx").asString() + "'}");
  }

  private void addresses() {
    var made =
        show(
            "business-address",
            "{'currency':'USDT','network':'ethereum','alias':'Main','comment':'The till'}");
    show("create-payout-address", "{'currency':'USDT','network':'ethereum','alias':null}");
    var text = made.get("/response/address");
    var id = "{'id':'" + made.get("/response/id") + "'}";
    front.pay(text, "USDT", "ethereum", "20");
    front.mine("ethereum", ETHEREUM_DEPTH);
    until("20", () -> ask("addresses/find-by-id", id, "/balance"));
    show("addresses/set-meta", id.replace("}", ",'meta':{'shelf':7}}"));
    show("addresses/find-by-id", id);
    show("addresses/find-by-address", "{'address':'" + text + "'}");
    var filter = ",'type':'deposit','status':['processed'],'limit':10,'offset':0}";
    var moved = show("addresses/transactions", id.replace("}", filter));
    show("addresses/last-transaction", id);
    show("addresses/last-transaction", "{'address':'" + text + "'}");
    show(
        "track-addresses/add-address",
        "{'address':'%s','webhookUrl':'%s'}".formatted(text, inbox.url("tracked")));
    show("account-addresses", "{}");
    show("business-addresses", "{}");
    show("payout-balances", "{}");
    show("recurrent-addresses", "{}");
    show("find-tx", "{'tx':'" + moved.get("/response/transactions/0/tx") + "'}");
    show(
        "get-transaction-history",
        "{'type':['order_transaction','deposit_wallet'],'date':{'from':'2020-01-01T00:00:00.000Z'},"
            + "'currency':'USDT','limit':100,'offset':0,'sortDate':'ASC'}");
  }

  private void addressBook() {
    var made =
        show(
            "address-book/add",
            "{'address':'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t','networks':['tron'],'alias':'Miller',"
                + "'comment':'Beans'}");
    var entry = "{'addressId':'" + made.get("/response/id") + "'";
    show("address-book/update", entry + ",'alias':'Mill','comment':null}");
    show("address-book/get", "{'page':1,'limit':10,'networks':['tron']}");
    show("address-book/remove", entry + "}");
  }

  OnchainPayClient partner() {
    return partner;
  }

  private void partners() {
    var made = tell("create-user", "{'email':'%s','utm':'fair'}".formatted(email));
    password = made.get("/response/password");
    var user = made.get("/response/id");
    var whose = "{'userId':'" + user + "'}";
    tell("get-user", "{'id':'" + user + "'}");
    tell("get-users", "{'limit':10,'offset':0}");
    var organization =
        tell("create-user-organization", whose.replace("}", ",'name':'Till'}")).get("/response");
    tell("get-user-organizations", whose);
    var target = whose.replace("}", ",'organizationId':'" + organization + "'}");
    tell("get-organization-advanced-balances", target);
    var pair = tell("create-api-keys", target.replace("}", ",'alias':'Integration key'}"));
    tell("get-api-keys", target.replace("}", ",'limit':10,'offset':0}"));
    var key = ",'keyId':'" + pair.get("/response/id") + "'}";
    tell("delete-api-keys", target.replace("}", key));
  }

  private Answer tell(String method, String body) {
    return keep("/partner/api/" + method, body).is(200);
  }

  private Answer show(String method, String body) {
    return keep("/api-gateway/" + method, body).is(200);
  }

  private Answer keep(String path, String body) {
    var json = (ObjectNode) ApiClient.MAPPER.readTree(body.replace('\'', '"'));
    json.put("nonce", UUID.randomUUID().toString());
    var sent = spelling.apply(path);
    var client = path.startsWith("/partner/") ? partner : api;
    var answer = client.raw("/onchainpay" + sent, ApiClient.MAPPER.writeValueAsString(json));
    exchanges.add(new Exchange(path, sent, json, answer.status(), answer.json()));
    return answer;
  }

  private String ask(String method, String body, String field) {
    return api.call(method, body).is(200).get("/response" + field);
  }

  private static void until(String wanted, Supplier<String> value) {
    await().untilAsserted(() -> assertThat(value.get()).isEqualTo(wanted));
  }

  @Override
  public void close() {
    inbox.close();
  }
}
