package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// No filter is dropped: a list without it would show somebody else's orders.
final class QueriesFlowTest {
  @AutoClose private static final ApiWorld world = new ApiWorld();
  private static final ApiClient api = world.shop().client();

  @ParameterizedTest
  @CsvSource({
    "/invoices?order_id=,                order_id",
    "/invoices?order_id,                 order_id",
    "/invoices?status=,                  status",
    "/invoices?status[]=settled,         status[]",
    "/invoices?status=open&status=open,  status",
    "/invoices?status=OPEN,              status",
    "/invoices?order_id=1&order_id=2,    order_id",
    "/invoices?txid=0000,                txid",
    "/invoices?Order_id=1,               Order_id",
    "/invoices?_=1700,                   _",
    "/invoices?=1,                       ''",
    "/invoices?limit=,                   limit",
    "/invoices?limit=500,                limit",
    "/invoices?cursor=,                  cursor",
    "/invoices?%00=1,                    ?",
    "/payments?invoce=1,                 invoce",
    "/events?after=,                     after",
    "/deliveries?state=due,              state",
    "/ledger/entries?project=1,          project",
    "/balances?asset=BTC,                asset",
    "/assets?asset=BTC,                  asset",
    "/project?x=1,                       x",
    "/rates?base=BTC&quote=EUR&at=now,   at",
    "/webhooks?types=invoice.*,          types",
  })
  void whatIsNotReadIsRefused(String path, String field) {
    var bare = path.replace("[", "%5B").replace("]", "%5D");
    assertThat(api.get("/coffer/v1" + bare).is(422).get("/field")).isEqualTo(field);
  }

  @Test
  void oneObjectHasNoFiltersEither() {
    var body = "{'currency': 'EUR', 'amount': '5'}";
    var one = "/coffer/v1/invoices/" + api.post("/coffer/v1/invoices", body).is(201).get("/id");
    assertThat(api.get(one + "?expand=payments").is(422).get("/field")).isEqualTo("expand");
    api.post(one + "/cancel?dry_run=true", "").is(422);
    assertThat(api.get(one).get("/status")).isEqualTo("open");
    api.post("/coffer/v1/invoices?order_id=7", body).is(422);
    assertThat(api.get("/coffer/v1/invoices").json().at("/data").size()).isEqualTo(1);
    api.delete("/coffer/v1/webhooks/" + UUID.randomUUID() + "?force=1").is(422);
  }

  @Test
  void whatStandsBetweenTwoSignsIsNothing() {
    for (var query : List.of("", "?", "?&", "?&limit=5&", "?limit=005")) {
      api.get("/coffer/v1/invoices" + query).is(200);
    }
  }
}
