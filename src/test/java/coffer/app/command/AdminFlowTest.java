package coffer.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.api.onchainpay.OnchainPayClient;
import coffer.app.Main;
import coffer.app.config.DemoConfig;
import coffer.app.server.Infrastructure;
import coffer.app.server.Server;
import coffer.app.server.Wiring;
import coffer.db.ServerFolder;
import coffer.operator.UserError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an operator makes with commands works on a server that was running before.
@ResourceLock("log")
final class AdminFlowTest {
  @AutoClose private final ServerFolder folder = new ServerFolder();
  @AutoClose private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void aTestProjectMadeWhileTheServerRunsIsPaidOnItsSimulatedChain() throws Exception {
    try (var infrastructure = Infrastructure.open(DemoConfig.create(folder.data(), 0));
        var server = Server.start(infrastructure, Wiring::plug)) {
      var api = "http://127.0.0.1:" + server.port() + "/coffer/v1/";
      var organization = run("admin", "organization", "create", "Shop");
      var project =
          run("admin", "project", "create", "P", "--mode", "test", "--organization", organization);
      var key = run("admin", "key", "create", "--project", project);
      var order =
          """
          {"amount":"25","currency":"EUR","options":[{"asset":"USDT","network":"tron"}]}\
          """;
      await().until(() -> post(api + "invoices", key, order).has("id"));
      var invoice = post(api + "invoices", key, order).path("id").asString();
      var paid = post(api + "sandbox/pay", key, "{\"invoice\":\"%s\"}".formatted(invoice));
      assertThat(paid.path("status").asString()).as(paid.toString()).isEqualTo("pending");
      await()
          .until(
              () ->
                  get(api + "invoices/" + invoice, key)
                      .path("status")
                      .asString("")
                      .equals("settled"));
    }
  }

  @Test
  void aProjectsSettingsAreSetByCommand() throws Exception {
    try (var infrastructure = Infrastructure.open(DemoConfig.create(folder.data(), 0));
        var server = Server.start(infrastructure, Wiring::plug)) {
      var api = "http://127.0.0.1:" + server.port() + "/coffer/v1/";
      var organization = run("admin", "organization", "create", "Shop");
      var project =
          run("admin", "project", "create", "P", "--mode", "test", "--organization", organization);
      var key = run("admin", "key", "create", "--project", project);
      run("admin", "project", "set", project, "--settlement", "USDT:tron");
      run("admin", "project", "set", project, "--fail-url", "https://shop.example/sorry");
      assertThat(get(api + "project", key).at("/settlement/asset").asString()).isEqualTo("USDT");
      assertThat(get(api + "project", key).at("/fail_url").asString())
          .isEqualTo("https://shop.example/sorry");
      run("admin", "project", "set", project, "--fail-url", "");
      assertThat(get(api + "project", key).at("/fail_url").isNull()).isTrue();
      run("admin", "project", "set", project, "--frame-origins", "https://a.example, http://b");
      assertThat(get(api + "project", key).at("/frame_origins"))
          .hasToString("[\"https://a.example\",\"http://b\"]");
      run("admin", "project", "set", project, "--support-email", "help@shop.example");
      run("admin", "project", "set", project, "--support-url", "https://shop.example/help");
      assertThat(get(api + "project", key).at("/support_email").asString())
          .isEqualTo("help@shop.example");
      assertThat(get(api + "project", key).at("/support_url").asString())
          .isEqualTo("https://shop.example/help");
    }
  }

  @Test
  void aWidgetIsManagedByCommand() throws Exception {
    try (var infrastructure = Infrastructure.open(DemoConfig.create(folder.data(), 0));
        var server = Server.start(infrastructure, Wiring::plug)) {
      var page = "http://127.0.0.1:" + server.port() + "/widget/";
      var organization = run("admin", "organization", "create", "Shop");
      var project =
          run("admin", "project", "create", "P", "--mode", "test", "--organization", organization);
      var pair = run("admin", "key", "create", "--project", project, "--dialect", "onchainpay");
      String[] add = {"admin", "widget", "add", "--project", project, "Top up"};
      var widget = run(add);
      assertThat(status(page + widget)).isEqualTo(200);
      var fixed =
          run(
              with(
                  add,
                  "--currency",
                  "EUR",
                  "--amount",
                  "25.00",
                  "--asset",
                  "USDT:tron",
                  "--lifetime",
                  "30",
                  "--deposit-addresses",
                  "--webhook",
                  "https://shop.example/paid",
                  "--key",
                  pair.lines().findFirst().orElseThrow()));
      assertThat(run("admin", "widget", "list", "--project", project))
          .contains(widget, fixed, "25 EUR", "USDT:tron", "https://shop.example/paid", "shown");
      assertThat(status(page + fixed + "?payinCryptoPersonalClientId=7")).isEqualTo(200);
      assertThat(status(page + widget + "?payinCryptoPersonalClientId=7")).isEqualTo(422);
      run("admin", "widget", "remove", "--project", project, widget);
      assertThat(status(page + widget)).isEqualTo(404);
      refused("has no widgets", with(add, "--dialect", "getcrypto"));
      refused("more than zero", with(add, "--amount", "0", "--currency", "EUR"));
      refused("exactly one currency", with(add, "--amount", "5"));
      refused("--key needs --webhook", with(add, "--key", "x"));
      refused("--webhook: ", with(add, "--webhook", "http://10.0.0.1/"));
      refused("no such pair", with(add, "--webhook", "https://shop.example/", "--key", "x"));
      refused("widget", "admin", "widget", "remove", "--project", project, widget);
    }
  }

  private void refused(String part, String... command) {
    assertThatThrownBy(() -> run(command)).hasMessageContaining(part);
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }

  private int status(String url) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url)).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void aLiveProjectOffersNoChainThatNobodyReads() throws Exception {
    try (var infrastructure = Infrastructure.open(DemoConfig.create(folder.data(), 0));
        var server = Server.start(infrastructure, Wiring::plug)) {
      var api = "http://127.0.0.1:" + server.port() + "/coffer/v1/";
      var organization = run("admin", "organization", "create", "Shop");
      var project =
          run("admin", "project", "create", "P", "--mode", "live", "--organization", organization);
      var key = run("admin", "key", "create", "--project", project);
      assertThat(get(api + "assets", key).path("data")).isEmpty();
      assertThat(
              post(api + "invoices", key, "{\"amount\":\"25\",\"currency\":\"USD\"}").path("field"))
          .hasToString("\"options\"");
    }
  }

  @Test
  void aPartnersKeyWorksUntilItIsRevoked() throws Exception {
    try (var infrastructure = Infrastructure.open(DemoConfig.create(folder.data(), 0));
        var server = Server.start(infrastructure, Wiring::plug)) {
      var partner = run("admin", "partner", "add", "Reseller");
      assertThat(run("admin", "partner", "list")).contains(partner, "Reseller");
      var key = run("admin", "partner", "key", "create", "--mode", "test", "--partner", partner);
      assertThat(key).startsWith("cof_partner_test_");
      assertThat(
              get("http://127.0.0.1:" + server.port() + "/coffer/v1/partner/users", key)
                  .path("data"))
          .isEmpty();
      var pair =
          run(
                  "admin",
                  "partner",
                  "key",
                  "create",
                  "--partner",
                  partner,
                  "--dialect",
                  "onchainpay",
                  "--mode",
                  "live",
                  "--name",
                  "theirs")
              .split("\\R");
      assertThat(pair).hasSize(2);
      var api = new OnchainPayClient("http://127.0.0.1:" + server.port(), pair[0], pair[1]);
      api.partner("get-users", "{}").is(200);
      var listed = run("admin", "partner", "key", "list", "--partner", partner);
      assertThat(listed).contains("theirs", "onchainpay").doesNotContain(pair[1]);
      var id =
          listed.lines().filter(line -> line.contains("theirs")).toList().getFirst().split(" ")[0];
      run("admin", "partner", "key", "revoke", id);
      await().until(() -> api.partner("get-users", "{}").status() == 401);
    }
  }

  @Test
  void aPortThatIsTakenIsSaidInALine() {
    try (var infrastructure = Infrastructure.open(DemoConfig.create(folder.data(), 0));
        var server = Server.start(infrastructure, Wiring::plug);
        var second = Infrastructure.open(DemoConfig.create(folder.data(), server.port()))) {
      assertThatThrownBy(() -> Server.start(second, Wiring::plug))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("127.0.0.1:" + server.port());
    }
  }

  private String run(String... args) {
    var all = java.util.Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--data";
    all[args.length + 1] = folder.data().toString();
    var line = Main.commandLine();
    var out = new StringWriter();
    var err = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    assertThat(line.execute(all)).as(err.toString()).isZero();
    return out.toString().strip();
  }

  private JsonNode get(String url, String key) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(url)), key);
  }

  private JsonNode post(String url, String key, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body, UTF_8)),
        key);
  }

  private JsonNode send(HttpRequest.Builder request, String key) throws Exception {
    var answer =
        client.send(
            request.header("Authorization", "Bearer " + key).build(), BodyHandlers.ofString(UTF_8));
    return JsonMapper.shared().readTree(answer.body());
  }
}
