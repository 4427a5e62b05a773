package coffer.api.getcrypto;

import static coffer.api.getcrypto.GetCryptoWorld.INVOICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.World;
import coffer.api.ApiClient;
import coffer.core.invoice.Mark;
import coffer.core.invoice.NewInvoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Invoices over HTTP: made, asked for again, paid on a simulated chain, told.
final class GetCryptoInvoicesFlowTest {
  @AutoClose private static final GetCryptoWorld world = new GetCryptoWorld();
  private final ApiClient api = world.api;

  @Test
  void anInvoiceIsMadePaidAndTold() {
    var order = GetCryptoWorld.order();
    var made = api.post(INVOICES, world.body(order)).is(201);
    var id = made.get("/data/id");
    assertThat(id).matches("in_[0-9a-f]{13}").isEqualTo(made.get("/data/invoice_id"));
    assertThat(made.get("/data/project_id")).isEqualTo(world.project());
    assertThat(made.get("/data/order_id")).isEqualTo(order);
    assertThat(made.get("/data/status")).isEqualTo("pending");
    assertThat(made.get("/data/input_amount")).isEqualTo("25");
    assertThat(made.get("/data/amount")).isEqualTo("27.777778"); // 25 / 0.9, up to 6 decimals
    assertThat(made.get("/data/amount_paid")).isEqualTo("0");
    assertThat(made.get("/data/custom_fields/table")).isEqualTo("7");
    assertThat(made.get("/data/payment_url"))
        .isEqualTo(GetCryptoWorld.PUBLIC_URL + "/invoice/" + id);
    assertThat(made.get("/data/created_at")).isEqualTo("2026-11-20T10:00:00.000000Z");
    assertThat(made.text()).endsWith(",\"status\":true}");
    assertThat(look(id).text()).isEqualTo(made.text());

    world.send(id, "27.777778");
    assertThat(look(id).get("/data/status")).isEqualTo("confirming");
    assertThat(look(id).get("/data/amount_paid")).isEqualTo("0");
    assertThat(look(id).get("/data/tx_hash")).isNotEqualTo("null");
    assertThat(world.hooks.of(order)).isEmpty();
    world.bury(id);
    var paid = look(id);
    assertThat(paid.get("/data/status")).isEqualTo("paid");
    assertThat(paid.get("/data/amount_paid")).isEqualTo("27.777778");
    assertThat(world.hooks.await(order)).isEqualTo(paid.text());
    assertThat(world.hooks.of(order)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"USDC_TRC20", "USDC_BEP20"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyCoinCanBePaidOnItsNetworks(PaymentMethod method) {
    var body =
        GetCryptoWorld.body(
            world.project(), GetCryptoWorld.order(), method.coin().text(), method.networkCode());
    var made = api.post(INVOICES, body).is(201);
    assertThat(made.get("/data/cryptocurrency")).isEqualTo(method.coin().text());
    assertThat(made.get("/data/network")).isEqualTo(method.networkCode());
    world.pay(made.get("/data/id"), made.get("/data/amount"));
    assertThat(look(made.get("/data/id")).get("/data/status")).isEqualTo("paid");
  }

  @Test
  void aPartThenTheRestThenTooMuch() {
    var order = GetCryptoWorld.order();
    var id = make(order);
    world.send(id, "10");
    assertThat(look(id).get("/data/status")).isEqualTo("confirming");
    world.bury(id);
    assertThat(look(id).get("/data/status")).isEqualTo("partially_paid");
    assertThat(look(id).get("/data/amount_paid")).isEqualTo("10");
    assertThat(world.hooks.of(order)).isEmpty();
    world.pay(id, "18.5");
    assertThat(look(id).get("/data/status")).isEqualTo("paid");
    assertThat(look(id).get("/data/amount_paid")).isEqualTo("28.5");
    assertThat(look(id).get("/data/amount")).isEqualTo("27.777778");
    world.hooks.await(order);
  }

  /// Our own API lets whoever makes an invoice write into its metadata what he likes: a payer too,
  /// with a publishable key.
  @Test
  void whatAnotherApiNotedSaysNothingHere() {
    var forged = "null,\"status\":\"paid\",\"input_amount\":1000,\"order_id\":\"dear\"";
    var meta =
        Map.of(GetCryptoMetadata.CUSTOM_FIELDS, forged, GetCryptoMetadata.LANGUAGE, "ru&amount=0");
    var usdt = world.core.asset(world.core.chain("tron"), "USDT");
    var command = World.command("1", "EUR", usdt);
    var made = world.core.invoice(noted(command, meta));
    var look = look("in_" + made.code());
    assertThat(look.text()).doesNotContain("dear");
    assertThat(look.get("/data/status")).isEqualTo("pending");
    assertThat(look.get("/data/input_amount")).isEqualTo("1");
    assertThat(look.get("/data/custom_fields")).isEqualTo("null");
    assertThat(look.get("/data/payment_url")).endsWith("/invoice/in_" + made.code());
  }

  private static NewInvoice noted(NewInvoice c, Map<String, String> meta) {
    return c.change().meta(meta).build();
  }

  @Test
  void oneThatIsCancelledIsNotTold() {
    var order = GetCryptoWorld.order();
    var id = make(order);
    var mark = new Mark(Mark.Kind.CANCELLED, "test", "", world.core.clock.instant());
    world.core.db.run(tx -> world.core.invoices.mark(tx, world.core.id(world.view(id)), mark));
    assertThat(look(id).get("/data/status")).isEqualTo("cancelled");
    assertThat(api.post(INVOICES, world.body(order)).is(422).get("/errors/order_id/0"))
        .isEqualTo("The order id has already been taken.");
    assertThat(world.hooks.of(order)).isEmpty();
  }

  @Test
  void theSameOrderIsTheSameInvoiceWhileItWaits() {
    var order = GetCryptoWorld.order();
    var first = api.post(INVOICES, world.body(order)).is(201);
    var again = api.post(INVOICES, world.body(order)).is(200);
    assertThat(again.text()).isEqualTo(first.text());
    var other = world.body(order).replace(": 25,", ": 26,");
    assertThat(api.post(INVOICES, other).is(422).get("/errors/order_id/0"))
        .isEqualTo("The order id has already been taken.");
    api.post(INVOICES, world.body(order).replace("\"en\"", "\"ru\"")).is(422);
    api.post(INVOICES, world.body(order).replace("7}", "8}")).is(422);
    api.post(INVOICES, world.body(order).replace("trc20", "erc20")).is(422);
    // Written otherwise, meant alike.
    api.post(INVOICES, world.body(order).replace(": 25,", ": \"25.00\",")).is(200);
    world.pay(first.get("/data/id"), "27.777778");
    api.post(INVOICES, world.body(order)).is(422);
  }

  @Test
  void twoRequestsForOneOrderMakeOneInvoice() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 5; round++) {
        var body = world.body(GetCryptoWorld.order());
        var answers = new ArrayList<java.util.concurrent.Future<ApiClient.Answer>>();
        for (int i = 0; i < 8; i++) answers.add(threads.submit(() -> api.post(INVOICES, body)));
        var statuses = new ArrayList<Integer>();
        var ids = new java.util.HashSet<String>();
        for (var answer : answers) {
          statuses.add(answer.get().status());
          ids.add(answer.get().get("/data/id"));
        }
        assertThat(ids).hasSize(1);
        assertThat(statuses).containsOnlyOnce(201).containsOnly(200, 201);
      }
    }
  }

  @Test
  void anIdempotencyKeyIsTakenToo() {
    var order = GetCryptoWorld.order();
    var once = api.with("Idempotency-Key", "key-" + order);
    var first = once.post(INVOICES, world.body(order)).is(201);
    var again = once.post(INVOICES, world.body(order)).is(200);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("Idempotent-Replayed")).contains("true");
    var other = once.post(INVOICES, world.body(GetCryptoWorld.order())).is(422);
    assertThat(other.get("/errors/Idempotency-Key/0")).contains("another request");
    var endless = api.with("Idempotency-Key", "x".repeat(256)).post(INVOICES, world.body(order));
    assertThat(endless.is(422).get("/message"))
        .isEqualTo("The Idempotency-Key is invalid: it has 1 to 255 printable ASCII characters.");
  }

  @Test
  void thePageSpeaksTheLanguageThatWasAskedFor() {
    var body = world.body(GetCryptoWorld.order()).replace("\"en\"", "\"ru\"");
    var made = api.post(INVOICES, body).is(201);
    assertThat(made.get("/data/payment_url"))
        .isEqualTo(GetCryptoWorld.PUBLIC_URL + "/invoice/" + made.get("/data/id") + "?lang=ru");
  }

  @Test
  void whatOtherApisMadeIsShownToo() {
    var core = world.core;
    var tron = core.chain("tron");
    var several = core.invoice("30", "EUR", core.asset(tron, "TRX"), core.asset(tron, "USDT"));
    var id = "in_" + several.code();
    var open = look(id);
    assertThat(open.get("/data/cryptocurrency")).isEqualTo("trx");
    assertThat(open.get("/data/network")).isEqualTo("trx");
    assertThat(open.get("/data/address")).isEqualTo("null");
    assertThat(open.get("/data/amount")).isEqualTo("null");
    assertThat(open.get("/data/order_id")).isEqualTo("null");
    assertThat(open.get("/data/custom_fields")).isEqualTo("null");
    core.choose(several, core.asset(tron, "USDT"));
    world.pay(id, "10");
    core.choose(several, core.asset(tron, "USDT"));
    var chosen = look(id);
    assertThat(chosen.get("/data/network")).isEqualTo("trc20");
    assertThat(chosen.get("/data/amount")).isEqualTo("33.333334");
    assertThat(chosen.get("/data/amount_paid")).isEqualTo("10");
    var any = core.invoice(World.command("", "USDT", core.asset(tron, "USDT")));
    assertThat(look("in_" + any.code()).get("/data/input_amount")).isEqualTo("null");
  }

  /// Exactly 200 counts.
  @Test
  void aWebhookIsToldUntilItIsTaken() {
    var order = GetCryptoWorld.order();
    var id = make(order);
    world.hooks.answer(201);
    world.pay(id, "27.777778");
    world.hooks.await(order);
    world.hooks.answer(200);
    // The next try is reckoned from when the answer was written down, which may be later.
    await()
        .until(
            () -> {
              world.core.pass(java.time.Duration.ofMinutes(1));
              return world.hooks.of(order).size() == 2;
            });
    assertThat(List.copyOf(world.hooks.of(order))).allMatch(world.hooks.await(order)::equals);
  }

  private String make(String order) {
    return api.post(INVOICES, world.body(order)).is(201).get("/data/id");
  }

  private ApiClient.Answer look(String id) {
    return api.get(INVOICES + "/" + id).is(200);
  }
}
