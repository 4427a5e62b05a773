package coffer.api.getcrypto;

import coffer.World;
import coffer.api.ApiClient;
import coffer.api.ApiServices;
import coffer.api.Credential;
import coffer.api.OpenApiContract;
import coffer.app.config.CatalogueFile;
import coffer.core.Cidr;
import coffer.core.chain.Asset;
import coffer.core.chain.Mode;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddresses;
import coffer.core.deposit.TopUpAddresses;
import coffer.core.invoice.InvoiceView;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyShape;
import coffer.core.merchant.Keys;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import coffer.core.user.Passwords;
import coffer.db.TestDb;
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
import coffer.http.RateLimiter.Limit;
import coffer.webhook.Deliveries;
import coffer.webhook.DeliveryWorker;
import coffer.webhook.NewDestination;
import coffer.webhook.WebhookClient;
import coffer.webhook.WebhookSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A shop that takes money through this API alone, on simulated chains that are read by hand and
/// with a clock that tests turn.
final class GetCryptoWorld implements AutoCloseable {
  static final String PUBLIC_URL = "https://pay.example.com";
  static final String INVOICES = "/getcrypto/v1/invoices";
  private static final AtomicInteger ORDERS = new AtomicInteger();

  final World core =
      new World(
          TestDb.address(),
          CatalogueFile.bundled().catalogue(),
          Mode.TEST,
          Instant.parse("2026-11-20T10:00:00Z"));
  final ResponseUrl hooks = new ResponseUrl();
  final OpenApiContract contract = contract();
  private final Keys keys = new Keys(core.db, core.merchants, core.clock);
  private final WebhookClient client =
      new WebhookClient(List.of(Cidr.parse("127.0.0.0/8")), "test");
  private final DeliveryWorker worker =
      new DeliveryWorker(
          core.db,
          core.vault::open,
          client,
          List.of(new GetCryptoWebhook(_ -> core.project.code(), PUBLIC_URL)),
          core.clock);
  private final PayerLimits payers;
  private final HttpServer server;
  final ApiClient api;

  GetCryptoWorld() {
    this(new Limit(0, 1));
  }

  /// @param limit of each key
  GetCryptoWorld(Limit limit) {
    this(limit, PayerLimits.none());
  }

  GetCryptoWorld(Limit limit, PayerLimits payers) {
    this.payers = payers;
    for (var network : List.of("bsc", "tron", "ethereum", "bitcoin")) core.chain(network);
    server = server(limit).start();
    api = client(core.project, ApiKey.Kind.PROJECT, Set.of());
    tell();
    worker.start();
  }

  static OpenApiContract contract() {
    return OpenApiContract.of(GetCryptoApi.DIALECT, "Error", "/getcrypto/v1");
  }

  private void tell() {
    hooks.trust(
        new WebhookSecret(core.db.tx(tx -> core.merchants.webhookSecret(tx, core.project))).text());
    var wanted = new NewDestination(hooks.url(), GetCryptoApi.DIALECT, List.of());
    var deliveries = new Deliveries(client, worker::wake);
    core.db.run(tx -> deliveries.create(tx, core.project, wanted, core.clock.instant()));
  }

  private HttpServer server(Limit limit) {
    var services =
        new ApiServices(
            core.db,
            new Authenticator(keys, new RateLimiter(new Limit(0, 1)), payers),
            new Idempotency(core.clock),
            core.merchants,
            keys,
            core.chains,
            core.wallets,
            core.rates,
            core.invoices,
            core.orphans,
            new Customers(core.clock),
            new DepositAddresses(core.chains, core.wallets, core.clock),
            new TopUpAddresses(core.chains, core.wallets, core.rates, core.merchants, core.clock),
            new Deliveries(client, worker::wake),
            client::refuse,
            core.sandbox,
            (_, _) -> {},
            new Passwords(1),
            new Health(List::of),
            core.clock,
            PUBLIC_URL);
    return new HttpServer(
        new HttpServer.Settings(
            "127.0.0.1",
            0,
            65_536,
            PathAliases.none(),
            true,
            Duration.ofSeconds(2),
            HttpServer.ConnectionLimits.DEFAULT),
        List.of(new GetCryptoApi(services, limit)),
        new ClientAddress(List.of()),
        new RateLimiter(new Limit(0, 1)),
        new Health(List::of),
        new Metrics(List.of()),
        new EventStreams(new EventStreams.Limits(10, 10, Duration.ofSeconds(15))));
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /// @param origins for a publishable key
  ApiClient client(Project project, ApiKey.Kind kind, Set<String> origins) {
    return client(project, kind, kind.most(), origins);
  }

  ApiClient client(Project project, ApiKey.Kind kind, Set<Scope> scopes, Set<String> origins) {
    return client(GetCryptoApi.DIALECT, project, kind, scopes, origins);
  }

  /// A client with a good key of another API.
  ApiClient stranger() {
    return client("coffer", core.project, ApiKey.Kind.PROJECT, Scope.all(), Set.of());
  }

  private ApiClient client(
      String dialect, Project project, ApiKey.Kind kind, Set<Scope> scopes, Set<String> origins) {
    var wanted =
        new Keys.NewKey(
            kind,
            dialect,
            KeyShape.letters("gc_"),
            project.organizationId(),
            kind == ApiKey.Kind.ACCOUNT ? Optional.empty() : Optional.of(project),
            scopes,
            List.of(),
            origins,
            "test");
    var key = core.db.tx(tx -> keys.create(tx, wanted)).text();
    return new ApiClient(url(), Credential.bearer(key), contract);
  }

  static String order() {
    return "ORD_" + ORDERS.incrementAndGet();
  }

  String project() {
    return "pr_" + core.project.code();
  }

  /// A request for 25 EUR in USDT on TRON.
  String body(String order) {
    return body(project(), order, "usdt", "trc20");
  }

  static String body(String project, String order, String coin, String network) {
    return """
    {"language": "en", "input_amount": 25, "currency": "eur", "cryptocurrency": "%s",
     "project_id": "%s", "order_id": "%s", "network": "%s",
     "custom_fields": "{\\"table\\": 7}"}
    """
        .formatted(coin, project, order, network);
  }

  /// Pays so many coins to an invoice, and waits until it is final.
  void pay(String id, String amount) {
    send(id, amount);
    bury(id);
  }

  /// Pays, in a transaction that is in no block yet.
  void send(String id, String amount) {
    var view = view(id);
    var asset = asset(view);
    core.pay(view, asset, amount);
    core.scan(core.chains.chainOf(asset));
  }

  void bury(String id) {
    core.mine(core.chains.chainOf(asset(view(id))), 5);
  }

  InvoiceView view(String id) {
    return core.db.tx(
        tx ->
            core.invoices.view(
                tx, core.invoices.findByCode(tx, id.substring("in_".length())).orElseThrow()));
  }

  private Asset asset(InvoiceView view) {
    var shown = view.quotes().getLast().asset();
    return core.asset(core.chain(shown.network()), shown.code());
  }

  /// Until the invoice's time is over, on its chain too.
  void expire(String id) {
    core.pass(Duration.ofHours(2));
    core.rates.refresh(core.db);
    bury(id);
    core.expire();
  }

  @Override
  public void close() {
    server.close();
    worker.close();
    hooks.close();
    core.close();
  }
}
