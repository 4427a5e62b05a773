package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.itispay.ItIsPayDialect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is simulated really happens, on a simulated chain: when the call answers, the invoice shows
/// it, and its webhooks come as they would.
@ResourceLock("log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ItIsPaySimulateFlowTest {
  private static final String ROOT = "/itispay/api/v1";
  private static final String SIMULATE = ROOT + "/webhooks/simulate";

  @TempDir private static Path folder;

  private ItIsPayShop shop;
  private ApiClient api;

  @BeforeAll
  void everythingRuns() {
    shop =
        new ItIsPayShop(
            folder, "[itispay]\ncurrencies = \"object\"\nsimulate_without_key = true\n");
    api = shop.apiOf(shop.test);
  }

  @AfterAll
  void everythingEnds() {
    if (shop != null) shop.close();
  }

  private String order(String currency, String more) {
    var body =
        "{'order_id':'%s','fiat_amount':25,'currency':'%s','callback_url':'%s'%s}"
            .formatted(UUID.randomUUID(), currency, shop.hooks.url(), more);
    return api.post(ROOT + "/invoices", body).is(201).get("/invoice_id");
  }

  /// Far too late: the merchant himself gives the money to the invoice.
  @Test
  void whatTheMerchantGaveToItWasPaid() {
    var id = order("USDT_TRC20", "");
    shop.later(Duration.ofDays(9));
    var made = api.get(ROOT + "/invoices/" + id).is(200);
    var own = shop.coffer(shop.test);
    var due = made.get("/crypto_amount");
    var address = made.get("/blockchain_details/blockchainAddress");
    var pay = "{'address':'%s','asset':'USDT','network':'tron','amount':'%s'}";
    own.post("/coffer/v1/sandbox/pay", pay.formatted(address, due)).is(200);
    own.post("/coffer/v1/sandbox/mine", "{'network':'tron','blocks':40}").is(200);
    var orphans = "/coffer/v1/payments?orphan=true";
    await().until(() -> own.get(orphans).get("/data/0/status").equals("confirmed"));
    assertThat(api.get(ROOT + "/invoices/" + id).get("/actual_crypto_amount_paid")).isEqualTo("0");
    var apply = "/coffer/v1/payments/" + own.get(orphans).get("/data/0/id") + "/apply";
    own.post(apply, "{'invoice':'%s'}".formatted(id)).is(200);
    var paid = api.get(ROOT + "/invoices/" + id).is(200);
    assertThat(paid.get("/status")).isEqualTo("completed");
    assertThat(paid.get("/actual_crypto_amount_paid")).isEqualTo(due);
  }

  private ApiClient.Answer simulate(String id, String status) {
    return api.post(SIMULATE, "{'invoice_id':'%s','status':'%s'}".formatted(id, status));
  }

  private void becomes(String id, String status) {
    var answer = simulate(id, status).is(200);
    assertThat(answer.text()).isEqualTo("{\"status\":\"success\",\"message\":\"Webhook sent\"}");
    assertThat(status(id)).isEqualTo(status);
  }

  private String status(String id) {
    return api.get(ROOT + "/invoices/" + id).is(200).get("/status");
  }

  @ParameterizedTest
  @CsvSource({"BTC", "ETH", "USDT", "USDC", "USDT_TRC20", "TRX", "BNB", "USDT_BEP20"})
  void aPaymentFromItsFirstSightToItsEnd(String currency) {
    var id = order(currency, "");
    becomes(id, "new");
    becomes(id, "pending");
    becomes(id, "completed");
    shop.hooks.await(id, "pending", "completed");
    var paid = api.get(ROOT + "/invoices/" + id).json();
    assertThat(paid.path("actual_crypto_amount_paid")).isEqualTo(paid.path("crypto_amount"));
    becomes(id, "completed");
    for (var status : new String[] {"new", "pending", "paid_partial", "expired", "cancelled"}) {
      assertThat(simulate(id, status).is(422).get("/error")).isEqualTo("validation_error");
      assertThat(status(id)).isEqualTo("completed");
    }
    shop.hooks.await(id, "pending", "completed");
  }

  @Test
  void aPartAndThenTheRest() {
    var id = order("USDT", "");
    becomes(id, "paid_partial");
    becomes(id, "pending");
    becomes(id, "completed");
    // The first part is seen before it is in a block, or with it.
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(shop.hooks.statuses(id))
                    .contains("paid_partial", "pending", "completed"));
  }

  @Test
  void halfIsLessThanHalfWhereHalfIsEnough() {
    var id = order("USDT", ",'allowed_error_percent':60");
    becomes(id, "paid_partial");
    becomes(id, "completed");
    var any = order("USDT", ",'allowed_error_percent':100");
    simulate(any, "paid_partial").is(422);
  }

  @Test
  void timeAndTheMerchantsWord() {
    var id = order("BTC", "");
    becomes(id, "cancelled");
    becomes(id, "new");
    becomes(id, "expired");
    simulate(id, "new").is(422);
    becomes(id, "paid_partial");
    becomes(id, "cancelled");
    becomes(id, "completed");
    becomes(id, "archived");
    for (var status : new String[] {"new", "pending", "completed", "cancelled", "expired"}) {
      simulate(id, status).is(422);
    }
    // Statuses that were overtaken before they could be sent are skipped.
    org.awaitility.Awaitility.await()
        .untilAsserted(() -> assertThat(shop.hooks.statuses(id)).endsWith("archived"));
  }

  @Test
  void sixteenAtOncePayOnce() throws Exception {
    var id = order("USDT_TRC20", "");
    for (var answer : atOnce(16, _ -> simulate(id, "completed"))) answer.is(200);
    var paid = api.get(ROOT + "/invoices/" + id).is(200).json();
    assertThat(paid.path("transactions").size()).isEqualTo(1);
    assertThat(paid.path("actual_crypto_amount_paid")).isEqualTo(paid.path("crypto_amount"));
  }

  @Test
  void whatContradictsIsToldAtOnce() throws Exception {
    var id = order("USDT_TRC20", "");
    var words = List.of("completed", "paid_partial", "pending", "expired");
    var answers = atOnce(16, i -> simulate(id, words.get(i % words.size())));
    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 409, 422));
    assertThat(answers).anySatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
  }

  @Test
  void oneStatusIsSimulatedAtATime() {
    var id = order("USDT_TRC20", "");
    underWay(id, "completed", "1 minute");
    var other = simulate(id, "cancelled").is(409);
    assertThat(other.get("/error")).isEqualTo("conflict");
    assertThat(status(id)).isEqualTo("new");
    underWay(id, "completed", "-1 second");
    becomes(id, "cancelled");
    becomes(id, "new");
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsForgotten() {
    var old = order("USDT_TRC20", "");
    var young = order("USDT_TRC20", "");
    underWay(old, "completed", "-1 second");
    underWay(young, "completed", "1 minute");
    var dialect = new ItIsPayDialect(new ItIsPayDialect.Settings(true, 1, true));
    shop.db().run(tx -> dialect.sweep(tx, shop.later(Duration.ZERO)));
    assertThat(simulations(old)).isZero();
    assertThat(simulations(young)).isEqualTo(1);
  }

  private long simulations(String invoice) {
    return shop.db()
        .tx(
            tx ->
                tx.only(
                    "SELECT count(*) AS n FROM simulation s JOIN invoice i ON i.id = s.invoice_id"
                        + " WHERE i.public_id = ?",
                    row -> row.number("n"),
                    UUID.fromString(invoice)));
  }

  private void underWay(String invoice, String status, String left) {
    shop.db()
        .run(
            tx ->
                tx.update(
                    """
                    INSERT INTO simulation (invoice_id, status, until)
                    SELECT id, ?, ?::timestamptz + ?::interval FROM invoice WHERE public_id = ?
                    ON CONFLICT (invoice_id) DO UPDATE SET until = excluded.until
                    """,
                    status,
                    shop.later(Duration.ZERO).toString(),
                    left,
                    UUID.fromString(invoice)));
  }

  private static List<ApiClient.Answer> atOnce(int number, IntFunction<ApiClient.Answer> call)
      throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          IntStream.range(0, number)
              .<Callable<ApiClient.Answer>>mapToObj(i -> () -> call.apply(i))
              .toList();
      var answers = new ArrayList<ApiClient.Answer>();
      for (var answer : threads.invokeAll(calls)) answers.add(answer.get());
      return answers;
    }
  }

  @Test
  void onlyWhatIsThereAndForTesting() {
    simulate(UUID.randomUUID().toString(), "new").is(404);
    simulate("invoice_nothing", "new").is(404);
    simulate(order("BTC", ""), "paid").is(422);
    api.post(SIMULATE, "{}").is(422);
    api.postRaw(SIMULATE, "[]").is(400);
    api.postRaw(SIMULATE, "{").is(400);
    var id = order("BTC", "");
    shop.apiOf(shop.live)
        .post(SIMULATE, "{'invoice_id':'%s','status':'new'}".formatted(id))
        .is(404);
    api.post(SIMULATE, "{'invoice_id':'invoice_%s','status':'cancelled'}".formatted(id)).is(200);
    assertThat(status(id)).isEqualTo("cancelled");
  }

  @Test
  void withoutAKeyWhereTheOperatorAllowsIt() {
    var anybody = api.as(Credential.none());
    var id = order("BTC", "");
    anybody.post(SIMULATE, "{'invoice_id':'%s','status':'pending'}".formatted(id)).is(200);
    assertThat(status(id)).isEqualTo("pending");
    api.as(Credential.apiKey("0".repeat(64)))
        .post(SIMULATE, "{'invoice_id':'%s','status':'pending'}".formatted(id))
        .is(401);
    anybody
        .post(SIMULATE, "{'invoice_id':'%s','status':'new'}".formatted(UUID.randomUUID()))
        .is(404);
  }

  @Test
  void theListStandsInAnObjectWhereTheOperatorSaysSo() {
    assertThat(api.get(ROOT + "/currencies").is(200).json().isObject()).isTrue();
    assertThat(api.get(ROOT + "/currencies?format=array").is(200).json().isArray()).isTrue();
  }
}
