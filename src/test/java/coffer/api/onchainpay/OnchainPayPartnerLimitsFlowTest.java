package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayClient.PARTNER;
import static coffer.api.onchainpay.PartnerCalls.address;
import static coffer.api.onchainpay.PartnerCalls.target;
import static coffer.api.onchainpay.PartnerCalls.userId;
import static coffer.api.onchainpay.PartnerCalls.with;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient.Answer;
import coffer.app.Stall;
import coffer.app.Storefront;
import coffer.core.chain.Mode;
import coffer.core.merchant.Scope;
import com.password4j.Argon2Function;
import com.password4j.Password;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What bounds the partner API, and what many requests at once do.
final class OnchainPayPartnerLimitsFlowTest {
  @AutoClose private static final Storefront front = Storefront.withoutLimits();
  private final PartnerCalls partner = PartnerCalls.on(front);
  private final OnchainPayClient api = partner.api();

  @Test
  void ofTwentyAtOnceOneIsMade() throws Exception {
    var body = "{'email':'" + address() + "'}";
    var rival = PartnerCalls.on(front).api();
    var answers = atOnce(20, i -> (i % 2 == 0 ? api : rival).partner("create-user", body).status());
    assertThat(answers).containsOnly(200, 409);
    assertThat(answers.stream().filter(status -> status == 200)).hasSize(1);
  }

  private interface Numbered {
    int run(int i);
  }

  private static List<Integer> atOnce(int many, Numbered task) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, many).mapToObj(i -> (Callable<Integer>) () -> task.run(i)).toList();
      var results = new ArrayList<Integer>();
      for (var each : threads.invokeAll(tasks)) results.add(each.get());
      return results;
    }
  }

  /// The database keeps the hash, and nothing else of a password or a secret.
  @Test
  void passwordsAndSecretsAreShownOnce() {
    var email = address();
    var body = "{\"email\":\"" + email + "\",\"nonce\":\"%s\"}";
    var made = repeatable("create-user", body).is(200);
    var password = made.get("/response/password");
    var hash =
        partner
            .partner()
            .db()
            .tx(
                tx ->
                    tx.only(
                        "SELECT password_hash FROM app_user WHERE email = ?",
                        row -> row.text("password_hash"),
                        email));
    assertThat(hash).startsWith("$argon2id$");
    var argon2 = Argon2Function.getInstanceFromHash(hash);
    assertThat(Password.check(password, hash).with(argon2)).isTrue();
    assertThat(Password.check(password + "x", hash).with(argon2)).isFalse();
    var again = repeatable("create-user", body).is(200);
    assertThat(again.header("Idempotent-Replayed")).contains("true");
    assertThat(again.get("/response/id")).isEqualTo(made.get("/response/id"));
    assertThat(again.json().path("response").has("password")).isFalse();

    var user = made.get("/response/id");
    var pair =
        "{\"userId\":\"%s\",\"organizationId\":\"%s\",\"alias\":\"x\",\"nonce\":\"%%s\"}"
            .formatted(user, partner.organization(user));
    var secret = repeatable("create-api-keys", pair).is(200).get("/response/secret");
    var repeated = repeatable("create-api-keys", pair).is(200);
    assertThat(repeated.json().path("response").has("secret")).isFalse();
    List<String> rows =
        partner
            .partner()
            .db()
            .tx(
                tx ->
                    tx.list(
                        """
                SELECT row_to_json(i)::text AS text FROM idempotency i
                UNION ALL SELECT row_to_json(u)::text FROM app_user u
                UNION ALL SELECT row_to_json(k)::text FROM api_key k
                UNION ALL SELECT row_to_json(e)::text FROM event e
                UNION ALL SELECT row_to_json(n)::text FROM nonce n
                """,
                        row -> row.text("text")));
    assertThat(rows).isNotEmpty().noneMatch(row -> row.contains(password) || row.contains(secret));
  }

  private Answer repeatable(String method, String body) {
    var text = body.formatted(UUID.randomUUID());
    return api.unsigned()
        .with("Idempotency-Key", method)
        .with("x-api-public-key", api.publicKey())
        .with("x-api-signature", OnchainPayClient.hmac(api.secret(), text))
        .postRaw(PARTNER + "/" + method, text);
  }

  /// Hashing takes its time, but neither the connections nor the threads of others.
  @Test
  void fiftyCreationsAtOnceLeaveRoomForOthers() throws Exception {
    var stall = new OnchainPayClient(front.url(), Stall.on(front).pair("onchainpay", Scope.all()));
    stall.call("orders", "{}").is(200);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var creations = threads.submit(() -> atOnce(50, _ -> partner.createUser(address()).status()));
      int meanwhile = 0;
      var longest = Duration.ZERO;
      while (!creations.isDone()) {
        long before = System.nanoTime();
        stall.call("orders", "{}").is(200);
        var took = Duration.ofNanos(System.nanoTime() - before);
        if (took.compareTo(longest) > 0) longest = took;
        if (!creations.isDone()) meanwhile++;
      }
      // A request that waits too long gets 503.
      assertThat(creations.get()).contains(200).isSubsetOf(200, 503);
      assertThat(meanwhile).as("requests answered meanwhile").isPositive();
      assertThat(longest).isLessThan(Duration.ofSeconds(3));
    }
  }

  /// Fills the tables up to the limits.
  @Test
  void everyNumberHasABound() {
    var user = partner.user();
    var organization = partner.organization(user);
    var target = target(user, organization);
    for (int i = 1; i < 20; i++) api.partner("create-user-organization", userId(user)).is(200);
    refused("create-user-organization", userId(user), "userId: The user has 20 organizations");
    var alias = with(target, "'alias':'x'");
    api.partner("create-api-keys", alias).is(200);
    copyKeys(organization, 99, false);
    refused("create-api-keys", alias, "organizationId: The project has 100 keys of this API");
    run("UPDATE api_key SET revoked_at = created_at WHERE name = 'copy'", List.of());
    copyKeys(organization, 9_900, true);
    refused("create-api-keys", alias, "organizationId: The project had 10,000 keys of this API");
    run(
        """
        INSERT INTO app_user (public_id, partner_id, email, created_at, updated_at)
        SELECT gen_random_uuid(), ?, gen_random_uuid() || '@example.com', now(), now()
        FROM generate_series(1, 9999)
        """,
        List.of(partner.partner().id()));
    refused("create-user", "{'email':'one@example.com'}", "email: The partner has 10,000 users");
  }

  @Test
  void simulatedChainsHaveABound() {
    var user = partner.user();
    var alias = with(target(user, partner.organization(user)), "'alias':'x'");
    run(
        """
        INSERT INTO organization (public_id, partner_id, name, created_at)
        SELECT gen_random_uuid(), ?, 'full', now() FROM generate_series(1, 100)
        """,
        List.of(partner.partner().id()));
    run(
        """
        INSERT INTO chain (name, network, family, mode, organization_id)
        SELECT 'unread', 'unread', 'unread', 'test', id FROM organization WHERE partner_id = ? AND name = 'full'
        """,
        List.of(partner.partner().id()));
    refused(
        "create-api-keys",
        alias,
        "organizationId: The partner has 100 organizations with keys of test projects");
    partner.client(Mode.LIVE).partner("create-api-keys", alias).is(200);
    run(
        """
        DELETE FROM chain WHERE name = 'unread' AND organization_id IN
          (SELECT id FROM organization WHERE partner_id = ?)
        """,
        List.of(partner.partner().id()));
    api.partner("create-api-keys", alias).is(200);
  }

  private void refused(String method, String body, String message) {
    var answer = api.partner(method, body).is(400);
    assertThat(answer.get("/error/name")).isEqualTo("VALIDATION_ERROR");
    assertThat(answer.get("/error/message")).isEqualTo(message + ", which is the maximum.");
  }

  private void copyKeys(String organization, int many, boolean revoked) {
    run(
        """
        INSERT INTO api_key (public_id, organization_id, project_id, dialect, kind, hash, hint, scopes, name,
            created_at, revoked_at)
        SELECT gen_random_uuid(), k.organization_id, k.project_id, k.dialect, k.kind,
            sha256(gen_random_uuid()::text::bytea), k.hint, k.scopes, 'copy', k.created_at,
            CASE WHEN ? THEN k.created_at END
        FROM api_key k JOIN organization o ON o.id = k.organization_id, generate_series(1, ?)
        WHERE o.public_id = ? AND k.name = 'x'
        """,
        List.of(revoked, many, UUID.fromString(organization)));
  }

  private void run(String sql, List<Object> values) {
    partner.partner().db().run(tx -> tx.update(sql, values.toArray()));
  }
}
