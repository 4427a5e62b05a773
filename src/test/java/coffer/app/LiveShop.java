package coffer.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.core.wallet.Mnemonic;
import coffer.db.MasterKey;
import coffer.db.TestDb;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A whole server as an operator sets it up: files, commands, the public keys of a live wallet; and
/// a merchant's program that knows its address, a key and nothing else.
final class LiveShop implements AutoCloseable {
  private static final String WORDS = "legal winner thank year wave sausage worth useful ";

  final Hooks hooks = new Hooks();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final String project;
  private final String key;
  private TestNode server;

  LiveShop(Path folder, Collection<? extends Till> chains) {
    this.folder = folder;
    try {
      MasterKey.generate().write(folder.resolve("master.key"));
      Files.writeString(folder.resolve("coffer.toml"), settings() + join(chains, Till::settings));
      Files.writeString(folder.resolve("my-assets.toml"), join(chains, Till::catalogue));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var organization = run("admin", "organization", "create", "Shop");
    project =
        run("admin", "project", "create", "Web", "--mode", "live", "--organization", organization);
    wallet(organization, "evm", "m/44'/60'/0'");
    wallet(organization, "bitcoin", "m/84'/0'/0'");
    wallet(organization, "tron", "m/44'/195'/0'");
    run("admin", "webhook", "add", "--project", project, hooks.url());
    hooks.trust(run("admin", "webhook", "secret", "--project", project));
    key = run("admin", "key", "create", "--project", project);
    server = TestNode.start(config());
  }

  private static String join(
      Collection<? extends Till> chains, java.util.function.Function<Till, String> text) {
    return chains.stream().map(text).collect(Collectors.joining());
  }

  private static String settings() {
    var address = TestDb.address();
    return """
    [http]
    port = 0
    public_url = "https://pay.example.com"
    drain = "1s"
    [database]
    url = "%s"
    user = "%s"
    password = "%s"
    [secrets]
    master_key_file = "master.key"
    [rates]
    sources = []
    [rates.fixed]
    "BTC/EUR" = "90000"
    "ETH/EUR" = "3000"
    "BNB/EUR" = "600"
    "TRX/EUR" = "0.31"
    "USDT/EUR" = "0.92"
    "USDC/EUR" = "0.93"
    "EUR/USD" = "1.25"
    [webhooks]
    allow = ["127.0.0.0/8"]
    [logs]
    level = "error"
    format = "text"
    [chains]
    catalogue = "my-assets.toml"
    """
        .formatted(address.url(), address.user(), address.password());
  }

  /// Gives an organization a live wallet.
  ///
  /// @param path of its account
  void wallet(String organization, String family, String path) {
    var xpub = Mnemonic.parse(WORDS + "legal winner thank yellow").account(path);
    var command = "admin wallet set-xpub --yes --mode live --organization %s --family %s %s";
    run(command.formatted(organization, family, xpub).split(" "));
  }

  private Path config() {
    return folder.resolve("coffer.toml");
  }

  /// What a command prints.
  String run(String... args) {
    return run(0, args);
  }

  /// What a command prints that ends with this status.
  String run(int status, String... args) {
    var all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--config";
    all[args.length + 1] = config().toString();
    var line = Main.commandLine();
    var out = new StringWriter();
    var err = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    assertThat(line.execute(all)).as(() -> out + "" + err).isEqualTo(status);
    return out.toString().strip();
  }

  /// The id of its project.
  String project() {
    return project;
  }

  /// Where the server listens.
  String url() {
    return url(server);
  }

  static String url(TestNode server) {
    return "http://127.0.0.1:" + server.port();
  }

  /// Another server over the same database.
  TestNode second() {
    return TestNode.start(config());
  }

  /// As if the process had been stopped and started.
  void restart() {
    server.close();
    server = TestNode.start(config());
  }

  /// An invoice of 25 EUR, to be paid in one coin or in one of several.
  ///
  /// @param options each a code and a network: `USDT tron`
  JsonNode order(String... options) {
    var coins =
        Arrays.stream(options)
            .map(option -> option.split(" "))
            .map(o -> "{\"asset\":\"%s\",\"network\":\"%s\"}".formatted(o[0], o[1]))
            .collect(Collectors.joining(","));
    return post(
        "/invoices", "{\"amount\":\"25\",\"currency\":\"EUR\",\"options\":[%s]}".formatted(coins));
  }

  JsonNode invoice(String id) {
    return get("/coffer/v1/invoices/" + id);
  }

  /// What the merchant has of an asset of a chain.
  BigDecimal available(String code, String chain) {
    return get("/coffer/v1/balances")
        .get("data")
        .valueStream()
        .filter(b -> b.get("asset").asString().equals(code))
        .filter(b -> b.get("chain").asString().equals(chain))
        .map(b -> new BigDecimal(b.get("available").asString()))
        .findFirst()
        .orElse(BigDecimal.ZERO);
  }

  JsonNode post(String path, String body) {
    return send(
        HttpRequest.newBuilder(uri("/coffer/v1" + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body, UTF_8)));
  }

  JsonNode get(String path) {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  /// What `/health/ready` says of a chain.
  String state(String chain) {
    return get("/health/ready").at("/checks/chain~1" + chain).asString("");
  }

  void awaitState(String chain, String state) {
    await().untilAsserted(() -> assertThat(state(chain)).as(() -> run("chains")).isEqualTo(state));
  }

  /// What `./coffer chains` prints of one.
  String row(String chain) {
    return run("chains")
        .lines()
        .filter(line -> line.contains(" " + chain + " "))
        .findFirst()
        .orElseThrow();
  }

  private URI uri(String path) {
    return URI.create(url() + path);
  }

  /// The answer, with its status under `http` where that is not a success.
  private JsonNode send(HttpRequest.Builder request) {
    try {
      var answer =
          http.send(
              request.header("Authorization", "Bearer " + key).build(),
              BodyHandlers.ofString(UTF_8));
      var json =
          (tools.jackson.databind.node.ObjectNode) JsonMapper.shared().readTree(answer.body());
      return answer.statusCode() < 300 ? json : json.put("http", answer.statusCode());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    hooks.close();
    http.close();
  }
}
