package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

/// From a merchant's request over a payment on a real node to the signed webhooks of every change.
@ResourceLock("log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ItIsPayMoneyFlowTest {
  private static final String INVOICES = "/itispay/api/v1/invoices";

  @TempDir private static Path folder;

  private Till.Evm till;
  private ItIsPayShop shop;
  private ApiClient api;

  @BeforeAll
  void everythingRuns() {
    till = new Till.Evm("mainlike", 31_337, "ETH", "USDC", 6);
    shop = new ItIsPayShop(folder, "", till);
    api = shop.apiOf(shop.live);
    await().until(() -> api.post(INVOICES, body("USDC_MAINLIKE", "25")).status() == 201);
  }

  @AfterAll
  void everythingEnds() {
    if (shop != null) shop.close();
    if (till != null) till.close();
  }

  private String body(String currency, String euro) {
    return """
    {'order_id':'%s','fiat_amount':%s,'fiat_currency':'EUR','currency':'%s','allowed_error_percent':2,
     'order_name':'Two chairs','expire_min':30,'callback_url':'%s'}
    """
        .formatted(UUID.randomUUID(), euro, currency, shop.hooks.url());
  }

  private JsonNode order(String currency, String euro) {
    return api.post(INVOICES, body(currency, euro)).is(201).json();
  }

  private static String id(JsonNode invoice) {
    return invoice.path("invoice_id").asString();
  }

  private static String address(JsonNode invoice) {
    return invoice.at("/blockchain_details/blockchainAddress").asString();
  }

  private JsonNode look(JsonNode invoice) {
    return api.get(INVOICES + "/" + id(invoice)).is(200).json();
  }

  private void awaitStatus(JsonNode invoice, String status) {
    await(status + " of " + id(invoice))
        .untilAsserted(() -> assertThat(look(invoice).path("status").asString()).isEqualTo(status));
  }

  @Test
  void aTokenIsPaid() {
    var invoice = order("USDC_MAINLIKE", "25");
    assertThat(invoice.path("crypto_amount").decimalValue()).isEqualByComparingTo("26.881721");
    assertThat(invoice.path("crypto_amount_in_units").longValue()).isEqualTo(26_881_721);
    assertThat(invoice.path("status").asString()).isEqualTo("new");

    var txid = till.pay("USDC", address(invoice), "26.881721");
    shop.hooks.await(id(invoice), "pending");
    var pending = look(invoice);
    assertThat(pending.path("actual_crypto_amount_paid").decimalValue()).isZero();
    assertThat(pending.at("/transactions/0/status").asString()).isEqualTo("pending");
    assertThat(pending.at("/transactions/0/tx_hash").asString()).isEqualTo(txid);

    till.bury();
    shop.hooks.await(id(invoice), "pending", "completed");
    var told = shop.hooks.last(id(invoice));
    var shown = look(invoice);
    assertThat(told.propertyNames())
        .containsExactly(
            "invoice_id",
            "status",
            "order_id",
            "currency",
            "crypto_amount",
            "fiat_amount",
            "fiat_currency",
            "actual_crypto_amount_paid",
            "actual_crypto_amount_paid_in_units",
            "updated_at");
    for (var field : told.propertyNames()) {
      assertThat(told.path(field)).as(field).isEqualTo(shown.path(field));
    }
    assertThat(shown.path("fiat_amount").decimalValue()).isEqualByComparingTo("25");
    assertThat(shown.path("actual_crypto_amount_paid_in_units").longValue()).isEqualTo(26_881_721);
    assertThat(shown.at("/transactions/0/status").asString()).isEqualTo("confirmed");
  }

  @Test
  void realMoneyIsNotSimulated() {
    var invoice = order("USDC_MAINLIKE", "25");
    var body = "{'invoice_id':'%s','status':'completed'}".formatted(id(invoice));
    api.post("/itispay/api/v1/webhooks/simulate", body).is(422);
    shop.client("")
        .as(coffer.api.Credential.none())
        .post("/itispay/api/v1/webhooks/simulate", body)
        .is(401);
    assertThat(look(invoice).path("status").asString()).isEqualTo("new");
  }

  @Test
  void aCoinOf18DecimalsIsToldInUnitsThatFit() {
    var invoice = order("ETH_MAINLIKE", "90000");
    assertThat(invoice.path("crypto_amount_in_units").longValue()).isEqualTo(3_000_000_000L);
    assertThat(invoice.path("crypto_amount").decimalValue()).isEqualByComparingTo("30");
    till.pay("ETH", address(invoice), "30");
    shop.hooks.await(id(invoice), "pending");
    till.bury();
    shop.hooks.await(id(invoice), "pending", "completed");
    assertThat(look(invoice).path("actual_crypto_amount_paid_in_units").longValue())
        .isEqualTo(3_000_000_000L);
  }

  @Test
  void aPartAndThenTheRest() {
    var invoice = order("USDC_MAINLIKE", "25");
    till.pay("USDC", address(invoice), "10");
    shop.hooks.await(id(invoice), "pending");
    till.bury();
    shop.hooks.await(id(invoice), "pending", "paid_partial");
    assertThat(look(invoice).path("actual_crypto_amount_paid").decimalValue())
        .isEqualByComparingTo("10");
    // All but the two percent that may be missing.
    till.pay("USDC", address(invoice), "16.35");
    shop.hooks.await(id(invoice), "pending", "paid_partial", "pending");
    till.bury();
    shop.hooks.await(id(invoice), "pending", "paid_partial", "pending", "completed");
    assertThat(shop.hooks.last(id(invoice)).path("actual_crypto_amount_paid").decimalValue())
        .isEqualByComparingTo("26.35");
  }

  @Test
  void moreThanEnoughCompletes() {
    var invoice = order("USDC_MAINLIKE", "25");
    till.pay("USDC", address(invoice), "60");
    till.bury();
    await().until(() -> shop.hooks.statuses(id(invoice)).contains("completed"));
    var shown = look(invoice);
    assertThat(shown.path("actual_crypto_amount_paid").decimalValue()).isEqualByComparingTo("60");
    assertThat(shown.path("crypto_amount").decimalValue()).isEqualByComparingTo("26.881721");
  }

  /// One after the other: the clock goes forward for all of them.
  @Test
  void whatExpiresIsToldAndWhatComesLateStillCounts() {
    var unpaid = order("USDC_MAINLIKE", "25");
    var partly = order("USDC_MAINLIKE", "25");
    till.pay("USDC", address(partly), "10");
    till.bury();
    awaitStatus(partly, "paid_partial");

    till.anvil.setNextBlockTimestamp(shop.later(Duration.ofMinutes(31)));
    till.bury();
    shop.hooks.await(id(unpaid), "expired");
    assertThat(look(partly).path("status").asString()).isEqualTo("paid_partial");

    till.pay("USDC", address(unpaid), "26.881721");
    shop.hooks.await(id(unpaid), "expired", "pending");
    till.bury();
    shop.hooks.await(id(unpaid), "expired", "pending", "completed");
  }

  @Test
  void whatTheMerchantSaysIsToldToo() {
    var invoice = order("USDC_MAINLIKE", "25");
    var at = INVOICES + "/" + id(invoice);
    assertThat(
            api.patch(at, "{'status':'cancelled','comment':'changed his mind'}")
                .is(200)
                .get("/status"))
        .isEqualTo("cancelled");
    shop.hooks.await(id(invoice), "cancelled");
    till.pay("USDC", address(invoice), "26.881721");
    till.bury();
    await()
        .untilAsserted(
            () ->
                assertThat(look(invoice).path("actual_crypto_amount_paid").decimalValue())
                    .isEqualByComparingTo(new BigDecimal("26.881721")));
    assertThat(look(invoice).path("status").asString()).isEqualTo("cancelled");
    api.patch(at, "{'status':'new'}").is(422);
    assertThat(shop.hooks.statuses(id(invoice))).containsExactly("cancelled");
    api.patch(at, "{'status':'completed'}").is(200);
    shop.hooks.await(id(invoice), "cancelled", "completed");
  }
}
