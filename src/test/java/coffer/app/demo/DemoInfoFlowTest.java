package coffer.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.ApiClient.Answer;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.api.onchainpay.OnchainPayClient;
import coffer.api.onchainpay.OnchainPayInbox;
import coffer.app.Storefront;
import coffer.app.Storefront.Bill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What `./coffer demo --info FILE` writes is all that a client of any dialect needs, and whatever
/// coin its API names can be paid here.
final class DemoInfoFlowTest {
  @AutoClose private static final Storefront shop = Storefront.withoutLimits();
  @TempDir private static Path folder;

  private JsonNode info = ApiClient.MAPPER.createObjectNode();

  @BeforeEach
  void read() throws IOException {
    info = ApiClient.MAPPER.readTree(Files.readString(written()));
  }

  private static Path written() throws IOException {
    var file = folder.resolve("demo.json");
    if (!Files.exists(file)) shop.info(file);
    return file;
  }

  @Test
  void itIsForItsOwnerAndHasTheShapeOfEachDialectsKeys() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written())))
        .isEqualTo("rw-------");
    assertThat(info.propertyNames())
        .containsExactly("url", "coffer", "coinvoice", "getcrypto", "itispay", "onchainpay");
    assertThat(text("coinvoice", "api_key")).matches("a7a5_[0-9a-f]{40}");
    assertThat(text("getcrypto", "api_key")).matches("gc_[0-9A-Za-z]{40}");
    assertThat(text("getcrypto", "publishable_key")).matches("gc_pub_[0-9A-Za-z]{40}");
    assertThat(text("getcrypto", "project_id")).matches("pr_[0-9a-f]{13}");
    assertThat(text("itispay", "project_key")).matches("[0-9a-f]{64}");
    assertThat(text("itispay", "account_key")).matches("[0-9a-f]{64}");
    assertThat(text("onchainpay", "public_key")).matches("[0-9A-Za-z+/]{86}==");
    assertThat(text("onchainpay", "private_key")).matches("[0-9A-Za-z+/]{86}==");
    assertThat(text("onchainpay", "partner_public_key")).matches("[0-9A-Za-z+/]{86}==");
    assertThat(text("onchainpay", "partner_private_key")).matches("[0-9A-Za-z+/]{86}==");
    assertThat(text("onchainpay", "base_url")).endsWith(OnchainPayClient.GATEWAY);
    assertThat(text("coffer", "webhook_secret")).startsWith("whsec_");
  }

  @Test
  void theDemosPartnerCreatesAUserWithAPair() {
    var partner =
        new OnchainPayClient(
            info.path("url").asString(),
            text("onchainpay", "partner_public_key"),
            text("onchainpay", "partner_private_key"));
    var user = partner.partner("create-user", "{'email':'new@example.com'}").is(200);
    var whose = "{'userId':'" + user.get("/response/id") + "'";
    var organization = partner.partner("get-user-organizations", whose + "}").get("/response/0/id");
    var target = whose + ",'organizationId':'" + organization + "','alias':'x'}";
    partner.partner("create-api-keys", target).is(200);
  }

  @Test
  void aPageOfAnybodyMayUseThePublishableKey() {
    var page =
        client("getcrypto", Credential.bearer(text("getcrypto", "publishable_key")))
            .with("Origin", "https://anybody.example.com");
    var path = "/widget?currency=eur&language=en&amount=11&order_id=w&project_id=";
    var widget = page.get(base("getcrypto") + path + text("getcrypto", "project_id")).is(200);
    assertThat(widget.header("Access-Control-Allow-Origin"))
        .contains("https://anybody.example.com");
  }

  @Test
  void coinvoiceIsPaidInItsSettlementToken() {
    var created =
        client("coinvoice", Credential.xApiKey(text("coinvoice", "api_key")))
            .post(base("coinvoice") + "/api/v1/invoices", "{'amount':100.00,'order_id':'cv'}")
            .is(200);
    assertThat(created.get("/currency")).isEqualTo("TRUB");
    assertThat(created.get("/address")).startsWith("T");
    settles("cv", "tron");
  }

  /// With the price of the published sample, far less than is worth taking of a real coin.
  @ParameterizedTest
  @CsvSource({
    "usdt, bep20, bsc",
    "usdt, trc20, tron",
    "usdt, erc20, ethereum",
    "usdc, bep20, bsc",
    "usdc, trc20, tron",
    "usdc, erc20, ethereum",
    "btc, btc, bitcoin",
    "eth, eth, ethereum"
  })
  void getcryptoIsPaidInEveryWayThatItNames(String coin, String way, String network) {
    var order = coin + "-" + way;
    client("getcrypto", Credential.bearer(text("getcrypto", "api_key")))
        .post(
            base("getcrypto") + "/invoices",
            """
            {'language':'en','input_amount':9,'currency':'rub','cryptocurrency':'%s','network':'%s',
             'order_id':'%s','project_id':'%s'}
            """
                .formatted(coin, way, order, text("getcrypto", "project_id")))
        .is(201);
    settles(order, network);
  }

  @Test
  void itispayIsPaidInEveryCurrencyThatItLists() {
    var api = client("itispay", Credential.apiKey(text("itispay", "project_key")));
    var codes = new ArrayList<String>();
    var listed = api.get(base("itispay") + "/currencies").is(200).json();
    for (var currency : listed.values()) {
      var code = currency.path("currency_code").asString();
      if (!currency.path("is_crypto").asBoolean() || !currency.path("is_active").asBoolean())
        continue;
      codes.add(code);
      var body = "{'order_id':'i-%1$s','fiat_amount':20,'fiat_currency':'EUR','currency':'%1$s'}";
      api.post(base("itispay") + "/invoices", body.formatted(code)).is(201);
      settles("i-" + code, currency.path("network").asString());
    }
    assertThat(codes)
        .contains("BTC", "ETH", "USDT", "USDC", "USDT_TRC20", "USDT_BEP20", "USDC_BEP20");
  }

  @Test
  void theSamplesOfOnchainpayAreThere() throws Exception {
    try (var inbox = new OnchainPayInbox()) {
      var made = ApiClient.MAPPER.valueToTree(shop.samples(inbox.url("all"))).path("onchainpay");
      var api =
          new OnchainPayClient(
              info.path("url").asString(),
              text("onchainpay", "public_key"),
              text("onchainpay", "private_key"));
      var account = api.call("advanced-balance", "{}").is(200);
      assertThat(made.path("advanced_balance_id").asString())
          .isEqualTo(account.get("/response/advancedBalanceId"));
      assertThat(account.json().at("/response/availableCurrenciesForDeposit").toString())
          .contains("\"BUSD\"");
      api.call("advanced-balance-deposit-address", "{'currency':'BUSD','network':'bsc'}").is(200);
      var webhook = "{'webhookId':'" + made.path("orphan_webhook_id").asString() + "'}";
      var orphan = api.call("webhooks/get", webhook).is(200);
      assertThat(orphan.get("/response/stage")).isEqualTo("DEPOSIT");
      assertThat(orphan.get("/response/status")).isEqualTo("PROCESSED");
      assertThat(orphan.get("/response/amount")).isEqualTo("5");
      assertThat(api.call("webhooks/get-verbose", webhook).is(200).get("/response/event"))
          .isEqualTo("DEPOSIT_ORPHAN");
      var fixtures = made.path("fixtures");
      for (var each :
          List.of(
              "addresses/find-by-id id pay_in_address_id",
              "addresses/find-by-id id business_address_id",
              "addresses/find-by-id id payout_address_id",
              "personal-addresses/get-user id customer_id",
              "personal-addresses/get-user clientId customer_client_id",
              "order orderId order_id",
              "get-invoice invoiceId invoice_id")) {
        var parts = each.split(" ");
        var body = "{'%s':'%s'}".formatted(parts[1], fixtures.path(parts[2]).asString());
        var found = api.call(parts[0], body).is(200);
        if (parts[0].startsWith("addresses")) {
          assertThat(found.get("/response/balance")).as(each).isIn("12", "20");
        }
      }
    }
  }

  @Test
  void onchainpayIsPaidInEveryCoinThatItLists() {
    var api =
        new OnchainPayClient(
            info.path("url").asString(),
            text("onchainpay", "public_key"),
            text("onchainpay", "private_key"));
    var coins = new ArrayList<String>();
    for (var coin :
        api.call("available-currencies", "{}").is(200).json().at("/response").values()) {
      for (var network : coin.path("networks").values()) {
        var code = coin.path("currency").asString();
        var on = network.path("name").asString();
        var order = "{'currency':'%1$s','network':'%2$s','amount':'0.5','order':'o-%1$s-%2$s'}";
        api.call("make-order", order.formatted(code, on)).is(200);
        settles("o-%s-%s".formatted(code, on), on);
        coins.add(code + " on " + on);
      }
    }
    assertThat(coins).contains("BTC on bitcoin", "ETH on ethereum", "USDT on tron", "USDT on bsc");
  }

  /// Pays what is asked for, and has it mined.
  private void settles(String order, String network) {
    var coffer = client("coffer", Credential.bearer(text("coffer", "api_key")));
    Answer found = coffer.get("/coffer/v1/invoices?order_id=" + order).is(200);
    var bill = new Bill(found.get("/data/0/id"), "");
    shop.pay(bill, 100);
    shop.mine(network, 5);
    await(order).until(() -> shop.look(bill).path("status").asString().equals("settled"));
  }

  private static ApiClient client(String dialect, Credential credential) {
    var root =
        switch (dialect) {
          case "coinvoice" -> "/coinvoice/api/v1";
          case "getcrypto" -> "/getcrypto/v1";
          case "itispay" -> "/itispay/api/v1";
          default -> "/coffer/v1";
        };
    var error = dialect.equals("coffer") ? "Problem" : "Error";
    return new ApiClient(shop.url(), credential, OpenApiContract.of(dialect, error, root));
  }

  /// As the info says, without this server's address.
  private String base(String dialect) {
    return text(dialect, "base_url").substring(info.path("url").asString().length());
  }

  private String text(String dialect, String name) {
    return info.path(dialect).path(name).asString();
  }
}
