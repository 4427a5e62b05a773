package coffer.app;

import coffer.api.Dialect;
import coffer.api.Route;
import coffer.api.getcrypto.GetCryptoDialect;
import coffer.api.itispay.ItIsPayDialect;
import coffer.app.config.Config;
import coffer.app.config.DemoConfig;
import coffer.app.config.Dialects;
import coffer.app.demo.DemoClient;
import coffer.app.demo.DemoInfo;
import coffer.app.demo.DemoPages;
import coffer.app.demo.DemoReceiver;
import coffer.app.demo.DemoSamples;
import coffer.app.demo.DemoShop;
import coffer.app.server.Domain;
import coffer.app.server.Infrastructure;
import coffer.app.server.Server;
import coffer.app.server.Wiring;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Organization;
import coffer.core.merchant.SettingsStore;
import coffer.db.TestDb;
import coffer.db.Tx;
import coffer.http.PayerLimits;
import coffer.http.RateLimiter.Limit;
import coffer.http.RequestLog;
import coffer.web.cabinet.Cabinet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/// The whole server as `demo` runs it, with its scanners and its shop, on a test database. Its
/// clock can be put forward, and simulated chains have a block only when one is asked for.
public final class Storefront implements AutoCloseable {
  private static final String INVOICES = "/coffer/v1/invoices";

  private static final List<String> OWN_TABLES =
      List.of(
          "attempt",
          "custody_round",
          "destination_health",
          "key_use",
          "lease",
          "nonce",
          "rate",
          "request_log",
          "rate_source",
          "server",
          "server_report",
          "slow_lane");

  private static final Config.Limits NO_LIMITS =
      new Config.Limits(
          new Limit(0, 1),
          new Limit(0, 1),
          1000,
          1000,
          new PayerLimits.Limits(0, 0, 0, 0),
          new RequestLog.Limits(7, 100_000));

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final InstantSource clock = () -> Clock.systemUTC().instant().plus(ahead.get());
  private final AtomicReference<Server.Services> services = new AtomicReference<>();
  private final DemoReceiver receiver = DemoReceiver.start();
  private final Infrastructure infrastructure;
  private final Domain domain;
  private final Server server;
  private final DemoClient client;
  private final Keys keys;
  private final DemoShop shop;
  private final Organization organization;

  public Storefront() {
    this(true);
  }

  /// One that answers as often as it is asked.
  public static Storefront withoutLimits() {
    return new Storefront(false);
  }

  private Storefront(boolean limited) {
    infrastructure = Infrastructure.open(config(limited), clock);
    domain = Domain.of(infrastructure);
    shop = DemoShop.open(infrastructure, domain, receiver.url());
    receiver.expect(shop.secret());
    organization = shop.organization();
    client = new DemoClient(url(), shop.keys().coffer());
    server =
        Server.start(
            infrastructure,
            made -> {
              services.set(made);
              return Wiring.plug(made, domain).with(new DemoPages(client, receiver));
            });
    var all = shop.keys();
    keys =
        new Keys(
            all.coffer(),
            all.key("coinvoice", ApiKey.Kind.PROJECT),
            all.key("getcrypto", ApiKey.Kind.PROJECT),
            all.key("getcrypto", ApiKey.Kind.PUBLISHABLE),
            shop.project().code(),
            all.key("itispay", ApiKey.Kind.PROJECT),
            all.key("itispay", ApiKey.Kind.ACCOUNT),
            new Pair(
                all.key("onchainpay", ApiKey.Kind.PROJECT),
                all.secret("onchainpay", ApiKey.Kind.PROJECT)));
  }

  /// The keys of its project, one for each dialect.
  ///
  /// @param publishable of GetCrypto, from any page
  /// @param projectCode of the project in dialects with short ids
  /// @param account of ItIsPay
  public record Keys(
      String coffer,
      String coinvoice,
      String getcrypto,
      String publishable,
      String projectCode,
      String itispay,
      String account,
      Pair onchainpay) {}

  /// A key whose secret signs requests and is never sent.
  public record Pair(String publicKey, String secret) {}

  /// Writes what `demo --info` writes.
  public void info(Path file) throws IOException {
    new DemoInfo(url(), infrastructure.config().dialects(), shop, Map.of()).write(file);
  }

  /// The APIs that it speaks.
  public List<Dialect> dialects() {
    return infrastructure.config().dialects().all();
  }

  public List<Route> routes(Dialect dialect) {
    return dialect.frontEnd(Wiring.apis(services.get(), domain)).routes();
  }

  public Keys keys() {
    return keys;
  }

  /// The cabinet that it serves, for its list of routes.
  public Cabinet cabinet() {
    return Wiring.cabinet(services.get(), domain);
  }

  Infrastructure base() {
    return infrastructure;
  }

  /// Whose simulated chains are read here.
  Organization organization() {
    return organization;
  }

  private static final Dialects NO_LIMIT_REPORTED =
      Dialects.of(
          new GetCryptoDialect(new Limit(0, 1)),
          new ItIsPayDialect(new ItIsPayDialect.Settings(true, 1, true)));

  /// One after the other: the first of all makes the folder and its master key.
  private static synchronized Config config(boolean limited) {
    var demo = DemoConfig.create(Path.of("target", "storefront"), 0);
    return new Config(
        demo.data(),
        demo.postgres(),
        demo.http(),
        Optional.of(new Config.Database(TestDb.address(), 10)),
        demo.keys(),
        demo.chains(),
        demo.rates(),
        demo.webhooks(),
        limited ? demo.limits() : NO_LIMITS,
        limited ? demo.dialects() : NO_LIMIT_REPORTED,
        new Config.Sandbox(Duration.ofDays(365)),
        demo.logs());
  }

  /// What every address of it begins with.
  public String url() {
    return infrastructure.config().http().publicUrl().toString();
  }

  /// Opens another shop of the same merchant, for the payment form of its pages.
  ///
  /// @param origin of the pages
  /// @param success where a payer goes who paid; fail: who did not
  public PageShop pageShop(String origin, String success, String fail) {
    return pageShop(origin, success, fail, "Northwind Coffee");
  }

  /// @param name of the shop
  public PageShop pageShop(String origin, String success, String fail, String name) {
    return PageShop.open(infrastructure, domain, name, origin, success, fail);
  }

  /// Makes an invoice.
  ///
  /// @param options `USDT:tron`; none = all that there are
  public Bill bill(String amount, Map<String, Object> more, String... options) {
    Map<String, Object> body = new HashMap<>(more);
    body.put("amount", amount);
    body.putIfAbsent("currency", "EUR");
    if (options.length > 0) {
      var list = new ArrayList<Map<String, String>>();
      for (var option : options) {
        var parts = option.split(":", 2);
        list.add(Map.of("asset", parts[0], "network", parts[1]));
      }
      body.put("options", list);
    }
    var invoice = post(INVOICES, body);
    return new Bill(text(invoice, "id"), text(invoice, "checkout_url"));
  }

  /// @param checkout the page's address
  public record Bill(String id, String checkout) {}

  /// Names the origins of the pages that may show the payment pages.
  public void framedBy(String... origins) {
    var settings = new SettingsStore(infrastructure.chains());
    var project = shop.project();
    infrastructure
        .db()
        .run(
            tx ->
                settings.save(
                    tx,
                    project,
                    settings.lock(tx, project).change().frameOrigins(List.of(origins)).build()));
  }

  /// The invoice as the API shows it.
  public JsonNode look(Bill bill) {
    try {
      return client.get(INVOICES + "/" + bill.id);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /// The 13 hex digits that dialects with short ids know it by.
  public String code(Bill bill) {
    return infrastructure
        .db()
        .tx(
            tx ->
                tx.only(
                    "SELECT code FROM invoice WHERE public_id = ?",
                    row -> row.text("code"),
                    UUID.fromString(bill.id)));
  }

  /// Pays a part of what the newest quote still asks for, in a transaction that is in no block yet.
  public void pay(Bill bill, int percent) {
    var part = Map.<String, Object>of("invoice", bill.id, "percent", String.valueOf(percent));
    post("/coffer/v1/sandbox/pay", part);
  }

  /// Pays so many coins to the address of the newest quote.
  public void pay(Bill bill, BigDecimal coins) {
    post("/coffer/v1/sandbox/pay", Map.of("invoice", bill.id, "amount", coins.toPlainString()));
  }

  /// Pays so many coins to an address.
  public void pay(String address, String asset, String network, String coins) {
    post(
        "/coffer/v1/sandbox/pay",
        Map.of("address", address, "asset", asset, "network", network, "amount", coins));
  }

  /// Sample objects for clients of the dialects, as the demo makes them.
  ///
  /// @param receiverUrl receives webhooks
  public Map<String, Map<String, Object>> samples(String receiverUrl)
      throws IOException, InterruptedException {
    var client = new DemoClient(url(), shop.keys().coffer());
    return new DemoSamples(infrastructure, domain, shop, client, receiverUrl)
        .make(infrastructure.config().dialects());
  }

  /// @param network whose simulated chain gets so many blocks
  public void mine(String network, int blocks) {
    post("/coffer/v1/sandbox/mine", Map.of("network", network, "blocks", blocks));
  }

  /// Undoes the last blocks of a simulated chain with all that was in them.
  public void reorg(String network, int depth) {
    var body = Map.<String, Object>of("network", network, "depth", depth, "outcome", "drop");
    post("/coffer/v1/sandbox/reorg", body);
  }

  /// @param act `cancel`, or `unmark` to take it back
  public void act(Bill bill, String act) {
    post(INVOICES + "/" + bill.id + "/" + act, Map.of());
  }

  /// Sets what one coin costs from now on, in a currency that no source reports.
  public void rate(String coin, String currency, String value) {
    infrastructure
        .db()
        .run(
            tx ->
                tx.update(
                    "INSERT INTO rate (base, quote, source, at, value) VALUES (?, ?, 'fixed', ?, ?)",
                    coin,
                    currency,
                    clock.instant(),
                    new BigDecimal(value)));
    domain.rates().refresh(infrastructure.db());
  }

  /// Puts the clock forward; rates are fresh again at once.
  public void later(Duration by) {
    ahead.updateAndGet(before -> before.plus(by));
    domain.rates().refresh(infrastructure.db());
  }

  /// How many rows each table has, without those that the server itself writes all the time.
  public Map<String, Long> rows() {
    var names =
        infrastructure
            .db()
            .tx(
                tx ->
                    tx.list(
                        """
                        SELECT relname::text AS name FROM pg_stat_user_tables
                        WHERE relname <> ALL (?) ORDER BY relname
                        """,
                        row -> row.text("name"),
                        new Tx.Arr("text", OWN_TABLES)));
    var rows = new TreeMap<String, Long>();
    for (var name : names) {
      rows.put(
          name,
          infrastructure
              .db()
              .tx(tx -> tx.only("SELECT count(*) AS n FROM " + name, row -> row.number("n"))));
    }
    return rows;
  }

  /// How many event streams are open.
  public int streams() {
    return services.get().streams().open();
  }

  private JsonNode post(String path, Map<String, Object> body) {
    try {
      return client.post(path, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(e);
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }

  @Override
  public void close() {
    server.close();
    client.http().close();
    infrastructure.close();
    receiver.close();
    Awaitility.await("all streams end with the server").until(() -> streams() == 0);
  }
}
