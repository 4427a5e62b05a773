package coffer.api.getcrypto;

import static coffer.api.getcrypto.GetCryptoWorld.INVOICES;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Invoices whose time is over. The clock goes forward for all of them.
final class LateFlowTest {
  @AutoClose private static final GetCryptoWorld world = new GetCryptoWorld();
  private final ApiClient api = world.api;

  @Test
  void oneThatNobodyPaidExpiresAndMayStillBePaidLate() {
    var order = GetCryptoWorld.order();
    var id = api.post(INVOICES, world.body(order)).is(201).get("/data/id");
    world.expire(id);
    assertThat(look(id).get("/data/status")).isEqualTo("expired");
    api.post(INVOICES, world.body(order)).is(422);
    assertThat(world.hooks.of(order)).isEmpty();
    world.pay(id, "27.777778");
    assertThat(look(id).get("/data/status")).isEqualTo("paid");
    assertThat(world.hooks.await(order)).isEqualTo(look(id).text());
  }

  @Test
  void oneThatWasPaidInPartStaysSo() {
    var order = GetCryptoWorld.order();
    var id = api.post(INVOICES, world.body(order)).is(201).get("/data/id");
    world.pay(id, "5");
    world.expire(id);
    assertThat(look(id).get("/data/status")).isEqualTo("partially_paid");
    assertThat(look(id).get("/data/amount_paid")).isEqualTo("5");
    assertThat(world.hooks.of(order)).isEmpty();
  }

  /// What is answered names one sum and one end, and no rate: whoever pays that sum before that end
  /// has paid.
  @Test
  void theSumIsGoodUntilTheTimeIsOver() {
    var made = api.post(INVOICES, world.body(GetCryptoWorld.order())).is(201);
    world.core.pass(Duration.ofMinutes(45));
    rates("0.5");
    world.pay(made.get("/data/id"), made.get("/data/amount"));
    rates("2");
    assertThat(look(made.get("/data/id")).get("/data/status")).isEqualTo("paid");
  }

  private static void rates(String factor) {
    var number = new BigDecimal(factor);
    world.core.db.run(tx -> tx.update("UPDATE rate SET value = value * ?", number));
  }

  /// Far too late: the merchant himself gives the money to the invoice.
  @Test
  void whatTheMerchantGaveToItWasPaid() {
    var order = GetCryptoWorld.order();
    var id = api.post(INVOICES, world.body(order)).is(201).get("/data/id");
    world.core.pass(Duration.ofDays(8));
    world.core.rates.refresh(world.core.db);
    world.pay(id, "27.777778");
    var view = world.view(id);
    assertThat(look(id).get("/data/amount_paid")).isEqualTo("0");
    var orphan = view.payments().getFirst().id();
    world.core.db.run(tx -> world.core.orphans.apply(tx, world.core.project, orphan, view.id()));
    assertThat(look(id).get("/data/status")).isEqualTo("paid");
    assertThat(look(id).get("/data/amount_paid")).isEqualTo("27.777778");
    assertThat(world.hooks.await(order)).isEqualTo(look(id).text());
  }

  private ApiClient.Answer look(String id) {
    return api.get(INVOICES + "/" + id).is(200);
  }
}
