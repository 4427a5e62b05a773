package coffer.api.getcrypto;

import static coffer.api.getcrypto.GetCryptoWorld.INVOICES;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Which key sees and does what, and from where.
final class KeysFlowTest {
  private static final String SHOP = "https://shop.example";
  private static final String NO_INVOICE =
      "{\"status\":false,\"message\":\"Invoice does not exist or does not belong to this key\"}";
  private static final String NO_PROJECT =
      "{\"status\":false,\"message\":\"Project does not exist or does not belong to this key\"}";

  @AutoClose private static final GetCryptoWorld world = new GetCryptoWorld();
  private static final Project second = project("Second");
  private final ApiClient api = world.api;

  private static Project project(String name) {
    return world.core.db.tx(
        tx -> world.core.merchants.createProject(tx, world.core.organization, name, Mode.TEST));
  }

  @Test
  void whatIsSomebodyElsesIsAnsweredAsWhatNeverWas() {
    var id = make(api, world.project());
    var stranger = world.client(second, ApiKey.Kind.PROJECT, Set.of());
    var missing = INVOICES + "/in_0000000000000";
    for (var path : new String[] {missing, INVOICES + "/" + id, INVOICES + "/x"}) {
      assertThat(stranger.get(path).is(400).text()).isEqualTo(NO_INVOICE);
    }
    for (var none : new String[] {world.project(), "pr_0000000000000", "pr_zzzzzzzzzzzzz"}) {
      var body = GetCryptoWorld.body(none, GetCryptoWorld.order(), "usdt", "trc20");
      assertThat(stranger.post(INVOICES, body).is(400).text()).isEqualTo(NO_PROJECT);
      assertThat(stranger.get(widget(none)).is(400).text()).isEqualTo(NO_PROJECT);
    }
    var foreign =
        world.core.db.tx(
            tx -> {
              var other = world.core.merchants.createOrganization(tx, "Other", false);
              return world.core.merchants.createProject(tx, other, "Theirs", Mode.TEST);
            });
    var account = world.client(second, ApiKey.Kind.ACCOUNT, Set.of());
    var theirs = world.client(foreign, ApiKey.Kind.ACCOUNT, Set.of());
    var body = GetCryptoWorld.body("pr_" + foreign.code(), GetCryptoWorld.order(), "usdt", "trc20");
    assertThat(account.post(INVOICES, body).is(400).text()).isEqualTo(NO_PROJECT);
    assertThat(theirs.get(INVOICES + "/" + id).is(400).text()).isEqualTo(NO_INVOICE);
  }

  @Test
  void anAccountKeySpeaksForEveryProjectThatItNames() {
    var account = world.client(second, ApiKey.Kind.ACCOUNT, Set.of());
    for (var project : new String[] {world.project(), "pr_" + second.code()}) {
      var id = make(account, project);
      assertThat(account.get(INVOICES + "/" + id).is(200).get("/data/project_id"))
          .isEqualTo(project);
    }
  }

  @Test
  void aKeyIsNeededAndMustBeOfThisApi() {
    var nobody = api.as(Credential.none());
    var unknown = api.as(Credential.bearer("gc_" + "0".repeat(40)));
    for (var client : new ApiClient[] {nobody, unknown, world.stranger()}) {
      var refused = client.get(INVOICES + "/in_0000000000000").is(401);
      assertThat(refused.text()).isEqualTo("{\"status\":false,\"message\":\"Unauthenticated.\"}");
      assertThat(refused.header("Cache-Control")).contains("no-cache, private");
      assertThat(refused.header("Vary")).contains("Origin");
      client.post(INVOICES, "{}").is(401);
      client.get("/getcrypto/v1/widget").is(401);
    }
    var reader =
        world.client(
            world.core.project, ApiKey.Kind.PROJECT, Set.of(Scope.INVOICES_READ), Set.of());
    assertThat(reader.post(INVOICES, world.body("x")).is(403).get("/message"))
        .isEqualTo("This action is unauthorized.");
    var writer =
        world.client(
            world.core.project, ApiKey.Kind.PROJECT, Set.of(Scope.INVOICES_WRITE), Set.of());
    writer.get(INVOICES + "/" + make(api, world.project())).is(403);
  }

  @Test
  void aPublishableKeySeesWhatThePayerMaySee() {
    var browser = world.client(world.core.project, ApiKey.Kind.PUBLISHABLE, Set.of(SHOP));
    var order = GetCryptoWorld.order();
    var made = browser.post(INVOICES, world.body(order)).is(201);
    assertThat(made.text()).doesNotContain(order, "table", "pr_", "custom");
    assertThat(made.get("/data/payment_uri")).isNotEqualTo("null");
    var id = made.get("/data/id");
    assertThat(browser.get(INVOICES + "/" + id).is(200).text()).isEqualTo(made.text());
    assertThat(browser.post(INVOICES, world.body(order)).is(200).text()).isEqualTo(made.text());
    // The merchant sees the rest.
    assertThat(api.get(INVOICES + "/" + id).is(200).get("/data/order_id")).isEqualTo(order);
    browser.get(widget(world.project())).is(200);
    assertThat(browser.get(widget("pr_" + second.code())).is(400).text()).isEqualTo(NO_PROJECT);
  }

  @Test
  void aPageOfTheShopReadsEveryAnswer() {
    var browser = world.client(world.core.project, ApiKey.Kind.PUBLISHABLE, Set.of(SHOP));
    var page = browser.with("Origin", SHOP);
    assertOrigin(page.post(INVOICES, world.body(GetCryptoWorld.order())).is(201), SHOP);
    assertOrigin(page.post(INVOICES, "{}").is(422), SHOP);
    assertOrigin(page.get(INVOICES + "/in_0000000000000").is(400), SHOP);
    assertOrigin(page.send("DELETE", INVOICES, Optional.empty()).is(405), SHOP);
    assertOrigin(page.get("/getcrypto/v1/nothing").is(404), SHOP);
    assertOrigin(
        page.as(Credential.bearer("gc_pub_no")).get(widget(world.project())).is(401), SHOP);
    // Without a page there is no origin to be bound to.
    assertThat(browser.get(widget(world.project())).is(200).header("Access-Control-Allow-Origin"))
        .isEmpty();
  }

  @Test
  void aPageOfSomebodyElseIsRefused() {
    var browser = world.client(world.core.project, ApiKey.Kind.PUBLISHABLE, Set.of(SHOP));
    var other = "https://other.example";
    for (var origin : new String[] {other, "null", SHOP + ":8443", "http://shop.example", "é"}) {
      var refused = browser.with("Origin", origin).get(widget(world.project()));
      assertThat(refused.is(403).get("/message")).isEqualTo("This key may not be used from here.");
      assertThat(refused.header("Access-Control-Allow-Origin")).isEmpty();
    }
    // Listed by another key, not by this one.
    var theirs = world.client(second, ApiKey.Kind.PUBLISHABLE, Set.of(other));
    assertThat(theirs.with("Origin", other).get(widget("pr_" + second.code())).status())
        .isEqualTo(200);
    var refused = browser.with("Origin", other).get(widget(world.project())).is(403);
    assertThat(refused.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void aSecretKeyIsNothingForAPage() {
    world.client(world.core.project, ApiKey.Kind.PUBLISHABLE, Set.of(SHOP));
    var answer = api.with("Origin", SHOP).get(widget(world.project())).is(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    assertThat(answer.header("Access-Control-Expose-Headers")).isEmpty();
    assertThat(answer.header("Vary")).contains("Origin");
  }

  @Test
  void aBrowserIsToldBeforeItSendsTheKey() {
    world.client(world.core.project, ApiKey.Kind.PUBLISHABLE, Set.of(SHOP));
    var page = api.as(Credential.none()).with("Origin", SHOP);
    for (var path : new String[] {INVOICES, INVOICES + "/in_1", "/getcrypto/v1/widget"}) {
      var asked =
          page.with("Access-Control-Request-Method", "POST")
              .send("OPTIONS", path, Optional.empty())
              .is(204);
      assertOrigin(asked, SHOP);
      assertThat(asked.header("Access-Control-Allow-Headers"))
          .contains("authorization, content-type, accept, idempotency-key");
      assertThat(asked.header("Access-Control-Allow-Methods")).contains("GET, POST, OPTIONS");
    }
  }

  /// Else anybody could find out whose pages use this server.
  @Test
  void everyOriginGetsTheSameAnswersUntilTheKeyIsKnown() {
    world.client(world.core.project, ApiKey.Kind.PUBLISHABLE, Set.of(SHOP));
    for (var path : new String[] {INVOICES, INVOICES + "/in_1", "/getcrypto/v1/nothing"}) {
      for (var method : new String[] {"OPTIONS", "GET", "DELETE"}) {
        for (var client :
            List.of(api.as(Credential.none()), api.as(Credential.bearer("gc_pub_no")))) {
          var listed = client.with("Origin", SHOP).send(method, path, Optional.empty());
          var other = "https://nobody.example";
          var foreign = client.with("Origin", other).send(method, path, Optional.empty());
          assertThat(foreign.status()).isEqualTo(listed.status());
          assertThat(foreign.text()).isEqualTo(listed.text());
          assertOrigin(listed, SHOP);
          assertOrigin(foreign, other);
        }
      }
    }
    var odd =
        api.as(Credential.none())
            .with("Origin", "null")
            .send("OPTIONS", INVOICES, Optional.empty());
    assertThat(odd.header("Access-Control-Allow-Origin")).isEmpty();
  }

  private static void assertOrigin(ApiClient.Answer answer, String origin) {
    assertThat(answer.header("Access-Control-Allow-Origin")).contains(origin);
    assertThat(answer.header("Vary")).contains("Origin");
  }

  private static String widget(String project) {
    return "/getcrypto/v1/widget?language=en&currency=eur&amount=11&order_id=1&project_id="
        + project;
  }

  private static String make(ApiClient api, String project) {
    var body = GetCryptoWorld.body(project, GetCryptoWorld.order(), "usdt", "trc20");
    return api.post(INVOICES, body).is(201).get("/data/id");
  }
}
