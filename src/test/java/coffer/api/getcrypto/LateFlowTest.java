package coffer.api.getcrypto;

import static coffer.api.getcrypto.GetCryptoWorld.INVOICES;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
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

  private ApiClient.Answer look(String id) {
    return api.get(INVOICES + "/" + id).is(200);
  }
}
