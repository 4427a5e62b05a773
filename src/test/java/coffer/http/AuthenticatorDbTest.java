package coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.Cidr;
import coffer.core.Rejection;
import coffer.core.chain.Catalogue;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Project;
import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.db.TestDb;
import coffer.db.Vault;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Keys over HTTP, behind a proxy that says who asks. A key has two calls; time stands still.
final class AuthenticatorDbTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  @AutoClose private static final Db db = TestDb.create();

  private final Merchants merchants =
      new Merchants(
          Vault.of(MasterKey.generate()),
          new Chains(db, new Catalogue(List.of()), List.of()),
          CLOCK);
  private final Keys keys = new Keys(db, merchants, CLOCK);
  private final Project project =
      db.tx(
          tx ->
              merchants.createProject(
                  tx, merchants.createOrganization(tx, "Shop", false), "Shop", Mode.LIVE));
  private final RateLimiter limiter =
      new RateLimiter(
          new RateLimiter.Limit(60, 2), RateLimiter.Headers.X_RATE_LIMIT, CLOCK, () -> 0);
  private final HttpServer server =
      new HttpServer(
              new HttpServer.Settings(
                  "127.0.0.1",
                  0,
                  10_000,
                  PathAliases.none(),
                  false,
                  Duration.ofSeconds(5),
                  HttpServer.ConnectionLimits.DEFAULT),
              List.of(new Whose(new Authenticator(keys, limiter, PayerLimits.none()))),
              new ClientAddress(List.of(Cidr.parse("127.0.0.1/32"))),
              new RateLimiter(new RateLimiter.Limit(0, 1)),
              new Health(List::of),
              new Metrics(List.of()),
              new EventStreams(new EventStreams.Limits(10, 10, Duration.ofSeconds(15))))
          .start();
  private final HttpClient client = HttpClient.newHttpClient();

  private record Whose(Authenticator authenticator) implements FrontEnd {
    @Override
    public String prefix() {
      return "/whose";
    }

    @Override
    public void routes(RoutesConfig routes) {
      routes.get(
          "/whose",
          ctx -> {
            var principal = authenticator.principal(ctx, "other", Authenticator.bearer(ctx));
            ctx.result(principal.organization().toString());
          });
    }

    @Override
    public void refuse(Context ctx, Rejection rejection) {
      throw new AssertionError(rejection);
    }

    @Override
    public void fail(Context ctx, Failure failure) {
      Problem.write(ctx, failure);
    }
  }

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  @Test
  void aKeyIsLimitedFromWhereverItIsUsed() throws Exception {
    var key = key(ApiKey.Kind.PROJECT, "other");
    var first = ask(key, "203.0.113.1");
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().map()).containsEntry("x-ratelimit-limit", List.of("2"));
    assertThat(first.headers().map()).containsEntry("x-ratelimit-remaining", List.of("1"));
    assertThat(first.headers().map()).doesNotContainKeys("x-ratelimit-reset", "retry-after");
    assertThat(ask(key, "203.0.113.2").statusCode()).isEqualTo(200);
    var refused = ask(key, "203.0.113.3");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().map())
        .containsEntry("x-ratelimit-remaining", List.of("0"))
        .containsEntry("x-ratelimit-reset", List.of(String.valueOf(NOW.getEpochSecond() + 1)))
        .containsEntry("retry-after", List.of("1"));
    assertThat(ask(key(ApiKey.Kind.PROJECT, "other"), "203.0.113.3").statusCode()).isEqualTo(200);
  }

  @Test
  void aPublishableKeyIsLimitedForEachAddress() throws Exception {
    var key = key(ApiKey.Kind.PUBLISHABLE, "other");
    for (int i = 0; i < 2; i++) assertThat(ask(key, "203.0.113.1").statusCode()).isEqualTo(200);
    assertThat(ask(key, "203.0.113.1").statusCode()).isEqualTo(429);
    assertThat(ask(key, "203.0.113.2").statusCode()).isEqualTo(200);
    // Another network of the same customer.
    for (int i = 0; i < 2; i++)
      assertThat(ask(key, "2001:db8:1:" + i + "::1").statusCode()).isEqualTo(200);
    assertThat(ask(key, "2001:db8:1:2::1").statusCode()).isEqualTo(429);
    assertThat(ask(key, "2001:db8:2:2::1").statusCode()).isEqualTo(200);
  }

  /// The proxy is within the block, but it could speak for anybody.
  @Test
  void aKeyOfAnAddressIsRefusedWhereTheProxyNamesNoClient() throws Exception {
    var key = key(ApiKey.Kind.PROJECT, "other", List.of(Cidr.parse("127.0.0.0/8")));
    assertThat(ask(key, "127.0.0.5").statusCode()).isEqualTo(200);
    assertThat(ask(key, "unknown").statusCode()).isEqualTo(403);
    assertThat(ask(key, ",").statusCode()).isEqualTo(403);
    assertThat(ask(key(ApiKey.Kind.PROJECT, "other"), "unknown").statusCode()).isEqualTo(200);
  }

  @Test
  void aKeyOfAnotherApiIsNone() throws Exception {
    assertThat(ask(key(ApiKey.Kind.PROJECT, "coffer"), "203.0.113.1").statusCode()).isEqualTo(401);
    assertThat(ask("nothing", "203.0.113.1").statusCode()).isEqualTo(401);
  }

  private String key(ApiKey.Kind kind, String dialect) {
    return key(kind, dialect, List.of());
  }

  private String key(ApiKey.Kind kind, String dialect, List<Cidr> cidrs) {
    var wanted =
        new Keys.NewKey(
            kind,
            dialect,
            KeyShape.letters("k_"),
            project.organizationId(),
            Optional.of(project),
            kind.most(),
            cidrs,
            Set.of(),
            "");
    return db.tx(tx -> keys.create(tx, wanted)).text();
  }

  private HttpResponse<String> ask(String key, String from) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/whose"))
            .header("Authorization", "Bearer " + key)
            .header("X-Forwarded-For", from)
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
