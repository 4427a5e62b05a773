package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.ApiClient.Answer;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.api.coinvoice.CoinVoiceInbox;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A shop that speaks CoinVoice, set up by the operator's commands, and real tokens of which less
/// arrives than is sent: from the merchant's request to the webhook that he verifies.
@ResourceLock("log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CoinVoiceLiveFlowTest {
  private static final String ROOT = "/coinvoice/api/v1";
  private static final BigDecimal HUNDRED = new BigDecimal("100");

  @TempDir private static Path folder;

  private final CoinVoiceInbox inbox = new CoinVoiceInbox();
  private Till.Short till;
  private LiveShop shop;
  private String secret;

  @BeforeAll
  void everythingRuns() {
    till = new Till.Short();
    shop = new LiveShop(folder, List.of(till));
    shop.awaitState(till.name(), "ok");
    secret = shop.run("admin", "webhook", "secret", "--project", shop.project());
  }

  @AfterAll
  void everythingEnds() {
    if (shop != null) shop.close();
    if (till != null) till.close();
    inbox.close();
  }

  @ParameterizedTest
  @CsvSource({"GROW", "TOLL"})
  void whoSendsWhatWasAskedHasPaid(String token) {
    var api = settledIn(token);
    var before = received(api);
    var made = order(api, token);
    var id = made.get("/invoice_id");
    assertThat(made.get("/currency")).isEqualTo(token);
    till.interest();
    var txid = till.pay(token, made.get("/address"), "100");
    await().until(() -> newest().equals("confirming"));
    assertThat(look(api, id).get("/status")).isEqualTo("pending");

    till.bury();
    var told = inbox.await(token, id).signedWith(secret).json();
    assertThat(told.path("event").asString()).isEqualTo("payment.confirmed");
    assertThat(told.path("status").asString()).isEqualTo("paid");
    assertThat(told.path("amount").decimalValue()).isEqualByComparingTo(HUNDRED);
    assertThat(told.path("tx_hash").asString()).isEqualTo(txid.substring(2)).hasSize(64);
    var paid = look(api, id);
    assertThat(paid.get("/status")).isEqualTo("paid");
    assertThat(paid.get("/amount_paid")).isEqualTo("100.00");
    assertThat(paid.get("/tx_hash")).isEqualTo(txid.substring(2));
    // The ledger has what came, not what was sent.
    assertThat(received(api).subtract(before))
        .isBetween(new BigDecimal("99.8"), new BigDecimal("99.86"));
  }

  @ParameterizedTest
  @CsvSource({"GROW, 99.9", "GROW, 99.5", "TOLL, 99.9", "TOLL, 99.5"})
  void whoSendsVisiblyLessHasNot(String token, String sent) {
    var api = settledIn(token);
    var made = order(api, token);
    var id = made.get("/invoice_id");
    till.pay(token, made.get("/address"), sent);
    till.bury();
    await().untilAsserted(() -> assertThat(paid(api, id)).isPositive());
    assertThat(paid(api, id)).isLessThan(new BigDecimal("99.8"));
    assertThat(look(api, id).get("/status")).isEqualTo("pending");
    assertThat(inbox.of(token, id)).isEmpty();
    // What was missing, and the fee on it.
    till.pay(token, made.get("/address"), "1");
    till.bury();
    inbox.await(token, id).signedWith(secret);
    assertThat(look(api, id).get("/status")).isEqualTo("paid");
  }

  @Test
  void interestIsNoPaymentAndNoTurnover() {
    var api = settledIn("GROW");
    var made = order(api, "GROW");
    till.pay("GROW", made.get("/address"), "50");
    till.bury();
    await().untilAsserted(() -> assertThat(paid(api, made.get("/invoice_id"))).isPositive());
    var before = received(api);
    till.interest();
    till.pay("GROW", order(api, "GROW").get("/address"), "1");
    till.bury();
    await().untilAsserted(() -> assertThat(received(api)).isGreaterThan(before));
    assertThat(received(api).subtract(before)).isLessThan(BigDecimal.ONE);
    assertThat(api.get(ROOT + "/balance").get("/withdrawn")).isEqualTo("0.00");
  }

  private ApiClient settledIn(String token) {
    var coin = token + ":" + till.name();
    shop.run("admin", "project", "set", "--settlement", coin, shop.project());
    var key =
        shop.run("admin", "key", "create", "--dialect", "coinvoice", "--project", shop.project());
    assertThat(key).matches("a7a5_[0-9a-f]{40}");
    var contract = OpenApiContract.of("coinvoice", "Error", ROOT);
    return new ApiClient(shop.url(), Credential.xApiKey(key), contract);
  }

  private Answer order(ApiClient api, String box) {
    var body = "{'amount': 100, 'order_id': '7', 'callback_url': '%s'}".formatted(inbox.url(box));
    return api.post(ROOT + "/invoices", body).is(200);
  }

  /// What our own API calls the state of the newest invoice.
  private String newest() {
    return shop.get("/coffer/v1/invoices?limit=1").at("/data/0/status").asString();
  }

  private static Answer look(ApiClient api, String id) {
    return api.get(ROOT + "/invoices/" + id).is(200);
  }

  private static BigDecimal paid(ApiClient api, String id) {
    return new BigDecimal(look(api, id).get("/amount_paid"));
  }

  private static BigDecimal received(ApiClient api) {
    return new BigDecimal(api.get(ROOT + "/balance").is(200).get("/total_received"));
  }
}
