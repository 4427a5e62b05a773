package coffer.api.coffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.ApiClient.Answer;
import coffer.api.Credential;
import coffer.app.Storefront;
import coffer.app.TestPartner;
import coffer.core.chain.Mode;
import coffer.core.user.PartnerUsers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/// What partners do with this API, on a whole server.
final class CofferPartnerFlowTest {
  private static final String ROOT = "/coffer/v1";
  private static final String USERS = ROOT + "/partner/users";

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final TestPartner partner = TestPartner.on(front);
  private final ApiClient api = client(partner, Mode.TEST);

  private static ApiClient client(TestPartner partner, Mode mode) {
    return client(partner.key(CofferApi.DIALECT, mode).text());
  }

  private static ApiClient client(String key) {
    return new ApiClient(front.url(), Credential.bearer(key), ApiWorld.contract());
  }

  private static String address() {
    return UUID.randomUUID() + "@example.com";
  }

  private Answer user() {
    return api.post(USERS, "{'email': '%s'}".formatted(address())).is(201);
  }

  private static String organizations(String user) {
    return USERS + "/" + user + "/organizations";
  }

  /// The first organization of a new user.
  private String organization() {
    return api.get(organizations(user().get("/id"))).is(200).get("/data/0/id");
  }

  private static String keys(String organization) {
    return ROOT + "/partner/organizations/" + organization + "/keys";
  }

  @Test
  void users() {
    var email = address();
    var made = api.post(USERS, "{'email': '%s', 'utm': 'fair'}".formatted(email)).is(201);
    assertThat(made.get("/password")).matches("[A-Za-z2-9]{24}");
    assertThat(made.get("/utm")).isEqualTo("fair");
    assertThat(made.get("/confirmed_at")).isEqualTo(made.get("/created_at"));
    assertThat(made.get("/signed_in_at")).isEqualTo("null");
    var shown = (ObjectNode) made.json();
    shown.remove("password");
    assertThat(api.get(USERS + "/" + made.get("/id")).is(200).json()).isEqualTo(shown);

    var other = user();
    var first = api.get(USERS + "?limit=1").is(200);
    assertThat(first.get("/data/0/id")).isEqualTo(other.get("/id"));
    var second = api.get(USERS + "?limit=1&cursor=" + first.get("/next_cursor")).is(200);
    assertThat(second.json().at("/data/0")).isEqualTo(shown);
    assertThat(second.get("/next_cursor")).isEqualTo("null");
    assertThat(client(partner, Mode.LIVE).get(USERS).json().at("/data")).hasSize(2);
  }

  @Test
  void organizationsOfAUser() {
    var user = user();
    var path = organizations(user.get("/id"));
    var named = api.post(path, "{'name': 'Acme'}").is(201);
    assertThat(named.get("/name")).isEqualTo("Acme");
    var unnamed = api.post(path, "").is(201);
    assertThat(unnamed.get("/name")).isEqualTo(user.get("/email"));
    var first = api.get(path + "?limit=2").is(200);
    assertThat(first.json().at("/data/0")).isEqualTo(unnamed.json());
    assertThat(first.json().at("/data/1")).isEqualTo(named.json());
    var rest = api.get(path + "?limit=2&cursor=" + first.get("/next_cursor")).is(200);
    assertThat(rest.json().at("/data")).hasSize(1);
    assertThat(rest.get("/data/0/name")).isEqualTo(user.get("/email"));
  }

  @Test
  void aFullUserGetsNoMoreOrganizations() {
    var path = organizations(user().get("/id"));
    for (int i = 1; i < PartnerUsers.MAX_ORGANIZATIONS; i++) api.post(path, "").is(201);
    var full = api.post(path, "").is(422);
    assertThat(full.get("/field")).isEqualTo("id");
    assertThat(full.get("/detail"))
        .isEqualTo("The user has 20 organizations, which is the maximum.");
  }

  @Test
  void thePrepaidBalanceOfAnOrganization() {
    var balance = ROOT + "/partner/organizations/" + organization() + "/prepaid-balance";
    assertThat(api.get(balance).is(200).get("/balance")).isEqualTo("0");
    assertThat(client(partner, Mode.LIVE).get(balance).is(200).get("/currency")).isEqualTo("USD");
  }

  /// A test key of a partner makes keys of test projects, a live key those of live ones.
  @Test
  void aKeyOfAPartnersOrganizationCreatesInvoices() {
    var path = keys(organization());
    var made = api.post(path, "{'name': 'Web shop'}").is(201);
    var secret = made.get("/secret");
    assertThat(secret).matches("cof_test_[0-9A-Za-z]{40}").startsWith(made.get("/hint"));
    var shop = client(secret);
    var order =
        "{'currency': 'EUR', 'amount': '5', 'options': [{'asset': 'USDT', 'network': 'tron'}]}";
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> shop.post(ROOT + "/invoices", order).status() == 201);

    var unnamed = api.post(path, "").is(201);
    var newest = api.get(path + "?limit=1").is(200);
    assertThat(newest.get("/data/0/id")).isEqualTo(unnamed.get("/id"));
    var cursor = path + "?cursor=" + newest.get("/next_cursor");
    var older = api.get(cursor).is(200);
    var shown = (ObjectNode) made.json();
    shown.remove("secret");
    assertThat(older.json().at("/data")).containsExactly(shown);
    api.delete(path + "/" + unnamed.get("/id")).is(204);
    assertThat(api.get(cursor).is(200).text()).as("a revoked key").isEqualTo(older.text());

    var live = client(partner, Mode.LIVE);
    assertThat(live.get(path).is(200).json().at("/data")).isEmpty();
    var liveKey = live.post(path, "{}").is(201);
    assertThat(liveKey.get("/secret")).startsWith("cof_live_");
    assertThat(client(liveKey.get("/secret")).get(ROOT + "/project").get("/mode"))
        .isEqualTo("live");

    var key = path + "/" + made.get("/id");
    missing(live.delete(key));
    api.delete(key).is(204);
    missing(api.delete(key));
    shop.get(ROOT + "/invoices").is(401);
  }

  private static void missing(Answer answer) {
    assertThat(answer.is(404).get("/detail")).isEqualTo("There is no such key.");
  }

  @Test
  void aRepeatedRequestShowsNoSecret() {
    var body = "{'email': '%s'}".formatted(address());
    var user = once("user").post(USERS, body).is(201);
    replayed(user, "password", once("user").post(USERS, body).is(201));
    var path = organizations(user.get("/id"));
    var made = once("organization").post(path, "{'name': 'Acme'}").is(201);
    var again = once("organization").post(path, "{'name': 'Acme'}").is(201);
    assertThat(again.text()).isEqualTo(made.text());
    var keys = keys(made.get("/id"));
    replayed(once("key").post(keys, "{}").is(201), "secret", once("key").post(keys, "{}").is(201));
    assertThat(api.get(path).json().at("/data")).hasSize(2);
    assertThat(api.get(keys).json().at("/data")).hasSize(1);
    var other = once("key").post(keys, "{'name': 'Other'}").is(422);
    assertThat(other.get("/code")).isEqualTo("idempotency_conflict");
  }

  private ApiClient once(String key) {
    return api.with("Idempotency-Key", key);
  }

  private static void replayed(Answer first, String secret, Answer again) {
    var shown = (ObjectNode) first.json();
    assertThat(shown.remove(secret)).isNotNull();
    assertThat(again.header("Idempotent-Replayed")).contains("true");
    assertThat(again.json()).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "users | {} | email",
        "users | {'email': null} | email",
        "users | {'email': 5} | email",
        "users | {'email': ['a@example.com']} | email",
        "users | {'email': ''} | email",
        "users | {'email': 'nobody'} | email",
        "users | {'email': 'a b@example.com'} | email",
        "users | {'email': 'a\\u0000@example.com'} | email",
        "users | {'email': 'a@example.com', 'utm': 1e999} | utm",
        "users | {'email': 'a@example.com', 'utm': 'a\\nb'} | utm",
        "users | {'email': 'a@example.com', 'password': 'x'} | password",
        "organizations | {'name': ''} | name",
        "organizations | {'name': ' '} | name",
        "organizations | {'name': 'a\\nb'} | name",
        "organizations | {'name': {}} | name",
        "organizations | {'title': 'x'} | title",
        "keys | {'name': 'a\\nb'} | name",
        "keys | {'name': true} | name",
        "keys | {'scopes': []} | scopes",
      })
  void wrongFieldsAreNamed(String what, String body, String field) {
    var path =
        switch (what) {
          case "users" -> USERS;
          case "organizations" -> organizations(user().get("/id"));
          default -> keys(organization());
        };
    var answer = api.post(path, body).is(422);
    assertThat(answer.get("/code")).isEqualTo("invalid_request");
    assertThat(answer.get("/field")).isEqualTo(field);
  }

  @Test
  void anAddressBelongsToOneUserOfTheServer() {
    var email = address();
    client(TestPartner.on(front), Mode.TEST).post(USERS, "{'email': '%s'}".formatted(email));
    var taken = api.post(USERS, "{'email': '%s'}".formatted(email.toUpperCase(Locale.ROOT)));
    assertThat(taken.is(422).get("/field")).isEqualTo("email");
    assertThat(api.get(USERS).json().at("/data")).isEmpty();
  }

  @Test
  void anotherPartnersIdIsAMissingOne() {
    var user = user().get("/id");
    var organization = organization();
    var key = api.post(keys(organization), "{}").is(201).get("/id");
    var stranger =
        client(TestPartner.on(front), Mode.TEST).with("X-Request-Id", "the-same-for-both");
    var own = stranger.post(USERS, "{'email': '%s'}".formatted(address())).is(201).get("/id");
    var ownOrganization = stranger.get(organizations(own)).get("/data/0/id");
    for (var path :
        List.of(
            "GET " + USERS + "/" + user,
            "GET " + organizations(user),
            "POST " + organizations(user),
            "GET " + ROOT + "/partner/organizations/" + organization + "/prepaid-balance",
            "GET " + keys(organization),
            "POST " + keys(organization),
            "DELETE " + keys(organization) + "/" + key,
            "DELETE " + keys(ownOrganization) + "/" + key,
            "GET " + USERS + "?cursor=" + user,
            "GET " + organizations(own) + "?cursor=" + organization,
            "GET " + keys(ownOrganization) + "?cursor=" + key)) {
      var foreign = send(stranger, path);
      var absent = path;
      for (var id : List.of(user, organization, key)) {
        absent = absent.replace(id, UUID.randomUUID().toString());
      }
      var missing = send(stranger, absent);
      assertThat(foreign.status()).as(path).isEqualTo(path.contains("cursor") ? 422 : 404);
      assertThat(missing.status()).as(path).isEqualTo(foreign.status());
      assertThat(missing.text()).as(path).isEqualTo(foreign.text());
    }
    assertThat(api.get(keys(organization)).json().at("/data")).hasSize(1);
  }

  private static Answer send(ApiClient client, String request) {
    var parts = request.split(" ");
    return client.send(parts[0], parts[1], Optional.empty());
  }

  /// Each kind of key is refused at the methods of the other, whatever the body.
  @Test
  void eachKindOfKeyHasMethodsOfItsOwn() {
    var merchant = client(front.keys().coffer());
    for (var path : List.of(USERS, keys(organization()), organizations(user().get("/id")))) {
      wrongKey(merchant.get(path), "The key of a partner may do it.");
      wrongKey(merchant.post(path, "{}"), "The key of a partner may do it.");
    }
    for (var path : List.of("/invoices", "/project", "/balances", "/prepaid-balance")) {
      wrongKey(api.get(ROOT + path), "This is the key of a partner.");
    }
    wrongKey(api.post(ROOT + "/invoices", "{}"), "This is the key of a partner.");
    wrongKey(api.post(ROOT + "/sandbox/mine", "{}"), "This is the key of a partner.");
    var pair = client(partner.key("onchainpay", Mode.TEST).text());
    pair.get(USERS).is(401);
    var revoked = partner.key(CofferApi.DIALECT, Mode.TEST);
    partner.revoke(revoked);
    client(revoked.text()).get(USERS).is(401);
  }

  private static void wrongKey(Answer answer, String detail) {
    assertThat(answer.is(403).get("/code")).isEqualTo("wrong_key");
    assertThat(answer.get("/detail")).isEqualTo(detail);
  }
}
