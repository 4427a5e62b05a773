package coffer.web.checkout;

import static coffer.web.checkout.WidgetVisitor.header;
import static coffer.web.checkout.WidgetVisitor.path;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddresses;
import coffer.core.invoice.PublishableInvoices;
import coffer.core.widget.PaymentWidget;
import coffer.core.widget.PaymentWidgets;
import coffer.core.widget.WidgetAddresses;
import coffer.core.widget.WidgetInvoices;
import coffer.db.TestDb;
import coffer.http.ClientAddress;
import coffer.http.EventStreams;
import coffer.http.Health;
import coffer.http.HttpServer;
import coffer.http.Metrics;
import coffer.http.PathAliases;
import coffer.http.PayerLimits;
import coffer.http.RateLimiter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Browsers make no more invoices with widgets than with publishable keys.
final class WidgetLimitsDbTest {
  private static final String CLIENT_ID = "payinCryptoPersonalClientId";

  @AutoClose private final World world = new World(TestDb.address());
  private Optional<HttpServer> server = Optional.empty();

  @AfterEach
  void close() {
    server.ifPresent(HttpServer::close);
  }

  private WidgetVisitor payer(PayerLimits.Limits limits) {
    world.framedBy("https://shop.example");
    world.asset(world.chain("tron"), "USDT");
    var payers = new PayerLimits(limits);
    var invoices =
        new WidgetInvoices(
            world.invoices,
            world.chains,
            world.rates,
            world.merchants,
            new PublishableInvoices(payers.openInvoices()),
            _ -> (plain, _, _) -> plain,
            world.clock);
    var widgets = new PaymentWidgets(world.chains, world.clock);
    var addresses =
        new WidgetAddresses(
            world.chains,
            new Customers(world.clock),
            new DepositAddresses(world.chains, world.wallets, world.clock),
            world.clock);
    var page =
        new WidgetPage(
            "/widget",
            world.db,
            widgets,
            invoices,
            addresses,
            world.chains,
            world.merchants,
            payers);
    var settings =
        new HttpServer.Settings(
            "127.0.0.1",
            0,
            10_000,
            PathAliases.none(),
            false,
            Duration.ofSeconds(5),
            HttpServer.ConnectionLimits.DEFAULT);
    var streams = new EventStreams(new EventStreams.Limits(10, 10, Duration.ofSeconds(10)));
    var started =
        new HttpServer(
                settings,
                List.of(page),
                new ClientAddress(List.of()),
                new RateLimiter(new RateLimiter.Limit(0, 1)),
                new Health(List::of),
                new Metrics(List.of()),
                streams)
            .start();
    server = Optional.of(started);
    return new WidgetVisitor("http://127.0.0.1:" + started.port());
  }

  private UUID widget() {
    var terms =
        new PaymentWidget.Terms(
            "Top up",
            "coffer",
            List.of("EUR"),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            true);
    var widgets = new PaymentWidgets(world.chains, world.clock);
    return world.db.tx(tx -> widgets.add(tx, world.project, terms)).publicId();
  }

  @Test
  void aClientMakesOnlySoManyInvoicesAMinute() {
    try (var payer = payer(new PayerLimits.Limits(0, 1, 0, 0))) {
      var again = path(widget(), "payinCryptoInvoiceId", "1");
      assertThat(payer.post(again, "amount", "5").statusCode()).isEqualTo(303);
      var refused = payer.post(path(widget()), "amount", "5");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(header(refused, "Retry-After")).isNotEmpty();
      assertThat(refused.body()).contains("One moment, please");
      assertThat(header(refused, "Content-Security-Policy"))
          .as("the frame shows why")
          .endsWith("https://shop.example");
      // What makes no invoice is still answered.
      assertThat(payer.get(path(widget())).statusCode()).isEqualTo(200);
      assertThat(payer.post(again, "amount", "5").statusCode()).isEqualTo(303);
    }
  }

  @Test
  void aWidgetMakesOnlySoManyInvoicesAMinute() {
    try (var payer = payer(new PayerLimits.Limits(1, 0, 0, 0))) {
      var busy = path(widget());
      assertThat(payer.post(busy, "amount", "5").statusCode()).isEqualTo(303);
      assertThat(payer.post(busy, "amount", "5").statusCode()).isEqualTo(429);
      assertThat(payer.post(path(widget()), "amount", "5").statusCode()).isEqualTo(303);
    }
  }

  @Test
  void aProjectHasOnlySoManyOpenInvoices() {
    try (var payer = payer(new PayerLimits.Limits(0, 0, 2, 0))) {
      assertThat(payer.post(path(widget()), "amount", "5").statusCode()).isEqualTo(303);
      assertThat(payer.post(path(widget()), "amount", "5").statusCode()).isEqualTo(303);
      assertThat(payer.post(path(widget()), "amount", "5").statusCode()).isEqualTo(429);
      world.pass(Duration.ofHours(2));
      world.rates.refresh(world.db);
      assertThat(payer.post(path(widget()), "amount", "5").statusCode()).isEqualTo(303);
    }
  }

  @Test
  void aWidgetCreatesOnlySoManyAddressesADay() {
    try (var payer = payer(new PayerLimits.Limits(0, 0, 0, 0))) {
      var widget = widget();
      var first = path(widget, CLIENT_ID, "alice");
      var coin = "USDT:" + world.chain("tron").name();
      world.db.run(
          tx ->
              tx.update(
                  "UPDATE payment_widget SET address_day = ?::date, addresses = ?",
                  world.clock.instant().toString().substring(0, 10),
                  WidgetAddresses.MAX_NEW_PER_DAY - 1));
      assertThat(payer.post(first, "asset", coin).statusCode()).isEqualTo(303);
      var refused = payer.post(path(widget, CLIENT_ID, "bob"), "asset", coin);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("Please try again tomorrow");
      long wait = Long.parseLong(header(refused, "Retry-After"));
      assertThat(wait).isBetween(1L, Duration.ofDays(1).toSeconds());
      assertThat(payer.post(first, "asset", coin).statusCode())
          .as("an existing address does not count")
          .isEqualTo(303);
      world.pass(Duration.ofSeconds(wait));
      assertThat(payer.post(path(widget, CLIENT_ID, "bob"), "asset", coin).statusCode())
          .isEqualTo(303);
    }
  }

  @Test
  void aClientCreatesOnlySoManyAddressesAMinute() {
    try (var payer = payer(new PayerLimits.Limits(0, 1, 0, 0))) {
      var widget = widget();
      var coin = "USDT:" + world.chain("tron").name();
      var first = path(widget, CLIENT_ID, "alice");
      assertThat(payer.post(first, "asset", coin).statusCode()).isEqualTo(303);
      assertThat(payer.post(path(widget, CLIENT_ID, "bob"), "asset", coin).statusCode())
          .isEqualTo(429);
      assertThat(payer.post(first, "asset", coin).statusCode()).isEqualTo(303);
    }
  }
}
