package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Requests that run at once do not lock the same rows, shared or not: PostgreSQL would make a
/// multixact each time another one joins. Alone, for the server counts them for all databases.
@Isolated
final class MultixactsFlowTest {
  private static final int CONNECTIONS = 32;
  private static final int INVOICES = 960;
  private static final String ORDER =
      "{'currency': 'EUR', 'amount': '5', 'callback_url': 'http://127.0.0.1:1/',"
          + " 'options': [{'asset': 'USDT', 'network': 'tron'}]}";

  @AutoClose private static final ApiWorld world = new ApiWorld();
  private final ApiWorld.Shop shop = world.shop();

  @Test
  void invoicesThatAreMadeAtOnceShareFewLocks() throws Exception {
    shop.client().post("/coffer/v1/webhooks", "{'url': 'http://127.0.0.1:1/'}").is(201);
    shop.client().post("/coffer/v1/invoices", ORDER).is(201);
    long before = multixacts();
    try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      var made =
          IntStream.range(0, INVOICES)
              .mapToObj(
                  _ ->
                      threads.submit(
                          () -> shop.client().post("/coffer/v1/invoices", ORDER).is(201)))
              .toList();
      for (Future<?> each : made) each.get();
    }
    assertThat((double) (multixacts() - before) / INVOICES).isLessThan(0.05);
  }

  private static long multixacts() {
    return world.db.tx(
        tx -> tx.only("SELECT mxid_age('1'::xid) AS made", row -> row.number("made")));
  }
}
