package coffer.app;

import coffer.core.merchant.Organization;
import coffer.db.TestDb;
import coffer.http.PayerLimits;
import coffer.http.RateLimiter.Limit;
import coffer.http.Sse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/// The whole server as `demo` runs it, with its scanners and its shop, on a test database. Its
/// clock can be put forward, and simulated chains have a block only when one is asked for.
public final class Storefront implements AutoCloseable {
  private static final String INVOICES = "/coffer/v1/invoices";

  private static final Config.Limits NO_LIMITS =
      new Config.Limits(
          new Limit(0, 1), new Limit(0, 1), 1000, 1000, new PayerLimits.Limits(0, 0, 0, 0));

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final InstantSource clock = () -> Clock.systemUTC().instant().plus(ahead.get());
  private final AtomicReference<Sse> sse = new AtomicReference<>();
  private final DemoReceiver receiver = DemoReceiver.start();
  private final Base base;
  private final Core core;
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
    base = Base.open(config(limited), clock);
    core = Core.of(base);
    shop = DemoShop.open(base, core, receiver.url());
    receiver.expect(shop.secret());
    organization = shop.organization();
    server =
        Server.start(
            base,
            services -> {
              sse.set(services.sse());
              return Wiring.plug(services, core);
            });
    client = new DemoClient(url(), shop.keys().coffer());
    var all = shop.keys();
    keys =
        new Keys(
            all.coffer(),
            all.coinvoice(),
            all.getcrypto(),
            all.publishable(),
            shop.project().code(),
            all.itispay(),
            all.account());
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
      String account) {}

  /// Writes what `demo --info` writes.
  void info(Path file) throws IOException {
    new DemoInfo(url(), shop).write(file);
  }

  public Keys keys() {
    return keys;
  }

  Base base() {
    return base;
  }

  /// Whose simulated chains are read here.
  Organization organization() {
    return organization;
  }

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
        limited ? demo.getcrypto() : new Config.Getcrypto(new Limit(0, 1)),
        demo.itispay(),
        new Config.Sandbox(Duration.ofDays(365)),
        demo.logs());
  }

  /// What every address of it begins with.
  public String url() {
    return base.config().http().publicUrl().toString();
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
    return PageShop.open(base, core, name, origin, success, fail);
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
    return base.db()
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

  /// @param network whose simulated chain gets so many blocks
  public void mine(String network, int blocks) {
    post("/coffer/v1/sandbox/mine", Map.of("network", network, "blocks", blocks));
  }

  /// Undoes the last blocks of a simulated chain with all that was in them.
  public void reorg(String network, int depth) {
    var body = Map.<String, Object>of("network", network, "depth", depth, "outcome", "drop");
    post("/coffer/v1/sandbox/reorg", body);
  }

  public void cancel(Bill bill) {
    post(INVOICES + "/" + bill.id + "/cancel", Map.of());
  }

  /// Puts the clock forward; rates are fresh again at once.
  public void later(Duration by) {
    ahead.updateAndGet(before -> before.plus(by));
    core.rates().refresh(base.db());
  }

  /// How many event streams are open.
  public int streams() {
    return sse.get().open();
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
    base.close();
    receiver.close();
    Awaitility.await("all streams end with the server").until(() -> streams() == 0);
  }
}
