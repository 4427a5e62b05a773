package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Scope;
import com.standardwebhooks.Webhook;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Events, and how they are told, over HTTP and back.
final class TellingFlowTest {
  @AutoClose private static final ApiWorld world = new ApiWorld();
  @AutoClose private final MockWebServer merchant = new MockWebServer();
  private final ApiWorld.Shop shop = world.shop();
  private final ApiClient api = shop.client();

  @BeforeEach
  void start() throws Exception {
    merchant.start();
  }

  @Test
  void whatHappensIsToldSignedAsTheListOfEventsShowsIt() throws Exception {
    merchant.enqueue(new MockResponse.Builder().code(200).build());
    var body = "{'url': '%s', 'types': ['invoice.created']}".formatted(url());
    var webhook = api.post("/coffer/v1/webhooks", body).is(201);
    var invoice = invoice("");
    var told = told();
    var text = told.getBody().utf8();
    new Webhook(webhook.get("/secret").substring("whsec_".length())).verify(text, headers(told));
    world.contract.valid("Event", text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    var event = ApiClient.MAPPER.readTree(text);
    assertThat(event.at("/type").stringValue()).isEqualTo("invoice.created");
    assertThat(event.at("/data/invoice/id").stringValue()).isEqualTo(invoice);
    var shown = api.get("/coffer/v1/events/" + told.getHeaders().get("webhook-id")).is(200);
    assertThat(shown.text()).isEqualTo(text);

    var delivery = delivered(1);
    assertThat(delivery.get("/attempts/0/http_status")).isEqualTo("200");
    merchant.enqueue(new MockResponse.Builder().code(500).build());
    var id = delivery.get("/id");
    api.post("/coffer/v1/deliveries/" + id + "/redeliver", "").is(200);
    var again = told();
    assertThat(again.getBody().utf8()).isEqualTo(text);
    assertThat(again.getHeaders().get("webhook-id")).isEqualTo(told.getHeaders().get("webhook-id"));
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(
            () -> api.get("/coffer/v1/deliveries/" + id).get("/attempts/1/http_status"),
            "500"::equals);
    var list = api.get("/coffer/v1/deliveries?status=due&event=" + event.at("/id").stringValue());
    assertThat(list.is(200).json().at("/data").size()).isEqualTo(1);
    assertThat(list.json().at("/data/0").has("attempts")).isFalse();

    var one = "/coffer/v1/webhooks/" + webhook.get("/id");
    assertThat(api.get("/coffer/v1/webhooks").is(200).json().at("/data/0").has("secret")).isFalse();
    api.delete(one).is(204);
    api.delete(one).is(404);
    assertThat(api.get("/coffer/v1/webhooks").json().at("/data")).isEmpty();
  }

  /// A webhook shows what `invoices:read` shows, and its secret is as good as a paid invoice.
  @Test
  void addingAWebhookGivesAKeyNoMoreThanItHas() {
    var body = "{'url': '%s'}".formatted(url());
    var project = shop.project();
    var kind = ApiKey.Kind.PROJECT;
    var alone = world.client(project, kind, Set.of(Scope.WEBHOOKS_WRITE));
    assertThat(alone.post("/coffer/v1/webhooks", body).is(403).get("/detail"))
        .contains("invoices:read");
    var reading = Set.of(Scope.WEBHOOKS_WRITE, Scope.WEBHOOKS_READ, Scope.INVOICES_READ);
    var made = world.client(project, kind, reading).post("/coffer/v1/webhooks", body).is(201);
    assertThat(made.json().has("secret")).isFalse();
    var whole =
        world.client(
            project, kind, Set.of(Scope.WEBHOOKS_WRITE, Scope.INVOICES_READ, Scope.PROJECT_WRITE));
    assertThat(whole.post("/coffer/v1/webhooks", body).is(201).get("/secret")).startsWith("whsec_");
    for (var webhook : api.get("/coffer/v1/webhooks").json().at("/data").values()) {
      api.delete("/coffer/v1/webhooks/" + webhook.at("/id").stringValue()).is(204);
    }
  }

  @Test
  void anInvoicesOwnCallbackIsTold() throws Exception {
    merchant.enqueue(new MockResponse.Builder().code(204).build());
    var id = invoice(", 'callback_url': '%s'".formatted(url()));
    var event = ApiClient.MAPPER.readTree(told().getBody().utf8());
    assertThat(event.at("/data/invoice/id").stringValue()).isEqualTo(id);
    assertThat(api.get("/coffer/v1/webhooks").json().at("/data")).isEmpty();
  }

  @Test
  void noEventIsMissedOrShownTwice() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 5; i++) ids.add(invoice(""));
    var seen = new ArrayList<String>();
    var after = "";
    // An event shows only when every older transaction has ended, those of other databases too.
    for (long end = System.nanoTime() + 30_000_000_000L;
        seen.size() < 5 && System.nanoTime() < end; ) {
      var page = api.get("/coffer/v1/events?limit=2" + after).is(200);
      page.json()
          .at("/data")
          .values()
          .forEach(e -> seen.add(e.at("/data/invoice/id").stringValue()));
      if (page.json().at("/next_after").isString()) after = "&after=" + page.get("/next_after");
    }
    assertThat(seen).isEqualTo(ids);
    assertThat(api.get("/coffer/v1/events?after=" + UUID.randomUUID()).is(422).get("/field"))
        .isEqualTo("after");
    assertThat(api.get("/coffer/v1/events?limit=1" + after).is(200).json().at("/data")).isEmpty();
  }

  @Test
  void addressesOfOursAreNoTargets() {
    for (var bad : List.of("http://10.0.0.1/", "http://169.254.169.254/", "ftp://x.example/", "")) {
      var refused = api.post("/coffer/v1/webhooks", "{'url': '%s'}".formatted(bad)).is(422);
      assertThat(refused.get("/field")).isEqualTo("url");
      var body = "{'currency': 'EUR', 'amount': '1', 'callback_url': '%s'}".formatted(bad);
      assertThat(api.post("/coffer/v1/invoices", body).is(422).get("/field"))
          .isEqualTo("callback_url");
    }
    var types = api.post("/coffer/v1/webhooks", "{'url': '%s', 'types': ['*']}".formatted(url()));
    assertThat(types.is(422).get("/field")).isEqualTo("types[0]");
  }

  private ApiClient.Answer delivered(int attempts) {
    var id = api.get("/coffer/v1/deliveries").is(200).get("/data/0/id");
    return await()
        .atMost(20, TimeUnit.SECONDS)
        .until(
            () -> api.get("/coffer/v1/deliveries/" + id).is(200),
            answer -> answer.json().at("/attempts").size() == attempts);
  }

  private RecordedRequest told() throws InterruptedException {
    return Optional.ofNullable(merchant.takeRequest(20, TimeUnit.SECONDS)).orElseThrow();
  }

  private static HttpHeaders headers(RecordedRequest request) {
    var map = new HashMap<String, List<String>>();
    for (var name : request.getHeaders().names()) {
      map.put(name, request.getHeaders().values(name));
    }
    return HttpHeaders.of(map, (_, _) -> true);
  }

  private String url() {
    return "http://127.0.0.1:" + merchant.getPort() + "/hook";
  }

  private String invoice(String more) {
    var body =
        "{'currency': 'EUR', 'amount': '5', 'options': [{'asset': 'USDT', 'network': 'tron'}]%s}"
            .formatted(more);
    return api.post("/coffer/v1/invoices", body).is(201).get("/id");
  }
}
