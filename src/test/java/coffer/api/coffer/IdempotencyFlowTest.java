package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// The same request sent twice is done once.
final class IdempotencyFlowTest {
  private static final String BODY =
      "{'currency': 'EUR', 'amount': '5', 'options': [{'asset': 'USDT', 'network': 'tron'}]}";

  @AutoClose private static final ApiWorld world = new ApiWorld();
  private final ApiWorld.Shop shop = world.shop();
  private final ApiClient api = shop.client();

  @Test
  void aHundredTwinsMakeOneInvoice() throws Exception {
    var twin = api.with("Idempotency-Key", "twins");
    var ids = new HashSet<String>();
    int replayed = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          IntStream.range(0, 100)
              .<Callable<ApiClient.Answer>>mapToObj(
                  _ -> () -> twin.post("/coffer/v1/invoices", BODY))
              .toList();
      for (var answer : threads.invokeAll(calls)) {
        ids.add(answer.get().is(201).get("/id"));
        if (answer.get().header("Idempotent-Replayed").isPresent()) replayed++;
      }
    }
    assertThat(ids).hasSize(1);
    assertThat(replayed).isEqualTo(99);
    assertThat(api.get("/coffer/v1/invoices").json().at("/data").size()).isEqualTo(1);
  }

  @Test
  void aReplayShowsTheObjectAsItIsNow() {
    var keyed = api.with("Idempotency-Key", "k");
    var id = keyed.post("/coffer/v1/invoices", BODY).is(201).get("/id");
    api.post("/coffer/v1/invoices/" + id + "/cancel", "").is(200);
    var again = keyed.post("/coffer/v1/invoices", BODY).is(201);
    assertThat(again.header("Idempotent-Replayed")).contains("true");
    assertThat(again.get("/id")).isEqualTo(id);
    assertThat(again.get("/status")).isEqualTo("cancelled");
    var other = keyed.post("/coffer/v1/invoices", BODY.replace("5", "6")).is(422);
    assertThat(other.get("/code")).isEqualTo("idempotency_conflict");
    keyed.post("/coffer/v1/invoices/" + id + "/unmark", "").is(422);
  }

  @Test
  void everyKindOfPostIsDoneOnce() {
    var id = api.post("/coffer/v1/invoices", BODY).is(201).get("/id");
    var one = "/coffer/v1/invoices/" + id;
    twice(one + "/quote", "{'asset': 'USDT', 'network': 'tron'}", "/id");
    twice("/coffer/v1/sandbox/pay", "{'invoice': '%s'}".formatted(id), "/txid");
    world.scan();
    assertThat(api.get(one).json().at("/payments").size()).isEqualTo(1);
    twice("/coffer/v1/sandbox/mine", "{'network': 'tron', 'blocks': 3}", "/height");
    twice("/coffer/v1/sandbox/reorg", "{'network': 'tron', 'outcome': 'remine'}", "/height");
    twice(one + "/mark", "{'status': 'settled'}", "/version");
    twice(one + "/unmark", "", "/version");
    twice("/coffer/v1/webhooks", "{'url': 'https://shop.example/'}", "/id");
    assertThat(api.get("/coffer/v1/webhooks").json().at("/data").size()).isEqualTo(1);
  }

  @Test
  void theSameRequestMayBeWrittenOtherwise() {
    var keyed = api.with("Idempotency-Key", "written");
    var id = keyed.post("/coffer/v1/invoices", BODY).is(201).get("/id");
    var otherwise =
        "{ 'options':[{'network':'tron','asset':'USDT'}], 'amount':'\\u0035', 'currency':'EUR'}";
    for (var path : java.util.List.of("/coffer/v1/invoices", "/coffer/v1/invoices/")) {
      var again = keyed.post(path, otherwise).is(201);
      assertThat(again.get("/id")).isEqualTo(id);
      assertThat(again.header("Idempotent-Replayed")).contains("true");
    }
    var cancel = api.with("Idempotency-Key", "cancel");
    cancel.post("/coffer/v1/invoices/" + id + "/cancel", "").is(200);
    cancel.post("/coffer/v1/invoices/" + id + "/cancel/", "{}").is(200);
    keyed.post("/coffer/v1/invoices", BODY.replace("USDT", "TRX")).is(422);
  }

  @Test
  void aRefusalLeavesNoTrace() {
    var keyed = api.with("Idempotency-Key", "refused");
    keyed.post("/coffer/v1/invoices", "{'currency': 'QQQ', 'amount': '5'}").is(422);
    keyed.post("/coffer/v1/invoices", BODY).is(201);
    var long256 = api.with("Idempotency-Key", "x".repeat(256));
    assertThat(long256.post("/coffer/v1/invoices", BODY).is(422).get("/field"))
        .isEqualTo("Idempotency-Key");
  }

  @Test
  void keysOfOthersAreOthers() {
    var other = world.shop().client().with("Idempotency-Key", "shared");
    var mine = api.with("Idempotency-Key", "shared");
    assertThat(mine.post("/coffer/v1/invoices", BODY).is(201).get("/id"))
        .isNotEqualTo(other.post("/coffer/v1/invoices", BODY).is(201).get("/id"));
  }

  private void twice(String path, String body, String pointer) {
    var keyed = api.with("Idempotency-Key", path);
    var first = keyed.post(path, body);
    var second = keyed.post(path, body).is(first.status());
    assertThat(first.status()).as(first.text()).isLessThan(300);
    assertThat(first.header("Idempotent-Replayed")).isEmpty();
    assertThat(second.header("Idempotent-Replayed")).contains("true");
    assertThat(second.get(pointer)).isEqualTo(first.get(pointer));
  }
}
