package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Scope;
import coffer.webhook.Deliveries;
import coffer.webhook.Redeliveries;
import coffer.webhook.WebhookClient;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.NonNull;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// How a merchant tries webhooks, sees whether they work, sends them again, and changes the secret.
final class WebhookCareFlowTest {
  private static final String ROOT = "/coffer/v1";

  @AutoClose private static final ApiWorld world = new ApiWorld();
  @AutoClose private final MockWebServer merchant = new MockWebServer();
  private final AtomicInteger status = new AtomicInteger(200);
  private final ApiWorld.Shop shop = world.shop();
  private final ApiClient api = shop.client();
  private final Redeliveries redeliveries =
      new Redeliveries(new Deliveries(new WebhookClient(List.of(), "test"), () -> {}));

  @BeforeEach
  void start() throws Exception {
    merchant.setDispatcher(
        new Dispatcher() {
          @Override
          public @NonNull MockResponse dispatch(@NonNull RecordedRequest request) {
            return new MockResponse.Builder().code(status.get()).build();
          }
        });
    merchant.start();
  }

  @Test
  void aTestEventIsSignedGoesToOneWebhookAndIsAboutNothing() throws Exception {
    var webhook = webhook("");
    webhook(", 'types': ['invoice.settled']");
    var sent = api.post(ROOT + "/webhooks/" + webhook.get("/id") + "/test", "").is(201);
    var told = told();
    var body = told.getBody().utf8();
    new Webhook(webhook.get("/secret")).verify(body, headers(told));
    world.contract.valid("Event", body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(ApiClient.MAPPER.readTree(body).at("/type").stringValue()).isEqualTo("webhook.test");
    assertThat(ApiClient.MAPPER.readTree(body).at("/data").toString()).isEqualTo("{\"test\":true}");
    assertThat(ended(sent.get("/id")).get("/status")).isEqualTo("delivered");
    assertThat(merchant.getRequestCount()).isEqualTo(1);
    var event = api.get(ROOT + "/events/" + sent.get("/event")).is(200);
    assertThat(event.text()).isEqualTo(body);
  }

  @Test
  void aTestEventThatFailsIsNotSentAgain() {
    status.set(500);
    var webhook = webhook("");
    var sent = api.post(ROOT + "/webhooks/" + webhook.get("/id") + "/test", "").is(201);
    var delivery = ended(sent.get("/id"));
    assertThat(delivery.get("/status")).isEqualTo("failed");
    assertThat(delivery.get("/attempts/0/http_status")).isEqualTo("500");
    assertThat(health().at("/failing_since").isNull()).isTrue();
  }

  @Test
  void aWebhookGetsTwentyTestEventsAnHour() {
    var path = ROOT + "/webhooks/" + webhook("").get("/id") + "/test";
    for (int i = 0; i < 20; i++) api.post(path, "").is(201);
    assertThat(api.post(path, "").is(422).text()).contains("at most 20 test events an hour");
    world.later(Duration.ofMinutes(61));
    api.post(path, "").is(201);
  }

  @Test
  void healthTellsSinceWhenAWebhookFails() {
    webhook(", 'types': ['invoice.created']");
    assertThat(health().at("/last_success_at").isNull()).isTrue();
    invoice();
    await().until(() -> !health().at("/last_success_at").isNull());
    status.set(503);
    invoice();
    await().until(() -> !health().at("/failing_since").isNull());
    var failing = health();
    assertThat(failing.at("/last_error").stringValue()).isEqualTo("503");
    assertThat(failing.at("/due").intValue()).isEqualTo(1);
    var since = failing.at("/failing_since").stringValue();
    invoice();
    await().until(() -> health().at("/due").intValue() == 2);
    await().until(() -> !health().at("/last_failure_at").stringValue().equals(since));
    assertThat(health().at("/failing_since").stringValue()).isEqualTo(since);
    status.set(200);
    invoice();
    await().until(() -> health().at("/failing_since").isNull());
  }

  @Test
  void twoSecretsSignUntilTheOldOneEnds() throws Exception {
    var webhook = webhook("");
    var old = webhook.get("/secret");
    assertThat(api.get(ROOT + "/webhook-secret").is(200).get("/secret")).isEqualTo(old);
    var rotated = api.post(ROOT + "/webhook-secret/rotate", "{'overlap_seconds': 3600}").is(200);
    var current = rotated.get("/secret");
    assertThat(current).startsWith("whsec_").isNotEqualTo(old);
    var both = test(webhook);
    new Webhook(old).verify(both.body, both.headers);
    new Webhook(current).verify(both.body, both.headers);
    assertThat(api.post(ROOT + "/webhook-secret/rotate", "{}").is(422).text())
        .contains("overlap_seconds")
        .contains("End it first");
    assertThat(api.get(ROOT + "/webhook-secret").get("/secret")).isEqualTo(current);
    api.post(ROOT + "/webhook-secret/end-previous", "").is(200);
    var alone = test(webhook);
    new Webhook(current).verify(alone.body, alone.headers);
    assertThatThrownBy(() -> new Webhook(old).verify(alone.body, alone.headers))
        .isInstanceOf(WebhookVerificationException.class);
    api.post(ROOT + "/webhook-secret/rotate", "{'overlap_seconds': 0}").is(200);
    var newest = test(webhook);
    assertThatThrownBy(() -> new Webhook(current).verify(newest.body, newest.headers))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void onlyAKeyThatMayChangeTheProjectSeesOrRotatesTheSecret() {
    var scopes = EnumSet.complementOf(EnumSet.of(Scope.PROJECT_WRITE));
    var other = world.client(shop.project(), ApiKey.Kind.PROJECT, scopes);
    other.get(ROOT + "/webhook-secret").is(403);
    other.post(ROOT + "/webhook-secret/rotate", "{}").is(403);
    other.post(ROOT + "/webhook-secret/end-previous", "{}").is(403);
  }

  @Test
  void deliveriesAreFoundByWebhookTypeAndInvoice() {
    var one = webhook(", 'types': ['invoice.created']");
    var two = webhook("");
    var first = invoice();
    var second = invoice();
    var list = ROOT + "/deliveries?";
    assertThat(ids(list + "webhook=" + one.get("/id"))).hasSize(2);
    assertThat(ids(list + "webhook=" + two.get("/id") + "&type=invoice.created")).hasSize(2);
    assertThat(ids(list + "type=invoice.settled")).isEmpty();
    assertThat(ids(list + "invoice=" + first + "&type=invoice.created")).hasSize(2);
    assertThat(ids(list + "invoice=" + second))
        .doesNotContainAnyElementsOf(ids(list + "invoice=" + first));
    var other = world.shop().client();
    assertThat(other.get(list + "invoice=" + first).is(200).json().at("/data")).isEmpty();
    assertThat(other.get(list + "webhook=" + one.get("/id")).is(200).json().at("/data")).isEmpty();
  }

  @Test
  void aRedeliverySendsWhatMatchesOnce() {
    status.set(500);
    var webhook = webhook(", 'types': ['invoice.created']");
    for (int i = 0; i < 3; i++) invoice();
    await().until(() -> health().at("/last_error").asString("").equals("500"));
    fail();
    status.set(200);
    var body = "{'status': 'failed', 'webhook': '%s', 'type': 'invoice.created'}";
    var made = api.post(ROOT + "/redeliveries", body.formatted(webhook.get("/id"))).is(201);
    assertThat(made.get("/status")).isEqualTo("running");
    api.post(ROOT + "/redeliveries", "{'status': 'failed'}").is(422);
    while (redeliveries.step(world.db, world.now())) Thread.onSpinWait();
    var done = api.get(ROOT + "/redeliveries/" + made.get("/id")).is(200);
    assertThat(done.get("/status")).isEqualTo("ended");
    assertThat(done.get("/redelivered")).isEqualTo("3");
    await().until(() -> ids(ROOT + "/deliveries?status=delivered").size() == 3);
    assertThat(api.get(ROOT + "/redeliveries").is(200).json().at("/data").size()).isEqualTo(1);
    var none = api.post(ROOT + "/redeliveries", "{'status': 'delivered', 'type': 'a.b'}").is(201);
    while (redeliveries.step(world.db, world.now())) Thread.onSpinWait();
    assertThat(api.get(ROOT + "/redeliveries/" + none.get("/id")).get("/redelivered"))
        .isEqualTo("0");
  }

  @Test
  void chosenDeliveriesAreSentAgainEachOnce() {
    webhook(", 'types': ['invoice.created']");
    invoice();
    invoice();
    await().until(() -> ids(ROOT + "/deliveries?status=delivered").size() == 2);
    var all = ids(ROOT + "/deliveries");
    var body = "{'deliveries': ['%s', '%s', '%s']}".formatted(all.get(0), all.get(1), all.get(0));
    var made = api.post(ROOT + "/redeliveries", body).is(201);
    assertThat(made.get("/redelivered")).isEqualTo("2");
    assertThat(made.get("/status")).isEqualTo("ended");
    await().until(() -> merchant.getRequestCount() == 4);
    var other = world.shop().client();
    other.post(ROOT + "/redeliveries", body).is(404);
    api.post(ROOT + "/redeliveries", "{'deliveries': ['x']}").is(422);
    api.post(ROOT + "/redeliveries", "{'deliveries': []}").is(422);
    api.post(ROOT + "/redeliveries", "{}").is(422);
    api.post(ROOT + "/redeliveries", "{'status': 'due'}").is(422);
    api.post(ROOT + "/redeliveries", "{'status': 'failed', 'since': 'yesterday'}").is(422);
  }

  /// Gives up what is due, as after the last attempt.
  private void fail() {
    await()
        .until(
            () ->
                world.db.<Integer>tx(
                                tx ->
                                    tx.update(
                                        """
                                UPDATE delivery SET status = 'failed', ended_at = now(), holder = NULL
                                WHERE project_id = ? AND status = 'due' AND holder IS NULL
                                """,
                                        shop.project().id()))
                            + ids(ROOT + "/deliveries?status=failed").size()
                        >= 3
                    && ids(ROOT + "/deliveries?status=due").isEmpty());
  }

  private record Told(String body, HttpHeaders headers) {}

  private Told test(ApiClient.Answer webhook) throws Exception {
    api.post(ROOT + "/webhooks/" + webhook.get("/id") + "/test", "").is(201);
    var request = told();
    return new Told(request.getBody().utf8(), headers(request));
  }

  private RecordedRequest told() throws Exception {
    return Optional.ofNullable(merchant.takeRequest(20, TimeUnit.SECONDS)).orElseThrow();
  }

  private static HttpHeaders headers(RecordedRequest request) {
    var all = new java.util.HashMap<String, List<String>>();
    for (var name : Set.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
      all.put(name, request.getHeaders().values(name));
    }
    return HttpHeaders.of(all, (_, _) -> true);
  }

  private ApiClient.Answer ended(String delivery) {
    var path = ROOT + "/deliveries/" + delivery;
    await().atMost(20, TimeUnit.SECONDS).until(() -> !api.get(path).get("/status").equals("due"));
    return api.get(path).is(200);
  }

  private JsonNode health() {
    return api.get(ROOT + "/webhooks").is(200).json().at("/data/0/health");
  }

  private List<String> ids(String path) {
    var ids = new ArrayList<String>();
    api.get(path)
        .is(200)
        .json()
        .at("/data")
        .values()
        .forEach(it -> ids.add(it.at("/id").stringValue()));
    return ids;
  }

  private ApiClient.Answer webhook(String more) {
    var url = merchant.url("/hook").toString();
    return api.post(ROOT + "/webhooks", "{'url': '%s'%s}".formatted(url, more)).is(201);
  }

  private String invoice() {
    var body =
        "{'currency': 'EUR', 'amount': '5', 'options': [{'asset': 'USDT', 'network': 'tron'}]}";
    return api.post(ROOT + "/invoices", body).is(201).get("/id");
  }
}
