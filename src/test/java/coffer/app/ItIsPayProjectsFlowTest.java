package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Shops that an account's program opens.
@ResourceLock("log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ItIsPayProjectsFlowTest {
  private static final String ROOT = "/itispay/api/v1";
  private static final String INVOICES = ROOT + "/invoices";

  @TempDir private static Path folder;

  private ItIsPayShop shop;
  private ApiClient account;

  @BeforeAll
  void everythingRuns() {
    shop = new ItIsPayShop(folder, "");
    account = shop.account();
  }

  @AfterAll
  void everythingEnds() {
    if (shop != null) shop.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/projects", "/projects/create", "/account/projects"})
  void aProjectWorksAtOnce(String path) {
    var made =
        account
            .post(
                ROOT + path,
                "{'name':'Shop of %s','description':'x','api_allowed_ips':'','mode':'test'}"
                    .formatted(path))
            .is(201);
    assertThat(made.get("/api_key")).matches("[0-9a-f]{64}");
    assertThat(made.get("/mode")).isEqualTo("test");
    shop.hooks.trust(made.get("/webhook_secret"));
    var api = shop.client(made.get("/api_key"));
    var body =
        "{'order_id':'1','crypto_amount':0.01,'currency':'BTC','callback_url':'%s'}"
            .formatted(shop.hooks.url());
    var invoice = api.post(INVOICES, body).is(201);
    assertThat(invoice.get("/project_id")).isEqualTo(made.get("/project_id"));
    var id = invoice.get("/invoice_id");
    api.patch(INVOICES + "/" + id, "{'status':'cancelled'}").is(200);
    shop.hooks.await(id, "cancelled");
  }

  /// The organization has a wallet for real money.
  @Test
  void withoutAWordItIsForRealMoney() {
    var made = account.post(ROOT + "/projects", "{'name':'Real'}").is(201);
    assertThat(made.get("/mode")).isEqualTo("live");
    var poor = shop.run("admin", "organization", "create", "Poor");
    var other =
        shop.client(
            shop.run("admin", "key", "create", "--dialect", "itispay", "--organization", poor));
    var tried = other.post(ROOT + "/projects", "{'name':'Real'}").is(201);
    assertThat(tried.get("/mode")).isEqualTo("test");
    var api = shop.client(tried.get("/api_key"));
    await("its simulated chains are read")
        .until(
            () ->
                api.post(
                            INVOICES,
                            "{'order_id':'%s','crypto_amount':1,'currency':'ETH'}"
                                .formatted(UUID.randomUUID()))
                        .status()
                    == 201);
  }

  @Test
  void aKeyMayBeBoundToAddresses() {
    var here = made("{'name':'Here','api_allowed_ips':'127.0.0.1, 10.0.0.0/8'}");
    shop.client(here).get(INVOICES).is(200);
    var elsewhere = made("{'name':'Elsewhere','api_allowed_ips':'192.0.2.1,2001:db8::/32'}");
    assertThat(shop.client(elsewhere).get(INVOICES).is(403).get("/error")).isEqualTo("forbidden");
  }

  @Test
  void noKeyMakesOneThatMayDoMore() {
    var organization = shop.run("admin", "organization", "create", "Careful");
    var lesser =
        shop.client(
            shop.run(
                "admin",
                "key",
                "create",
                "--dialect",
                "itispay",
                "--organization",
                organization,
                "--scope",
                "project:write,invoices:read",
                "--cidr",
                "127.0.0.0/8,10.0.0.0/8"));
    for (var ips : List.of("0.0.0.0/0", "192.0.2.1", "10.0.0.1,11.0.0.1", "::/0", "126.0.0.0/7")) {
      var body = "{'name':'Wide','api_allowed_ips':'%s'}".formatted(ips);
      assertThat(lesser.post(ROOT + "/projects", body).is(422).get("/message"))
          .contains("api_allowed_ips");
    }
    var made = lesser.post(ROOT + "/projects", "{'name':'Same','mode':'test'}").is(201);
    assertThat(made.get("/webhook_secret")).isEqualTo("null");
    var api = shop.client(made.get("/api_key"));
    api.get(INVOICES).is(200);
    var order = "{'order_id':'1','crypto_amount':0.01,'currency':'BTC'}";
    assertThat(api.post(INVOICES, order).is(403).get("/error")).isEqualTo("forbidden");
    var within = "{'name':'Within','mode':'test','api_allowed_ips':'10.1.0.0/16'}";
    shop.client(lesser.post(ROOT + "/projects", within).is(201).get("/api_key"))
        .get(INVOICES)
        .is(403);
    assertThat(shop.run("admin", "key", "list", "--organization", organization))
        .contains("127.0.0.0/8", "10.1.0.0/16")
        .doesNotContain("ledger:read", "sandbox");
  }

  private String made(String body) {
    return account.post(ROOT + "/projects", body).is(201).get("/api_key");
  }

  @Test
  void namesAreUniqueAndValuesAreJudged() {
    made("{'name':'Unique'}");
    var taken = account.post(ROOT + "/projects", "{'name':'Unique'}").is(409);
    assertThat(taken.get("/error")).isEqualTo("conflict");
    for (var body :
        List.of(
            "{}",
            "{'name':''}",
            "{'name':' '}",
            "{'name':7}",
            "{'name':'%s'}".formatted("x".repeat(101)),
            "{'name':'a','description':'%s'}".formatted("x".repeat(1025)),
            "{'name':'b','api_allowed_ips':'somewhere'}",
            "{'name':'c','api_allowed_ips':'10.0.0.1/8'}",
            "{'name':'d','api_allowed_ips':'10.0.0.0/33'}",
            "{'name':'e','mode':'real'}")) {
      account.post(ROOT + "/projects", body).is(422);
    }
    made("{'name':'%s'}".formatted("x".repeat(100)));
  }

  @Test
  void aRepeatedRequestTellsNoKeyAgain() {
    var once = account.with("Idempotency-Key", UUID.randomUUID().toString());
    var made = once.post(ROOT + "/projects", "{'name':'Once'}").is(201);
    var again = once.post(ROOT + "/projects", "{'name':'Once'}").is(201);
    assertThat(again.get("/project_id")).isEqualTo(made.get("/project_id"));
    assertThat(again.get("/api_key")).isEqualTo("null");
  }

  @Test
  void onlyAnAccountOpensProjects() {
    var body = "{'name':'Sneaky'}";
    shop.apiOf(shop.test).post(ROOT + "/projects", body).is(403);
    shop.client("0".repeat(64)).post(ROOT + "/projects", body).is(401);
    shop.client("not hex").post(ROOT + "/projects", body).is(401);
    account.post(ROOT + "/projects", body).is(201);
  }
}
