package coffer.faults;

import coffer.api.coffer.CofferKeys;
import coffer.app.config.CatalogueFile;
import coffer.chain.bitcoin.BitcoinAddresses;
import coffer.chain.evm.EvmAddresses;
import coffer.chain.tron.TronAddresses;
import coffer.core.chain.AddressFormat;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.event.Destination;
import coffer.core.event.Destinations;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import coffer.core.wallet.Wallets;
import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.db.Vault;
import coffer.webhook.WebhookSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;

/// A merchant's project with its wallets, key and webhooks, on a database that servers are started
/// on; and its own view of that database, past whatever stands between it and them.
final class Site implements AutoCloseable {
  private static final List<AddressFormat> FORMATS =
      List.of(new EvmAddresses(), new BitcoinAddresses(), new TronAddresses());
  private static final Clock CLOCK = Clock.systemUTC();

  final Db db;
  final Organization organization;
  final Project project;
  final String key;
  final Inbox inbox;
  final Optional<NodeChain> node;

  /// Of the node's chain, as servers are told.
  List<String> endpoints = List.of();

  final Db.Address address;
  private final Path folder;

  Site(Db.Address address, Path folder) throws IOException {
    this(address, folder, Optional.empty());
  }

  /// @param folder for configurations, keys and logs
  /// @param node a chain beside the simulated ones
  Site(Db.Address address, Path folder, Optional<NodeChain> node) throws IOException {
    this.node = node;
    this.address = address;
    this.folder = folder;
    this.db = Db.open(address, 6);
    db.migrate();
    var master = MasterKey.generate();
    master.write(folder.resolve("master.key"));
    var vault = Vault.of(master);
    var more = node.map(NodeChain::catalogue).orElse(Map.of());
    for (var file : more.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    var chains = new Chains(db, CatalogueFile.with(more).catalogue(), FORMATS);
    chains.sync();
    var merchants = new Merchants(vault, chains, CLOCK);
    organization = db.tx(tx -> merchants.createOrganization(tx, "Shop", false));
    project = db.tx(tx -> merchants.createProject(tx, organization, "Web", Mode.TEST));
    var wallets = new Wallets(db, vault, FORMATS, CLOCK);
    for (var format : FORMATS) {
      var family = format.family();
      db.run(tx -> wallets.generate(tx, organization.id(), Mode.TEST, family, 12, CLOCK.instant()));
    }
    var keys = new Keys(db, merchants, CLOCK);
    key = db.tx(tx -> keys.create(tx, wanted())).text();
    inbox = Inbox.open(new WebhookSecret(db.tx(tx -> merchants.webhookSecret(tx, project))));
    tell("/all", List.of());
    tell("/settled", List.of("invoice.settled", "payment.*"));
  }

  private Keys.NewKey wanted() {
    return new Keys.NewKey(
        ApiKey.Kind.PROJECT,
        "coffer",
        CofferKeys.shape(ApiKey.Kind.PROJECT, Optional.of(project.mode())),
        organization.id(),
        Optional.of(project),
        Scope.all(),
        List.of(),
        Set.of(),
        "faults");
  }

  private void tell(String path, List<String> types) {
    var draft =
        new Destination.Draft(
            project.id(),
            Optional.empty(),
            "coffer",
            inbox.url(path),
            project.webhookSecretId(),
            types);
    db.run(tx -> new Destinations().add(tx, draft, CLOCK.instant()));
  }

  /// The configuration of one server.
  ///
  /// @param database what the server is told of it; a proxy may stand before the real one
  Path config(int port, String database) throws IOException {
    var file = folder.resolve("coffer-" + port + ".toml");
    Files.writeString(
        file,
        """
        [http]
        port = %d
        public_url = "http://127.0.0.1:%d"
        drain = "1s"
        connections_per_address = 5000
        [database]
        url = "%s"
        user = "%s"
        password = "%s"
        connections = 10
        [secrets]
        master_key_file = "master.key"
        [rates]
        sources = []
        [rates.fixed]
        "BTC/EUR" = "90000"
        "ETH/EUR" = "3000"
        "USDT/EUR" = "0.92"
        [webhooks]
        allow = ["127.0.0.0/8"]
        [limits]
        per_key_per_minute = 0
        per_address_per_minute = 0
        [sandbox]
        mine = "1s"
        [logs]
        level = "warn"
        format = "text"
        """
                .formatted(port, port, database, address.user(), address.password())
            + (node.isPresent() ? NodeChain.settings(endpoints) : ""));
    return file;
  }

  Path config(int port) throws IOException {
    return config(port, address.url());
  }

  Path log(int port) {
    return folder.resolve("server-" + port + ".log");
  }

  /// Until every chain has been read for the first time there are no quotes.
  Site awaitChains() {
    var sandboxes =
        CatalogueFile.bundled().catalogue().chains().stream()
            .filter(chain -> chain.spec().sandbox())
            .count();
    long chains = node.isPresent() ? sandboxes + 1 : sandboxes;
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Oracle.count(db, "SELECT count(*) AS n FROM cursor") == chains);
    return this;
  }

  /// What a server left behind that was killed, as if a minute had passed: leases run out.
  void minutePasses() {
    db.run(
        tx -> {
          tx.update("UPDATE lease SET until = until - interval '1 minute'");
          tx.update(
              """
              UPDATE delivery SET due_at = due_at - interval '1 minute'
              WHERE status = 'due' AND holder IS NOT NULL
              """);
        });
  }

  /// Below the ports that systems hand out, so that a server finds it free again when it restarts.
  static int port() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (java.net.BindException _) {
        // taken
      }
    }
  }

  @Override
  public void close() {
    inbox.close();
    db.close();
  }
}
