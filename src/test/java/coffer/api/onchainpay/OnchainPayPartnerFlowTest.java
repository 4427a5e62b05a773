package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayClient.GATEWAY;
import static coffer.api.onchainpay.OnchainPayClient.PARTNER;
import static coffer.api.onchainpay.PartnerCalls.address;
import static coffer.api.onchainpay.PartnerCalls.target;
import static coffer.api.onchainpay.PartnerCalls.userId;
import static coffer.api.onchainpay.PartnerCalls.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.ApiClient.Answer;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.chain.Mode;
import coffer.core.merchant.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// The partner API, on a whole server.
final class OnchainPayPartnerFlowTest {
  private static final List<String> METHODS =
      List.of(
          "create-user",
          "get-user",
          "get-users",
          "create-user-organization",
          "get-user-organizations",
          "get-organization-advanced-balances",
          "top-up-advanced-balance",
          "get-default-tariffs",
          "set-organization-tariff",
          "get-organization-tariffs",
          "create-api-keys",
          "get-api-keys",
          "delete-api-keys");

  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final PartnerCalls partner = PartnerCalls.on(front);
  private final OnchainPayClient api = partner.api();

  @Test
  void usersAndTheirOrganizations() {
    var email = address();
    var made = api.partner("create-user", "{'email':'" + email + "','utm':'fair'}").is(200);
    assertThat(made.get("/response/password")).matches("[A-Za-z2-9]{24}");
    assertThat(made.get("/response/utm")).isEqualTo("fair");
    assertThat(made.get("/response/lastLoginAt")).isEqualTo("null");
    assertThat(made.get("/response/confirmedAt")).isEqualTo(made.get("/response/createdAt"));
    var id = made.get("/response/id");
    var shown = (ObjectNode) made.json().path("response").deepCopy();
    shown.remove("password");
    for (var name : List.of("id", "userId")) {
      var one = api.partner("get-user", "{'" + name + "':'" + id + "'}").is(200);
      assertThat(one.json().path("response")).isEqualTo(shown);
    }
    var other = partner.user();
    var page = api.partner("get-users", "{'limit':1,'offset':1}").is(200);
    assertThat(page.json().path("response").path("total").intValue()).isEqualTo(2);
    assertThat(page.get("/response/users/0/id")).isEqualTo(other);
    assertThat(page.json().at("/response/users")).hasSize(1);

    var first = api.partner("get-user-organizations", userId(id)).is(200);
    assertThat(first.json().path("response")).hasSize(1);
    assertThat(first.get("/response/0/name")).isEqualTo(email);
    var named = with(userId(id), "'name':'Ann'");
    var second = api.partner("create-user-organization", named).is(200).get("/response");
    var unnamed = api.partner("create-user-organization", userId(id)).is(200).get("/response");
    var all = api.partner("get-user-organizations", userId(id)).is(200);
    assertThat(all.get("/response/1/id")).isEqualTo(second);
    assertThat(all.get("/response/1/name")).isEqualTo("Ann");
    assertThat(all.get("/response/2/id")).isEqualTo(unnamed);
    assertThat(all.get("/response/2/name")).isEqualTo(email);
    var last =
        api.partner("get-user-organizations", with(userId(id), "'limit':5,'offset':2")).is(200);
    assertThat(last.json().path("response")).hasSize(1);
  }

  @Test
  void balances() {
    var user = partner.user();
    var second = api.partner("create-user-organization", userId(user)).get("/response");
    for (var body : List.of(userId(user), with(userId(user), "'organizationId':''"))) {
      var all = api.partner("get-organization-advanced-balances", body).is(200);
      assertThat(all.json().path("response")).hasSize(2);
    }
    var one = api.partner("get-organization-advanced-balances", target(user, second)).is(200);
    assertThat(one.json().path("response")).hasSize(1);
    assertThat(one.get("/response/0/advancedBalanceId")).isEqualTo(second);
    assertThat(one.get("/response/0/balance")).isEqualTo("0");
  }

  /// A test pair of a partner makes pairs of test projects, a live pair those of live ones.
  @Test
  void aPairOfAPartnersOrganizationTakesOrders() {
    var user = partner.user();
    var target = target(user, partner.organization(user));
    assertThat(chains(target)).as("nobody uses them yet").isZero();
    var alias = with(target, "'alias':'Integration key'");
    var made = api.partner("create-api-keys", alias).is(200);
    assertThat(chains(target)).isPositive();
    assertThat(made.get("/response/alias")).isEqualTo("Integration key");
    var key = made.get("/response/public");
    var shop = new OnchainPayClient(front.url(), key, made.get("/response/secret"));
    var order = "{'currency':'USDT','network':'tron','amount':'5','order':'1'}";
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> shop.call("make-order", order).status() == 200);

    var listed = api.partner("get-api-keys", target).is(200);
    assertThat(listed.json().at("/response/total").intValue()).isEqualTo(1);
    assertThat(listed.get("/response/keys/0/public")).isEqualTo(key);
    assertThat(listed.text()).doesNotContain("secret");
    var live = partner.client(Mode.LIVE);
    assertThat(live.partner("get-api-keys", target).is(200).json().at("/response/total").asInt())
        .isZero();
    var pair = live.partner("create-api-keys", alias).is(200);
    var liveShop =
        new OnchainPayClient(
            front.url(), pair.get("/response/public"), pair.get("/response/secret"));
    assertThat(liveShop.call("orders", "{}").is(200).get("/response/total")).isEqualTo("0");
    assertThat(shop.call("orders", "{}").is(200).get("/response/total")).isEqualTo("1");

    var deleted = with(target, "'keyId':'" + made.get("/response/id") + "'");
    missing(live.partner("delete-api-keys", deleted));
    assertThat(api.partner("delete-api-keys", deleted).is(200).get("/response")).isEqualTo("null");
    missing(api.partner("delete-api-keys", deleted));
    assertThat(shop.call("orders", "{}").is(401).get("/error/name")).isEqualTo("API_KEY_NOT_FOUND");
    assertThat(api.partner("get-api-keys", target).json().at("/response/keys")).isEmpty();
  }

  /// How many simulated chains the organization has.
  private long chains(String target) {
    var organization = ApiClient.MAPPER.readTree(target.replace('\'', '"')).path("organizationId");
    return partner
        .partner()
        .db()
        .tx(
            tx ->
                tx.only(
                    """
                    SELECT count(*) AS n FROM chain JOIN organization o ON o.id = chain.organization_id
                    WHERE o.public_id = ?
                    """,
                    row -> row.number("n"),
                    UUID.fromString(organization.asString())));
  }

  private static void missing(Answer answer) {
    assertThat(answer.is(404).get("/error/name")).isEqualTo("NOT_FOUND");
  }

  /// What another partner created is answered, byte for byte, as what never was.
  @Test
  void partnersDoNotSeeEachOther() {
    var user = partner.user();
    var organization = partner.organization(user);
    var key =
        api.partner("create-api-keys", with(target(user, organization), "'alias':'x'"))
            .get("/response/id");
    var rival = PartnerCalls.on(front).api();
    var own = rival.partner("create-user", "{'email':'" + address() + "'}").get("/response/id");
    var never = UUID.randomUUID().toString();
    for (var method :
        List.of(
            "create-user-organization",
            "get-user-organizations",
            "get-organization-advanced-balances")) {
      same(rival, method, userId(user), userId(never));
    }
    same(rival, "get-user", "{'id':'" + user + "'}", "{'id':'" + never + "'}");
    for (var method :
        List.of("get-organization-advanced-balances", "create-api-keys", "get-api-keys")) {
      var alias = "'alias':'x'";
      same(rival, method, with(target(own, organization), alias), with(target(own, never), alias));
      same(
          rival,
          method,
          with(target(user, organization), alias),
          with(target(never, never), alias));
    }
    var delete = "'keyId':'" + key + "'";
    same(
        rival,
        "delete-api-keys",
        with(target(user, organization), delete),
        with(target(never, never), delete));
    var others = rival.partner("get-user-organizations", userId(own)).get("/response/0/id");
    same(
        rival,
        "delete-api-keys",
        with(target(own, others), delete),
        with(target(own, others), "'keyId':'" + never + "'"));
    assertThat(rival.partner("get-users", "{}").json().at("/response/total").asInt()).isEqualTo(1);
    assertThat(
            api.partner("get-api-keys", target(user, organization))
                .json()
                .at("/response/total")
                .asInt())
        .isEqualTo(1);
  }

  private static void same(OnchainPayClient rival, String method, String foreign, String never) {
    var one = traced(rival, method, foreign);
    var other = traced(rival, method, never);
    missing(one);
    assertThat(one.text()).as(method).isEqualTo(other.text());
  }

  private static Answer traced(OnchainPayClient client, String method, String body) {
    var json = (ObjectNode) ApiClient.MAPPER.readTree(body.replace('\'', '"'));
    json.put("nonce", UUID.randomUUID().toString());
    var text = ApiClient.MAPPER.writeValueAsString(json);
    return client
        .unsigned()
        .with("X-Request-Id", "the-same-for-both")
        .with("x-api-public-key", client.publicKey())
        .with("x-api-signature", OnchainPayClient.hmac(client.secret(), text))
        .postRaw(PARTNER + "/" + method, text);
  }

  /// Each kind of pair is refused where the other one belongs, and uses up no nonce there.
  @Test
  void eachKindOfPairHasItsMethods() {
    var stall = new OnchainPayClient(front.url(), Stall.on(front).pair("onchainpay", Scope.all()));
    for (var method : METHODS)
      denied(stall.partner(method, "{}"), "need the key pair of a partner");
    for (var method : List.of("make-order", "orders", "advanced-balances", "make-withdrawal")) {
      denied(api.call(method, "{}"), "is the key pair of a partner");
    }
    for (var path : List.of("/partner/api/get-users", "/partner/api/get-users/")) {
      denied(stall.raw(path, "{\"nonce\":\"" + UUID.randomUUID() + "\"}"), "of a partner");
      api.raw(path, "{\"nonce\":\"" + UUID.randomUUID() + "\"}").is(200);
    }
    var body = "{\"nonce\":\"" + UUID.randomUUID() + "\"}";
    stall.raw(PARTNER + "/get-users", body).is(403);
    stall.raw(GATEWAY + "/orders", body).is(200);
  }

  private static void denied(Answer answer, String words) {
    assertThat(answer.is(403).get("/error/name")).isEqualTo("PERMISSION_DENIED");
    assertThat(answer.get("/error/message")).contains(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "top-up-advanced-balance",
        "get-default-tariffs",
        "set-organization-tariff",
        "get-organization-tariffs"
      })
  void whatIsNotOfferedSaysSo(String method) {
    assertThat(api.partner(method, "{}").is(400).get("/error/name"))
        .isEqualTo("METHOD_NOT_ENABLED");
  }

  @Test
  void signaturesNoncesAndRevokedPairs() {
    for (var method : METHODS) {
      var body = "{\"nonce\":\"" + UUID.randomUUID() + "\"}";
      var path = PARTNER + "/" + method;
      assertThat(api.signed(path, body, "0".repeat(64)).is(401).get("/error/name"))
          .isEqualTo("INVALID_SIGNATURE");
      assertThat(api.unsigned().postRaw(path, body).is(401).get("/error/name"))
          .isEqualTo("API_KEY_NOT_FOUND");
    }
    var body = "{\"nonce\":\"once\"}";
    api.raw(PARTNER + "/get-users", body).is(200);
    assertThat(api.raw(PARTNER + "/get-users", body).is(400).get("/error/name"))
        .isEqualTo("INVALID_NONCE");
    assertThat(api.raw(PARTNER + "/get-users", "{}").is(400).get("/error/name"))
        .isEqualTo("INVALID_NONCE");
    var revoked = partner.partner().key("onchainpay", Mode.TEST);
    partner.partner().revoke(revoked);
    assertThat(
            new OnchainPayClient(front.url(), revoked)
                .partner("get-users", "{}")
                .is(401)
                .get("/error/name"))
        .isEqualTo("API_KEY_NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "create-user | {} | email",
        "create-user | {'email':null} | email",
        "create-user | {'email':7} | email",
        "create-user | {'email':['a@b']} | email",
        "create-user | {'email':''} | email",
        "create-user | {'email':'a'} | email",
        "create-user | {'email':'a@b@c'} | email",
        "create-user | {'email':'a@b','utm':7} | utm",
        "create-user | {'email':'a\\u0000@b'} | email",
        "create-user | {'email':'a@b\\u202e'} | email",
        "get-user | {} | id",
        "get-user | {'id':'x'} | id",
        "get-user | {'id':{}} | id",
        "get-user | {'userId':7} | userId",
        "get-users | {'limit':0} | limit",
        "get-users | {'limit':1001} | limit",
        "get-users | {'limit':'10'} | limit",
        "get-users | {'offset':-1} | offset",
        "get-users | {'offset':1e99} | offset",
        "create-user-organization | {} | userId",
        "create-user-organization | USER,'name':7} | name",
        "create-user-organization | USER,'name':'  '} | name",
        "create-user-organization | USER,'name':'a\\nb'} | name",
        "create-user-organization | USER,'name':'a\\u0000'} | name",
        "get-user-organizations | {'userId':[]} | userId",
        "get-user-organizations | USER,'limit':true} | limit",
        "get-organization-advanced-balances | {} | userId",
        "get-organization-advanced-balances | USER,'organizationId':7} | organizationId",
        "create-api-keys | USER,'alias':'x'} | organizationId",
        "create-api-keys | USER,'organizationId':'U'} | organizationId",
        "create-api-keys | USER,'organizationId':'ORGANIZATION'} | alias",
        "create-api-keys | USER,'organizationId':'ORGANIZATION','alias':''} | alias",
        "create-api-keys | USER,'organizationId':'ORGANIZATION','alias':'a\\nb'} | alias",
        "get-api-keys | USER} | organizationId",
        "delete-api-keys | USER,'organizationId':'ORGANIZATION'} | keyId",
        "delete-api-keys | USER,'organizationId':'ORGANIZATION','keyId':1} | keyId",
      })
  void badFieldsAreNamed(String method, String body, String field) {
    var user = partner.user();
    var whole =
        body.replace("USER", "{'userId':'" + user + "'")
            .replace("ORGANIZATION", partner.organization(user));
    var answer = api.partner(method, whole).is(400);
    assertThat(answer.get("/error/name")).isEqualTo("VALIDATION_ERROR");
    assertThat(answer.get("/error/message")).startsWith(field + ": ");
  }

  @Test
  void longTexts() {
    assertThat(partner.createUser("a".repeat(318) + "@b").is(200).get("/response/email"))
        .hasSize(320);
    partner.createUser("a".repeat(319) + "@b").is(400);
    var user = userId(partner.user());
    api.partner("create-user-organization", with(user, "'name':'" + "n".repeat(200) + "'")).is(200);
    api.partner("create-user-organization", with(user, "'name':'" + "n".repeat(201) + "'")).is(400);
  }

  @Test
  void anAddressIsOfOneUserOfTheServer() {
    var email = address();
    partner.createUser(email).is(200);
    var rival = PartnerCalls.on(front).api();
    for (var client : List.of(api, rival)) {
      var body = "{'email':'" + email.toUpperCase(Locale.ROOT) + "'}";
      var answer = client.partner("create-user", body).is(409);
      assertThat(answer.get("/error/name")).isEqualTo("DUPLICATE_EXTERNAL_ID");
      assertThat(answer.get("/error/message")).isEqualTo("email: Another user has this address.");
    }
  }
}
