package coffer.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import coffer.api.coffer.CofferKeys;
import coffer.app.config.Config;
import coffer.app.config.DemoConfig;
import coffer.core.Rejection;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Scope;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.http.Authenticator;
import coffer.http.Failure;
import coffer.http.FrontEnd;
import coffer.http.PathAliases;
import coffer.http.Problem;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.LoggerFactory;

/// The server with one front end and one worker, over real rows.
@ResourceLock("log")
final class ServerDbTest {
  @TempDir private static Path folder;
  @AutoClose private static final HttpClient client = HttpClient.newHttpClient();

  private final List<String> steps = new CopyOnWriteArrayList<>();
  private volatile Optional<String> problem = Optional.empty();

  /// Says whose key it was.
  private record Whose(Server.Services services) implements FrontEnd {
    @Override
    public String prefix() {
      return "/whose";
    }

    @Override
    public void routes(RoutesConfig routes) {
      routes.get(
          "/whose/key",
          ctx -> {
            var principal =
                services.authenticator().principal(ctx, "coffer", Authenticator.bearer(ctx));
            Authenticator.demand(principal, Scope.INVOICES_READ);
            ctx.result("project " + principal.project().orElseThrow().name());
          });
      routes.get(
          "/whose/failure",
          _ -> {
            throw new IllegalStateException("not said to anybody");
          });
    }

    @Override
    public void refuse(Context ctx, Rejection rejection) {
      ctx.status(422);
    }

    @Override
    public void fail(Context ctx, Failure failure) {
      Problem.write(ctx, failure);
    }
  }

  private static Infrastructure base() {
    var config = DemoConfig.create(folder, 0);
    return Infrastructure.open(
        new Config(
            config.data(),
            config.postgres(),
            config.http(),
            Optional.of(new Config.Database(TestDb.address(), 5)),
            config.keys(),
            config.chains(),
            config.rates(),
            config.webhooks(),
            config.limits(),
            config.dialects(),
            config.sandbox(),
            config.logs()));
  }

  private Server start(Infrastructure infrastructure) {
    return Server.start(
        infrastructure,
        services ->
            new Server.Modules(
                List.of(new Whose(services)),
                PathAliases.none(),
                List.of(
                    worker("a", () -> steps.add("+a"), () -> problem),
                    worker("b", () -> steps.add("+b"), Optional::empty))));
  }

  private Server.Worker worker(String name, Runnable start, Supplier<Optional<String>> problem) {
    return new Server.Worker(name, start, () -> steps.add("-" + name), problem);
  }

  @Test
  void startsInOrderAndStopsInTheOther() throws Exception {
    try (var infrastructure = base()) {
      int port;
      try (var server = start(infrastructure)) {
        assertThat(get(server, "/health/ready", "").statusCode()).isEqualTo(200);
        port = server.port();
      }
      assertThat(steps).containsExactly("+a", "+b", "-b", "-a");
      assertThatThrownBy(() -> get(port, "/health/live", ""))
          .isInstanceOf(java.io.IOException.class);
    }
  }

  @Test
  void aWorkerThatDoesNotStartStopsTheOthers() {
    try (var infrastructure = base()) {
      assertThatThrownBy(
              () ->
                  Server.start(
                      infrastructure,
                      _ ->
                          new Server.Modules(
                              List.of(),
                              PathAliases.none(),
                              List.of(
                                  worker("a", () -> steps.add("+a"), Optional::empty),
                                  worker(
                                      "b",
                                      () -> {
                                        throw new IllegalStateException("no");
                                      },
                                      Optional::empty)))))
          .isInstanceOf(IllegalStateException.class);
      assertThat(steps).containsExactly("+a", "-a");
    }
  }

  @Test
  void healthAndMetricsTellOfChains() throws Exception {
    try (var infrastructure = base();
        var server = start(infrastructure)) {
      var organization =
          infrastructure
              .db()
              .tx(tx -> infrastructure.merchants().createOrganization(tx, "O", false));
      infrastructure
          .db()
          .run(tx -> infrastructure.merchants().createProject(tx, organization, "P", Mode.TEST));
      var chain =
          infrastructure.chains().all().stream()
              .filter(known -> known.name().equals("ethereum-sandbox"))
              .findFirst()
              .orElseThrow();
      read(infrastructure.db(), chain.id(), 100, 350);
      var ready = get(server, "/health/ready", "");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body())
          .contains("degraded", "\"database\":\"ok\"")
          .containsPattern("\"chain/ethereum-sandbox\":\"250 blocks behind, \\d+ s\"");
      var metrics = get(server, "/metrics", "").body();
      assertThat(metrics)
          .containsPattern("coffer_chain_lag_blocks\\{chain=\"ethereum-sandbox\",.*} 250.0")
          .containsPattern("coffer_chain_lag_seconds\\{chain=\"ethereum-sandbox\",.*} 4[0-9]{2}.0")
          .contains("coffer_deliveries_due 0.0", "coffer_deliveries_oldest_due_seconds 0.0");
    }
  }

  @Test
  void aWorkerThatDoesNotWorkIsTold() throws Exception {
    try (var infrastructure = base();
        var server = start(infrastructure)) {
      assertThat(get(server, "/health/ready", "").body()).doesNotContain("worker/");
      problem = Optional.of("has ended");
      var ready = get(server, "/health/ready", "");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body()).contains("degraded", "\"worker/a\":\"has ended\"");
      assertThat(get(server, "/metrics", "").body())
          .contains("coffer_worker_up{worker=\"a\"} 0.0", "coffer_worker_up{worker=\"b\"} 1.0");
    }
  }

  @Test
  void noSecretIsLogged() throws Exception {
    var log = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    var seen = new ListAppender<ILoggingEvent>();
    seen.start();
    log.addAppender(seen);
    for (var name : List.of("coffer", "access")) {
      ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.DEBUG);
    }
    try (var infrastructure = base();
        var server = start(infrastructure)) {
      var key = key(infrastructure);
      assertThat(get(server, "/whose/key?token=hunter2", key).body()).isEqualTo("project P");
      assertThat(get(server, "/whose/key", key + "x").statusCode()).isEqualTo(401);
      assertThat(get(server, "/whose/failure?token=hunter2", key).body())
          .contains("internal")
          .doesNotContain("not said to anybody");
      var json = new Logs.JsonLines();
      var lines =
          List.copyOf(seen.list).stream().map(e -> new String(json.encode(e), UTF_8)).toList();
      assertThat(lines)
          .anyMatch(
              line -> line.contains("\"route\":\"/whose/key\"") && line.contains("\"status\":200"))
          .anyMatch(line -> line.contains("not said to anybody") && line.contains("request_id"))
          .noneMatch(line -> line.contains(key.substring(10)) || line.contains("hunter2"))
          .allMatch(line -> line.startsWith("{") && line.indexOf('\n') == line.length() - 1);
    } finally {
      log.detachAppender(seen);
    }
  }

  private static String key(Infrastructure infrastructure) {
    var db = infrastructure.db();
    var organization = db.tx(tx -> infrastructure.merchants().createOrganization(tx, "O", false));
    var project =
        db.tx(tx -> infrastructure.merchants().createProject(tx, organization, "P", Mode.LIVE));
    var wanted =
        new Keys.NewKey(
            ApiKey.Kind.PROJECT,
            "coffer",
            CofferKeys.shape(ApiKey.Kind.PROJECT, Optional.of(project.mode())),
            organization.id(),
            Optional.of(project),
            Scope.all(),
            List.of(),
            Set.of(),
            "");
    return db.tx(tx -> infrastructure.keys().create(tx, wanted)).text();
  }

  /// A chain that was read up to a height below its head, seven minutes ago.
  private static void read(Db db, int chainId, long height, long head) {
    var now = Clock.systemUTC().instant();
    var block = new BlockHeader(height, "0xb", "0xa", now.minus(Duration.ofMinutes(7)));
    db.run(
        tx -> {
          new Cursors().start(tx, chainId, Cursor.HEAD, block, Optional.empty(), now);
          tx.update(
              """
              INSERT INTO scanner (chain_id, node, endpoint, head, errors, updated_at)
              VALUES (?, 'n', 'e', ?, ?, ?)
              """,
              chainId,
              head,
              new coffer.db.Tx.Jsonb(Map.of()),
              now);
        });
  }

  private static HttpResponse<String> get(Server server, String path, String key) throws Exception {
    return get(server.port(), path, key);
  }

  private static HttpResponse<String> get(int port, String path, String key) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + key)
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
