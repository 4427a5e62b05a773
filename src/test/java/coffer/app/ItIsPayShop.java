package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.config.ConfigFile;
import coffer.app.server.Domain;
import coffer.app.server.Infrastructure;
import coffer.app.server.Server;
import coffer.app.server.Wiring;
import coffer.core.wallet.Mnemonic;
import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.db.TestDb;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/// A whole server as an operator sets it up for a merchant who comes from ItIsPay: a live project
/// on real node programs, a project of test on simulated chains, and a clock that can be put
/// forward.
final class ItIsPayShop implements AutoCloseable {
  static final OpenApiContract CONTRACT = OpenApiContract.of("itispay", "Error", "/itispay/api/v1");

  private static final String WORDS = "legal winner thank year wave sausage worth useful ";

  final SignedHooks hooks = new SignedHooks();
  final String organization;
  final String live;
  final String test;
  private final Path folder;
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final InstantSource clock = () -> Clock.systemUTC().instant().plus(ahead.get());
  private final Infrastructure infrastructure;
  private final Domain domain;
  private final Server server;

  /// @param more lines of the configuration
  ItIsPayShop(Path folder, String more, Till... tills) {
    this.folder = folder;
    var chains = List.of(tills);
    try {
      MasterKey.generate().write(folder.resolve("master.key"));
      var settings = chains.stream().map(Till::settings).collect(Collectors.joining());
      Files.writeString(folder.resolve("coffer.toml"), settings() + settings + more);
      var catalogue = chains.stream().map(Till::catalogue).collect(Collectors.joining());
      Files.writeString(folder.resolve("my-assets.toml"), catalogue);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    organization = run("admin", "organization", "create", "Shop");
    live = project("Web", "live");
    test = project("Try", "test");
    var xpub = Mnemonic.parse(WORDS + "legal winner thank yellow").account("m/44'/60'/0'");
    var command = "admin wallet set-xpub --yes --mode live --organization %s --family evm %s";
    run(command.formatted(organization, xpub).split(" "));
    infrastructure =
        Infrastructure.open(ConfigFile.read(folder.resolve("coffer.toml"), Map.of()), clock);
    domain = Domain.of(infrastructure);
    server = Server.start(infrastructure, services -> Wiring.plug(services, domain));
    await().until(() -> apiOf(test).get("/itispay/api/v1/currencies").text().contains("TRC20"));
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
    [limits]
    per_key_per_minute = 0
    per_address_per_minute = 0
    [rates]
    sources = []
    [rates.fixed]
    "BTC/EUR" = "90000"
    "ETH/EUR" = "3000"
    "BNB/EUR" = "600"
    "TRX/EUR" = "0.31"
    "USDT/EUR" = "0.92"
    "USDC/EUR" = "0.93"
    "EUR/USD" = "1.1"
    [webhooks]
    allow = ["127.0.0.0/8"]
    [logs]
    level = "error"
    format = "text"
    [sandbox]
    mine = "24h"
    [chains]
    catalogue = "my-assets.toml"
    """
        .formatted(address.url(), address.user(), address.password());
  }

  String project(String name, String mode) {
    var id =
        run("admin", "project", "create", name, "--mode", mode, "--organization", organization);
    hooks.trust(run("admin", "webhook", "secret", "--project", id));
    return id;
  }

  /// A client with a new key of a project.
  ApiClient apiOf(String project, String... more) {
    return client(key(project, "itispay", more));
  }

  ApiClient account() {
    return client(
        run("admin", "key", "create", "--dialect", "itispay", "--organization", organization));
  }

  ApiClient client(String key) {
    return new ApiClient(url(), Credential.apiKey(key), CONTRACT);
  }

  /// A client of our own API.
  ApiClient coffer(String project) {
    var contract = OpenApiContract.of("coffer", "Problem", "/coffer/v1");
    return new ApiClient(url(), Credential.bearer(key(project, "coffer")), contract);
  }

  String key(String project, String dialect, String... more) {
    var args =
        new java.util.ArrayList<>(
            List.of("admin", "key", "create", "--dialect", dialect, "--project", project));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /// Puts the server's clock forward.
  Instant later(Duration by) {
    ahead.updateAndGet(before -> before.plus(by));
    domain.rates().refresh(infrastructure.db());
    return clock.instant();
  }

  /// What a command prints.
  String run(String... args) {
    var all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--config";
    all[args.length + 1] = folder.resolve("coffer.toml").toString();
    var line = Main.commandLine();
    var out = new StringWriter();
    var err = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    assertThat(line.execute(all)).as(err.toString()).isZero();
    return out.toString().strip();
  }

  Db db() {
    return infrastructure.db();
  }

  @Override
  public void close() {
    server.close();
    infrastructure.close();
    hooks.close();
  }
}
