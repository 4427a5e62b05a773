package coffer.api.coffer;

import coffer.api.ApiClient;
import coffer.api.ApiServices;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.config.CatalogueFile;
import coffer.chain.BlockScanner;
import coffer.chain.bitcoin.BitcoinAddresses;
import coffer.chain.evm.EvmAddresses;
import coffer.chain.sandbox.Sandbox;
import coffer.chain.tron.TronAddresses;
import coffer.core.Cidr;
import coffer.core.chain.AddressFormat;
import coffer.core.chain.Chain;
import coffer.core.chain.Chains;
import coffer.core.chain.Mode;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddresses;
import coffer.core.deposit.TopUpAddresses;
import coffer.core.event.Events;
import coffer.core.invoice.Invoices;
import coffer.core.ledger.Ledger;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Partners;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import coffer.core.payment.Orphans;
import coffer.core.payment.Payments;
import coffer.core.rate.FixedRates;
import coffer.core.rate.Rates;
import coffer.core.user.Passwords;
import coffer.core.wallet.Wallets;
import coffer.core.wallet.WatchSet;
import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.db.TestDb;
import coffer.db.Vault;
import coffer.http.Authenticator;
import coffer.http.ClientAddress;
import coffer.http.EventStreams;
import coffer.http.Health;
import coffer.http.HttpServer;
import coffer.http.Idempotency;
import coffer.http.Metrics;
import coffer.http.PathAliases;
import coffer.http.PayerLimits;
import coffer.http.RateLimiter;
import coffer.webhook.Deliveries;
import coffer.webhook.DeliveryWorker;
import coffer.webhook.WebhookClient;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// A whole server on a database of its own, with simulated chains that are read by hand. Its clock
/// may be put forward.
final class ApiWorld implements AutoCloseable {
  static final String PUBLIC_URL = "https://pay.example.com";
  private static final List<AddressFormat> FORMATS =
      List.of(new EvmAddresses(), new BitcoinAddresses(), new TronAddresses());

  /// An organization with a test project, a wallet for each family, and a key.
  record Shop(Organization organization, Project project, ApiClient client) {}

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  final InstantSource clock = () -> Clock.systemUTC().instant().plus(ahead.get());
  private final Db.Address address = TestDb.address();
  final Db db = Db.open(address, 20);
  private final Db indexes = Db.open(address, 4);
  final Chains chains = new Chains(db, CatalogueFile.bundled().catalogue(), FORMATS);
  private final Vault vault = Vault.of(MasterKey.generate());
  private final Merchants merchants = new Merchants(vault, chains, clock);
  private final Keys keys = new Keys(db, merchants, clock);
  final Rates rates =
      new Rates(
          List.of(
              FixedRates.of(
                  Map.of(
                      "BTC/EUR", new BigDecimal("90000"),
                      "ETH/EUR", new BigDecimal("3000"),
                      "TRX/EUR", new BigDecimal("0.25"),
                      "BNB/EUR", new BigDecimal("600"),
                      "USDT/EUR", new BigDecimal("0.92")),
                  clock)),
          clock);
  private final Wallets wallets = new Wallets(indexes, vault, FORMATS, clock);
  private final WebhookClient webhooks =
      new WebhookClient(List.of(Cidr.parse("127.0.0.0/8")), "test");
  private final DeliveryWorker worker =
      new DeliveryWorker(db, vault::open, webhooks, List.of(new CofferWebhook(PUBLIC_URL)), clock);
  private final Events events = new Events(worker::wake);
  final Invoices invoices = new Invoices(chains, rates, wallets, events, clock);
  private final Payments payments =
      new Payments(chains, new Ledger(chains), rates, invoices, events, clock);
  final Sandbox sandbox = new Sandbox(chains, clock);
  private final List<BlockScanner> scanners = new ArrayList<>();
  private final HttpServer server;
  final OpenApiContract contract = contract();

  ApiWorld() {
    chains.sync();
    rates.refresh(db);
    server = server().start();
    worker.start();
  }

  private HttpServer server() {
    var api =
        new CofferApi(
            new ApiServices(
                db,
                new Authenticator(
                    keys,
                    new RateLimiter(new RateLimiter.Limit(1_000_000, 100_000)),
                    PayerLimits.none()),
                new Idempotency(clock),
                merchants,
                keys,
                chains,
                wallets,
                rates,
                invoices,
                new Orphans(chains, new Ledger(chains), rates, invoices, events, clock),
                new Customers(clock),
                new DepositAddresses(chains, wallets, clock),
                new TopUpAddresses(chains, wallets, rates, merchants, clock),
                new Deliveries(webhooks, List.of(new CofferWebhook(PUBLIC_URL)), worker::wake),
                webhooks::refuse,
                sandbox,
                (_, _) -> {},
                new Passwords(1),
                new Health(List::of),
                clock,
                PUBLIC_URL));
    return new HttpServer(
        new HttpServer.Settings(
            "127.0.0.1",
            0,
            65_536,
            PathAliases.none(),
            true,
            Duration.ofSeconds(2),
            HttpServer.ConnectionLimits.DEFAULT),
        List.of(api, new DocsPage(PUBLIC_URL)),
        new ClientAddress(List.of()),
        new RateLimiter(new RateLimiter.Limit(0, 1)),
        new Health(List::of),
        new Metrics(List.of()),
        new EventStreams(new EventStreams.Limits(10, 10, Duration.ofSeconds(15))));
  }

  static OpenApiContract contract() {
    return OpenApiContract.of(CofferApi.DIALECT, "Problem", "/coffer/v1");
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /// With a wallet for each family of test addresses.
  Organization organization() {
    return db.tx(
        tx -> {
          var made = merchants.createOrganization(tx, "Shop", false);
          for (var format : FORMATS) {
            wallets.generate(tx, made.id(), Mode.TEST, format.family(), 12, clock.instant());
          }
          return made;
        });
  }

  Shop shop() {
    var organization = organization();
    var project = project(organization, Mode.TEST);
    for (var chain : chains.all()) {
      if (chain.organizationId().equals(Optional.of(organization.id()))) watch(chain);
    }
    scan();
    return new Shop(organization, project, client(project, ApiKey.Kind.PROJECT, Scope.all()));
  }

  Project project(Organization organization, Mode mode) {
    return db.tx(tx -> merchants.createProject(tx, organization, "Shop", mode));
  }

  ApiClient client(Project project, ApiKey.Kind kind, Set<Scope> scopes) {
    return client(project, kind, scopes, Set.of());
  }

  /// @param origins for a publishable key
  ApiClient client(Project project, ApiKey.Kind kind, Set<Scope> scopes, Set<String> origins) {
    return new ApiClient(url(), Credential.bearer(key(project, kind, scopes, origins)), contract);
  }

  /// A new secret key with all scopes.
  String secret(Project project) {
    return key(project, ApiKey.Kind.PROJECT, Scope.all(), Set.of());
  }

  private String key(Project project, ApiKey.Kind kind, Set<Scope> scopes, Set<String> origins) {
    var owner = Optional.of(project).filter(_ -> kind != ApiKey.Kind.ACCOUNT);
    var wanted =
        new Keys.NewKey(
            kind,
            CofferApi.DIALECT,
            CofferKeys.shape(kind, owner.map(Project::mode)),
            project.organizationId(),
            owner,
            scopes,
            List.of(),
            origins,
            "test");
    return db.tx(tx -> keys.create(tx, wanted)).text();
  }

  /// A partner with a test key.
  ApiClient partner() {
    var shape = CofferKeys.shape(ApiKey.Kind.PARTNER, Optional.of(Mode.TEST));
    var key =
        db.tx(
            tx ->
                keys.create(
                    tx,
                    new Partners(clock).add(tx, "Reseller"),
                    Mode.TEST,
                    CofferApi.DIALECT,
                    shape,
                    List.of(),
                    "test"));
    return new ApiClient(url(), Credential.bearer(key.text()), contract);
  }

  ApiClient stranger() {
    return new ApiClient(url(), Credential.bearer("cof_test_nobody"), contract);
  }

  private void watch(Chain chain) {
    var source = sandbox.source(db, chain);
    var watched = new WatchSet(chain.family());
    scanners.add(new BlockScanner(db, chain, source, watched, payments, Optional.empty(), clock));
  }

  /// Reads all chains to their heads.
  void scan() {
    for (var scanner : scanners) {
      for (int i = 0; i < 1000 && scanner.step(); i++) {}
      scanner.step(); // at the head, where the mempool is read
    }
  }

  void later(Duration by) {
    ahead.updateAndGet(before -> before.plus(by));
  }

  Instant now() {
    return clock.instant();
  }

  @Override
  public void close() {
    server.close();
    worker.close();
    indexes.close();
    db.close();
  }
}
