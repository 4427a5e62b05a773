package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.api.getcrypto.ResponseUrl;
import coffer.app.config.ConfigFile;
import coffer.app.server.Domain;
import coffer.app.server.Infrastructure;
import coffer.app.server.Server;
import coffer.app.server.Wiring;
import coffer.core.wallet.Mnemonic;
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
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// A whole server as an operator sets it up for a merchant who comes from GetCrypto: a live project
/// on a node that calls itself Ethereum, keys and a response URL by command, and a clock that can
/// be put forward.
final class GetCryptoShop implements AutoCloseable {
  private static final String WORDS = "legal winner thank year wave sausage worth useful ";

  final Till.Evm till = new Till.Evm("mainlike", 31_337, "ETH", "USDT", 6);
  final ResponseUrl hooks = new ResponseUrl();
  final String project;

  /// `pr_` and the project's code, as the operator's list shows it.
  final String code;

  private final Path folder;
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final InstantSource clock = () -> Clock.systemUTC().instant().plus(ahead.get());
  private final Infrastructure infrastructure;
  private final Domain domain;
  private final Server server;

  GetCryptoShop(Path folder) {
    this.folder = folder;
    try {
      MasterKey.generate().write(folder.resolve("master.key"));
      Files.writeString(folder.resolve("coffer.toml"), settings() + till.settings());
      var ethereum = till.catalogue().replace("network = \"mainlike\"", "network = \"ethereum\"");
      Files.writeString(folder.resolve("my-assets.toml"), ethereum);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var organization = run("admin organization create Shop");
    project = run("admin project create Web --mode live --organization " + organization);
    var row = run("admin project list --organization " + organization).lines().toList().getLast();
    code = "pr_" + row.split(" +")[1];
    var xpub = Mnemonic.parse(WORDS + "legal winner thank yellow").account("m/44'/60'/0'");
    var wallet = "admin wallet set-xpub --yes --mode live --organization %s --family evm %s";
    run(wallet.formatted(organization, xpub));
    run("admin webhook add --dialect getcrypto --project " + project + " " + hooks.url());
    hooks.trust(run("admin webhook secret --project " + project));
    infrastructure =
        Infrastructure.open(ConfigFile.read(folder.resolve("coffer.toml"), Map.of()), clock);
    domain = Domain.of(infrastructure);
    server = Server.start(infrastructure, services -> Wiring.plug(services, domain));
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
    [getcrypto]
    per_minute = 0
    [rates]
    sources = []
    [rates.fixed]
    "ETH/EUR" = "3000"
    "USDT/EUR" = "0.92"
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

  /// A client with a new key of the project, as its settings in the original were: only the host is
  /// another one.
  ApiClient client() {
    var key = run("admin key create --dialect getcrypto --project " + project);
    assertThat(key).matches("gc_[A-Za-z0-9]{40}");
    var contract = OpenApiContract.of("getcrypto", "Error", "/v1");
    return new ApiClient(url(), Credential.bearer(key), contract);
  }

  /// A client of our own API: what the other one has no words for.
  ApiClient coffer() {
    var key = run("admin key create --project " + project);
    var contract = OpenApiContract.of("coffer", "Problem", "/coffer/v1");
    return new ApiClient(url(), Credential.bearer(key), contract);
  }

  private String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /// Puts the server's clock forward, and the chain's with its next block.
  void later(Duration by) {
    ahead.updateAndGet(before -> before.plus(by));
    domain.rates().refresh(infrastructure.db());
    Instant now = clock.instant();
    till.anvil.setNextBlockTimestamp(now);
    till.bury();
  }

  /// What a command prints.
  String run(String command) {
    var args = command.split(" ");
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

  @Override
  public void close() {
    server.close();
    infrastructure.close();
    hooks.close();
    till.close();
  }
}
