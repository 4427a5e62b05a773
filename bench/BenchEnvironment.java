package coffer.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.api.coffer.CofferKeys;
import coffer.chain.bitcoin.BitcoinAddresses;
import coffer.chain.evm.EvmAddresses;
import coffer.chain.tron.TronAddresses;
import coffer.core.chain.AddressFormat;
import coffer.core.chain.Catalogue;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Scope;
import coffer.core.wallet.Wallets;
import coffer.db.Db;
import coffer.db.EmbeddedPostgres;
import coffer.db.MasterKey;
import coffer.db.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A place to measure in: a folder, a PostgreSQL in it that is as durable as the product's own, and
/// a shop with a key.
final class BenchEnvironment implements AutoCloseable {
  /// The chain that is read: BSC's own speed.
  static final String CHAIN = "bench";

  /// Another that is read: TRON's own speed.
  static final String TRON = "tronbench";

  static final String CONTRACT = "0xdAC17F958D2ee523a2206206994597C13D831ec7";

  final Path folder;
  final EmbeddedPostgres postgres;
  final Db db;
  final long projectId;
  final String key;
  private final String url;

  private BenchEnvironment(Path folder, EmbeddedPostgres postgres, Db db, Mode mode)
      throws IOException {
    this.folder = folder;
    this.postgres = postgres;
    this.db = db;
    this.url = postgres.owner().url().split("\\?")[0];
    var master = MasterKey.generate();
    master.write(folder.resolve("master.key"));
    Files.writeString(folder.resolve("assets.toml"), CATALOGUE);
    var vault = Vault.of(master);
    var clock = Clock.systemUTC();
    var formats =
        List.<AddressFormat>of(new EvmAddresses(), new BitcoinAddresses(), new TronAddresses());
    var merchants = new Merchants(vault, new Chains(db, new Catalogue(List.of()), formats), clock);
    var wallets = new Wallets(db, vault, formats, clock);
    var keys = new Keys(db, merchants, clock);
    db.run(vault::verify);
    var shop = db.tx(tx -> merchants.createOrganization(tx, "Bench", false));
    var project = db.tx(tx -> merchants.createProject(tx, shop, "Bench", mode));
    for (var family : List.of("evm", "bitcoin", "tron")) {
      db.run(tx -> wallets.generate(tx, shop.id(), mode, family, 12, clock.instant()));
    }
    var wanted =
        new Keys.NewKey(
            ApiKey.Kind.PROJECT,
            "coffer",
            CofferKeys.shape(ApiKey.Kind.PROJECT, Optional.of(project.mode())),
            shop.id(),
            Optional.of(project),
            Scope.all(),
            List.of(),
            Set.of(),
            "bench");
    this.projectId = project.id();
    this.key = db.tx(tx -> keys.create(tx, wanted).text());
  }

  static BenchEnvironment open() throws IOException {
    return open(Mode.LIVE);
  }

  /// @param mode of the shop's project; on simulated chains with `TEST`
  static BenchEnvironment open(Mode mode) throws IOException {
    var folder = Files.createTempDirectory("coffer-bench-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var postgres =
        EmbeddedPostgres.start(
            folder.resolve("postgres"),
            new EmbeddedPostgres.Options(Map.of(), null, EmbeddedPostgres.Owner.SUPERUSER));
    var db = Db.open(postgres.owner(), 4);
    db.migrate();
    return new BenchEnvironment(folder, postgres, db, mode);
  }

  private static final String CATALOGUE =
      """
      [bitcoin]
      watched = true

      [bench]
      title = "Bench"
      network = "bench"
      family = "evm"
      mode = "live"
      reference = "4242"
      block_time = "450ms"
      finality = "tag"
      min_depth = 12

      [bench.assets.BNB]
      decimals = 18
      precision = 8

      [bench.assets.USDT]
      contract = "%s"
      decimals = 18
      precision = 6

      [tronbench]
      title = "Bench"
      network = "tronbench"
      family = "tron"
      mode = "live"
      reference = "%d"
      block_time = "3s"
      finality = "tag"
      min_depth = 12

      [tronbench.assets.TRX]
      decimals = 6
      precision = 6

      [tronbench.assets.USDT]
      contract = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
      decimals = 6
      precision = 6
      """
          .formatted(CONTRACT, Long.parseLong(TronBlocks.CHAIN_ID, 16));

  /// @param more of the configuration, tables of their own
  Path config(Optional<String> database, int port, String more) throws IOException {
    var address = postgres.owner();
    var external =
        """
        [database]
        url = "%s"
        user = "%s"
        password = "%s"
        """
            .formatted(
                database.orElse(url).replace("jdbc:", ""),
                address.user(),
                address.password(),
                Integer.getInteger("conns", 20));
    var toml =
        """
        data = "."
        postgres_user = "nobody"
        [http]
        port = %d
        public_url = "http://127.0.0.1:%d"
        connections_per_address = 10000
        [secrets]
        master_key_file = "master.key"
        [rates]
        sources = []
        [rates.fixed]
        "USDT/USD" = "1"
        "USDT/EUR" = "0.9"
        "BNB/USD" = "1"
        "BTC/USD" = "100000"
        "TRX/USD" = "1"
        [webhooks]
        allow = ["127.0.0.0/8"]
        [limits]
        per_key_per_minute = 0
        per_address_per_minute = 0
        streams = 6000
        streams_per_address = 6000
        [getcrypto]
        per_minute = 0
        [logs]
        level = "warn"
        format = "text"
        [chains]
        catalogue = "assets.toml"
        """
            .formatted(port, port);
    var file = Files.createTempFile(folder, "coffer-", ".toml");
    Files.writeString(file, toml + more + (database.equals(EMBEDDED) ? "" : external), UTF_8);
    return file;
  }

  /// The server runs the database itself.
  static final Optional<String> EMBEDDED = Optional.of("embedded");

  /// A chain that is read at an endpoint.
  ///
  /// @param more keys of its table
  static String chain(int node, boolean ws, String more) {
    var socket = ws ? ", ws = \"ws://127.0.0.1:" + node + "/ws\"" : "";
    return """
    [chains.bench]
    endpoints = [{ url = "http://127.0.0.1:%d/"%s }]
    %s
    """
        .formatted(node, socket, more);
  }

  /// Looked at often: what is measured is how fast it is read, not how soon it is noticed.
  static String tron(int node) {
    return """
    [chains.tronbench]
    poll = "100ms"
    endpoints = [{ url = "http://127.0.0.1:%d" }]
    """
        .formatted(node);
  }

  Map<String, String> headers(String idempotencyKey) {
    return Map.of("Authorization", "Bearer " + key, "Idempotency-Key", idempotencyKey);
  }

  static byte[] order(String asset) {
    return order(asset, CHAIN);
  }

  static byte[] order(String asset, String network) {
    return ("{\"currency\":\"USD\",\"amount\":\"10.00\",\"order_id\":\"A-1001\",\"options\":"
            + "[{\"asset\":\""
            + asset
            + "\",\"network\":\""
            + network
            + "\"}]}")
        .getBytes(UTF_8);
  }

  /// What the server processes of the database hold together, what they share counted once.
  double postgresMegabytes() throws IOException {
    var sum = 0.0;
    var parent = ProcessHandle.of(postgres.pid()).orElseThrow();
    var all = new java.util.ArrayList<>(parent.children().toList());
    all.add(parent);
    for (var each : all) {
      try {
        sum += Child.megabytes(each.pid(), "smaps_rollup", "Pss:");
      } catch (IOException _) {
        // It ended meanwhile.
      }
    }
    return sum;
  }

  /// Frees what updates left behind, as autovacuum does sooner or later.
  void vacuum() {
    var owner = postgres.owner();
    try (var connection =
            java.sql.DriverManager.getConnection(owner.url(), owner.user(), owner.password());
        var statement = connection.createStatement()) {
      statement.execute("VACUUM");
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The processor time that the database's processes have used so far.
  double postgresCpuMillis() {
    var parent = ProcessHandle.of(postgres.pid()).orElseThrow();
    return parent.children().mapToDouble(Child::cpuMillis).sum();
  }

  @Override
  public void close() throws IOException {
    db.close();
    postgres.close();
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
    }
  }
}
