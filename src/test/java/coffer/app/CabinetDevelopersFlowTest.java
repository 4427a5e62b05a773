package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.core.user.Role;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.NonNull;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The cabinet for developers, over HTTP: keys, webhooks and the log of requests.
final class CabinetDevelopersFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  @AutoClose private final MockWebServer merchant = new MockWebServer();
  private final AtomicInteger status = new AtomicInteger(200);
  private final Stall stall = Stall.on(front);
  private final CabinetBrowser developer = new CabinetPeople(front).person(stall, Role.DEVELOPER);

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

  private static ApiClient own(String key) {
    var contract = OpenApiContract.of("coffer", "Problem", "/coffer/v1");
    return new ApiClient(front.url(), Credential.bearer(key), contract);
  }

  private String path(String below) {
    return "/cabinet/p/" + stall.project().publicId() + below;
  }

  private String newKey(String... fields) {
    return developer.post(path("/keys"), fields).is(200).after("class=\"secret mono\">");
  }

  private String keyPage() {
    return path("/keys/") + developer.get(path("/keys")).after("href=\"" + path("/keys/"));
  }

  @Test
  void aKeyHasTheScopesThatAreTicked() {
    developer.post(path("/keys"), "kind", "coffer:project", "access", "some").is(422);
    var key =
        newKey(
            "kind", "coffer:project", "access", "some", "scope.invoices:read", "on", "name", "r");
    own(key).get("/coffer/v1/invoices").is(200);
    own(key).get("/coffer/v1/balances").is(403);
    var page = keyPage();
    assertThat(developer.get(page).is(200).text())
        .contains("name=\"scope.invoices:read\" checked")
        .doesNotContain("name=\"scope.ledger:read\" checked");
    developer.post(page, "name", "r", "access", "some").is(422);
    developer
        .post(
            page, "name", "r", "access", "some", "scope.ledger:read", "on", "cidrs", "127.0.0.0/8")
        .is(303);
    own(key).get("/coffer/v1/invoices").is(403);
    own(key).get("/coffer/v1/balances").is(200);
    developer
        .post(page, "name", "r", "access", "all", "cidrs", "203.0.113.0/24", "origins", "x")
        .is(303);
    own(key).get("/coffer/v1/balances").is(403);
    var owner = new CabinetPeople(front).person(stall, Role.OWNER);
    assertThat(owner.get(path("/audit")).is(200).text())
        .contains("key.change", "203.0.113.0/24", "ledger:read");
  }

  @Test
  void aPublishableKeyHasPagesAndNoOtherScope() {
    developer
        .post(path("/keys"), "kind", "getcrypto:publishable", "origins", "https://a.example/path")
        .is(422);
    newKey("kind", "getcrypto:publishable", "origins", "https://a.example", "access", "some");
    var page = keyPage();
    assertThat(developer.get(page).is(200).text())
        .contains("value=\"https://a.example\"")
        .doesNotContain("scope.invoices:read");
    developer.post(page, "name", "shop", "origins", "https://b.example").is(303);
    assertThat(developer.get(page).text()).contains("https://b.example");
  }

  @Test
  void aRevokedKeyIsListedApartAndNotChanged() {
    newKey("kind", "coffer:project", "name", "old till");
    var page = keyPage();
    developer.post(page + "/revoke").is(303);
    assertThat(developer.get(path("/keys")).is(200).text()).doesNotContain("old till");
    assertThat(developer.get(path("/keys?show=revoked")).is(200).text()).contains("old till");
    developer.post(page, "name", "new").is(404);
    assertThat(developer.get(page).is(200).text()).doesNotContain("name=\"access\"");
  }

  @Test
  void manyKeysHavePages() {
    for (int i = 0; i < 51; i++) newKey("kind", "coffer:project", "name", "key-" + i + "-");
    var first = developer.get(path("/keys")).is(200);
    assertThat(first.text()).contains("key-50-", "key-1-").doesNotContain("key-0-");
    var next = first.after("class=\"next\"><a class=\"button\" href=\"");
    assertThat(developer.get(next).is(200).text()).contains("key-0-").doesNotContain("key-1-");
  }

  @Test
  void theLastUseOfAKeyIsShown() {
    var key = newKey("kind", "coffer:project");
    assertThat(developer.get(path("/keys")).text()).contains("not used yet");
    own(key).get("/coffer/v1/invoices").is(200);
    await()
        .untilAsserted(
            () ->
                assertThat(developer.get(path("/keys")).text())
                    .contains("127.0.0.1")
                    .doesNotContain("not used yet"));
  }

  @Test
  void aTestEventLeadsToItsDelivery() {
    add("coffer");
    var webhooks = developer.get(path("/webhooks")).is(200);
    assertThat(webhooks.text()).contains("nothing sent yet");
    var sent = developer.post(action(webhooks.text(), "/test")).is(303);
    await()
        .untilAsserted(
            () ->
                assertThat(developer.follow(sent).text())
                    .contains("tag--delivered", "webhook.test"));
    add("getcrypto");
    var foreign = new CabinetPeople(front).person(Stall.foreign(front), Role.OWNER);
    foreign.post(action(webhooks.text(), "/test")).is(404);
    assertThat(developer.get(path("/webhooks")).text()).contains("Coffer sends no test event");
  }

  private void add(String dialect) {
    var url = merchant.url("/" + dialect).toString();
    developer.post(path("/webhooks"), "url", url, "dialect", dialect).is(303);
  }

  private static String action(String page, String end) {
    return page.replaceAll("(?s).*?action=\"([^\"]+" + end + ")\".*", "$1");
  }

  @Test
  void aWebhookForOneTypeOfEventsIsAdded() {
    var url = merchant.url("/").toString();
    developer.post(path("/webhooks"), "url", url, "types", "settled").is(422);
    developer.post(path("/webhooks"), "url", url, "dialect", "none").is(422);
    developer.post(path("/webhooks"), "url", url, "types", "invoice.settled, payment.*").is(303);
    assertThat(developer.get(path("/webhooks")).text()).contains("invoice.settled, payment.*");
  }

  @Test
  void healthIsShownAndDeliveriesAreSentAgain() {
    status.set(500);
    add("coffer");
    var api = own(stall.key("coffer"));
    var order =
        "{'currency': 'EUR', 'amount': '5', 'options': [{'asset': 'USDT', 'network': 'tron'}]}";
    var invoice = api.post("/coffer/v1/invoices", order).is(201).get("/id");
    api.post("/coffer/v1/invoices", order).is(201);
    await()
        .untilAsserted(
            () ->
                assertThat(developer.get(path("/webhooks")).text())
                    .contains("failing since", "last attempt: 500"));
    status.set(200);
    var due = developer.get(path("/webhooks?status=due&invoice=" + invoice)).is(200);
    developer.post(path("/webhooks/again"), "status", "due", "all", "1").is(303);
    assertThat(developer.post(path("/webhooks/again"), "status", "failed").to())
        .endsWith("status=failed&done=nothing_chosen");
    var chosen = due.after("name=\"delivery.");
    var sent = developer.post(path("/webhooks/again"), "delivery." + chosen, "on").is(303);
    assertThat(developer.follow(sent).text()).contains("The deliveries are sent again.");
    await()
        .untilAsserted(
            () ->
                assertThat(developer.get(path("/webhooks")).text())
                    .contains("tag--delivered\">works"));
    developer
        .post(path("/webhooks/again"), "status", "delivered", "type", "invoice.created", "all", "1")
        .is(303);
    await()
        .untilAsserted(
            () ->
                assertThat(developer.get(path("/webhooks")).text())
                    // The other one may have succeeded meanwhile.
                    .containsPattern("Sent again: [12]\\."));
  }

  @Test
  void theSecretIsShownOnceRotatedAndEnded() {
    var page = path("/webhooks/secret");
    assertThat(developer.get(page).is(200).text()).doesNotContain("whsec_");
    var first = developer.post(page + "/show").is(200).after("class=\"secret mono\">");
    assertThat(first).isEqualTo(stall.secret()).startsWith("whsec_");
    var second =
        developer.post(page + "/rotate", "overlap", "24").is(200).after("class=\"secret mono\">");
    assertThat(second).isNotEqualTo(first);
    assertThat(developer.get(page).text())
        .contains("The former secret is valid too")
        .doesNotContain(second);
    developer.post(page + "/rotate", "overlap", "24").is(422);
    developer.post(page + "/end-previous").is(303);
    developer.post(page + "/rotate", "overlap", "99").is(422);
    developer.post(page + "/rotate", "overlap", "0").is(200);
    assertThat(developer.get(page).text()).doesNotContain("The former secret is valid too");
    var owner = new CabinetPeople(front).person(stall, Role.OWNER);
    assertThat(owner.get(path("/audit")).is(200).text())
        .contains("webhook.show_secret", "webhook.rotate_secret", "webhook.end_secret")
        .doesNotContain("whsec_");
  }

  private void logged(String query, String... texts) {
    await()
        .untilAsserted(
            () ->
                assertThat(developer.get(path("/requests") + query).is(200).text())
                    .contains(texts));
  }

  @Test
  void requestsAreLoggedWithoutSecrets() {
    var key = newKey("kind", "coffer:project");
    var page = keyPage();
    var id = page.substring(page.lastIndexOf('/') + 1);
    own(key).with("X-Request-Id", "find-me-1").get("/coffer/v1/invoices?limit=7").is(200);
    own(key).get("/coffer/v1/invoices/" + "f".repeat(64)).is(404);
    own(key).post("/coffer/v1/invoices", "{'currency': 'nothing-like-it'}").is(422);
    own(key).get("/coffer/v1/invoices/not-an-id").is(404);
    logged(
        "", "/coffer/v1/invoices/not-an-id", "/coffer/v1/invoices/{id}", "not_found", "127.0.0.1");
    logged("?key=" + id + "&request=find-me-1", "<b>GET</b> /coffer/v1/invoices", "find-me-1");
    var all = developer.get(path("/requests")).is(200).text();
    assertThat(all).doesNotContain("limit=7", "nothing-like-it", "f".repeat(64), key);
    assertThat(developer.get(path("/requests?status=4xx&path=NOT-AN")).text())
        .contains("not-an-id")
        .doesNotContain("find-me-1");
    assertThat(developer.get(path("/requests?status=5xx")).text()).contains("no such requests");
    var other = new CabinetPeople(front).person(Stall.on(front), Role.OWNER);
    other.get(path("/requests")).is(200);
    var foreign = new CabinetPeople(front).person(Stall.foreign(front), Role.OWNER);
    foreign.get(path("/requests")).is(404);
  }

  /// Clients of a publishable key are payers.
  @Test
  void theAddressOfAPayerIsNotKept() {
    var key = newKey("kind", "coffer:publishable", "origins", "https://a.example");
    own(key).get("/coffer/v1/invoices").is(403);
    logged("", "/coffer/v1/invoices", "403", "missing_scope");
    assertThat(developer.get(path("/requests")).text()).doesNotContain("127.0.0.1");
    await()
        .untilAsserted(
            () -> assertThat(developer.get(path("/keys")).text()).doesNotContain("not used yet"));
    assertThat(developer.get(path("/keys")).text()).doesNotContain("127.0.0.1");
  }
}
