package coffer.app.server;

import coffer.api.ApiServices;
import coffer.api.coffer.DocsPage;
import coffer.app.config.Dialects;
import coffer.app.server.Server.Modules;
import coffer.app.server.Server.Services;
import coffer.app.server.Server.Worker;
import coffer.chain.sandbox.SandboxMiner;
import coffer.core.chain.ChainStatus;
import coffer.core.chain.Mode;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddresses;
import coffer.core.deposit.TopUpAddresses;
import coffer.core.invoice.PublishableInvoices;
import coffer.core.invoice.Slippage;
import coffer.core.link.LinkInvoices;
import coffer.core.link.PaymentLinkStore;
import coffer.core.merchant.ApiKey;
import coffer.core.tracking.TrackedAddresses;
import coffer.core.user.Invitations;
import coffer.core.user.KnownBrowsers;
import coffer.core.user.OneTimeCodes;
import coffer.core.user.Passkeys;
import coffer.core.user.Passwords;
import coffer.core.user.Sessions;
import coffer.core.user.SignInLimits;
import coffer.core.user.SignInLinks;
import coffer.core.user.Users;
import coffer.core.widget.PaymentWidgets;
import coffer.core.widget.WidgetAddresses;
import coffer.core.widget.WidgetInvoices;
import coffer.db.Tx;
import coffer.http.FrontEnd;
import coffer.http.Metrics.Sample;
import coffer.http.SplitPrefix;
import coffer.web.cabinet.Cabinet;
import coffer.web.cabinet.CabinetServices;
import coffer.web.cabinet.CabinetServices.KeyKind;
import coffer.web.checkout.Checkout;
import coffer.web.checkout.LinkPage;
import coffer.web.checkout.WidgetPage;
import coffer.web.widget.Widget;
import coffer.webhook.DeliveryWorker;
import coffer.webhook.Redeliveries;
import coffer.webhook.TransferReporter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Defines the front ends and the background tasks.
public final class Wiring {
  private static final int EXPIRED_AT_ONCE = 200;

  /// How many hashes of passwords are computed at once for partners. Sign-ins do not wait for them.
  public static final int HASHES_FOR_PARTNERS = 2;

  private Wiring() {}

  public static Modules plug(Services services) {
    return plug(services, Domain.of(services.infrastructure()));
  }

  public static Modules plug(Services services, Domain domain) {
    var infrastructure = services.infrastructure();
    var config = infrastructure.config();
    var checkout =
        new Checkout(
            infrastructure.requests(),
            domain.invoices(),
            infrastructure.merchants(),
            services.tail(),
            services.streams(),
            services.authenticator().payers(),
            domain.sandbox(),
            infrastructure.chains(),
            invoice -> config.dialects().named(invoice.dialect()).frameMessage(invoice).json(),
            infrastructure.clock());
    return new Modules(
        frontEnds(services, domain, checkout),
        ClientPaths.of(config.dialects(), config.http().hosts()),
        workers(services, domain, checkout));
  }

  private static List<FrontEnd> frontEnds(Services services, Domain domain, Checkout checkout) {
    var config = services.infrastructure().config();
    var apis = apis(services, domain);
    var frontEnds = new ArrayList<FrontEnd>();
    config.dialects().all().forEach(dialect -> frontEnds.add(dialect.frontEnd(apis)));
    frontEnds.add(new DocsPage(publicUrl(services)));
    frontEnds.add(checkout);
    // The paths of payment pages that clients of other gateways compose.
    frontEnds.add(checkout.at("/coinvoice/pay"));
    frontEnds.add(checkout.at("/invoice"));
    frontEnds.add(
        new SplitPrefix(
            widget(services, domain, ""),
            widgetPage(services, domain, "/widget"),
            WidgetPage::owns));
    frontEnds.add(widgetPage(services, domain, "/onchainpay/widget"));
    frontEnds.add(widget(services, domain, "/getcrypto"));
    frontEnds.add(linkPage(services, domain));
    frontEnds.add(cabinet(services, domain));
    frontEnds.add(ClientPaths.rest(config.dialects()));
    return List.copyOf(frontEnds);
  }

  /// A widget, at the prefix of the API that its script calls.
  private static Widget widget(Services services, Domain domain, String mount) {
    var infrastructure = services.infrastructure();
    return new Widget(
        mount,
        infrastructure.requests(),
        domain.invoices(),
        infrastructure.merchants(),
        services.authenticator().payers(),
        infrastructure.clock());
  }

  /// The cabinet.
  public static Cabinet cabinet(Services services, Domain domain) {
    var infrastructure = services.infrastructure();
    var config = infrastructure.config();
    return new Cabinet(
        new CabinetServices(
            infrastructure.requests(),
            new Users(),
            new Passwords(Math.max(1, Runtime.getRuntime().availableProcessors() / 2)),
            new OneTimeCodes(infrastructure.vault()),
            new Passkeys(config.http().publicUrl()),
            infrastructure.merchants(),
            infrastructure.keys(),
            domain.invoices(),
            domain.orphans(),
            domain.rates(),
            infrastructure.chains(),
            infrastructure.wallets(),
            domain.deliveries(),
            config.http().publicUrl(),
            mode -> keyKinds(config.dialects(), mode),
            mode -> chainTroubles(infrastructure, mode),
            config.limits().requestLog(),
            infrastructure.clock()));
  }

  private static List<KeyKind> keyKinds(Dialects dialects, Mode mode) {
    var kinds = new ArrayList<KeyKind>();
    for (var dialect : dialects.all()) {
      for (var kind : List.of(ApiKey.Kind.PROJECT, ApiKey.Kind.PUBLISHABLE)) {
        dialect
            .keyShape(kind, Optional.of(mode))
            .ifPresent(
                shape -> kinds.add(new KeyKind(dialect.name(), dialect.title(), kind, shape)));
      }
    }
    return kinds;
  }

  /// One line for each chain of the mode that has a problem. A chain that no server ever read is
  /// left out: it has no node.
  private static List<String> chainTroubles(Infrastructure infrastructure, Mode mode) {
    var now = infrastructure.clock().instant();
    return infrastructure.db().tx(tx -> ChainStatus.all(tx, infrastructure.chains())).stream()
        .filter(status -> status.chain().organizationId().isEmpty())
        .filter(status -> status.chain().mode() == mode && status.reportedAt().isPresent())
        .flatMap(
            status ->
                status.problem(now).map(it -> status.chain().spec().title() + ": " + it).stream())
        .toList();
  }

  private static WidgetPage widgetPage(Services services, Domain domain, String prefix) {
    var infrastructure = services.infrastructure();
    var dialects = infrastructure.config().dialects();
    var payers = services.authenticator().payers();
    return new WidgetPage(
        prefix,
        infrastructure.requests(),
        new PaymentWidgets(infrastructure.chains(), infrastructure.clock()),
        new WidgetInvoices(
            domain.invoices(),
            infrastructure.chains(),
            domain.rates(),
            infrastructure.merchants(),
            new PublishableInvoices(payers.openInvoices()),
            dialect -> dialects.named(dialect).widgets().orElseThrow(),
            infrastructure.clock()),
        new WidgetAddresses(
            infrastructure.chains(),
            new Customers(infrastructure.clock()),
            depositAddresses(infrastructure),
            infrastructure.clock()),
        infrastructure.chains(),
        infrastructure.merchants(),
        payers);
  }

  private static LinkPage linkPage(Services services, Domain domain) {
    var infrastructure = services.infrastructure();
    var payers = services.authenticator().payers();
    return new LinkPage(
        infrastructure.requests(),
        new PaymentLinkStore(infrastructure.chains(), infrastructure.clock()),
        new LinkInvoices(
            domain.invoices(),
            infrastructure.chains(),
            domain.rates(),
            new PublishableInvoices(payers.openInvoices()),
            publicUrl(services),
            infrastructure.clock()),
        infrastructure.merchants(),
        payers,
        infrastructure.clock());
  }

  private static DepositAddresses depositAddresses(Infrastructure infrastructure) {
    return new DepositAddresses(
        infrastructure.chains(), infrastructure.wallets(), infrastructure.clock());
  }

  /// The services that all dialects use.
  public static ApiServices apis(Services services, Domain domain) {
    var infrastructure = services.infrastructure();
    return new ApiServices(
        infrastructure.requests(),
        services.authenticator(),
        services.idempotency(),
        infrastructure.merchants(),
        infrastructure.keys(),
        infrastructure.chains(),
        infrastructure.wallets(),
        domain.rates(),
        domain.invoices(),
        domain.orphans(),
        new Customers(infrastructure.clock()),
        depositAddresses(infrastructure),
        new TopUpAddresses(
            infrastructure.chains(),
            infrastructure.wallets(),
            domain.rates(),
            infrastructure.merchants(),
            infrastructure.clock()),
        domain.deliveries(),
        domain.client()::refuse,
        domain.sandbox(),
        (tx, organization) -> TestWallets.fill(infrastructure, tx, organization),
        new Passwords(HASHES_FOR_PARTNERS),
        services.health(),
        infrastructure.clock(),
        publicUrl(services));
  }

  private static List<Worker> workers(Services services, Domain domain, Checkout checkout) {
    var infrastructure = services.infrastructure();
    var config = infrastructure.config();
    var scanners = new Scanners(infrastructure, domain, services.node());
    services
        .metrics()
        .table("coffer_watched_addresses", "addresses in memory to look for", scanners::watched);
    var reconciling = new ReconcilerLoops(infrastructure, services.node());
    reconciling.measure(services.metrics());
    var miner =
        new SandboxMiner(
            infrastructure.db(),
            infrastructure.chains(),
            domain.sandbox(),
            infrastructure.clock(),
            config.sandbox().mine());
    return List.of(
        rates(services, domain),
        new Worker("checkout", checkout::start, checkout::close, checkout::problem),
        webhooks(domain.worker()),
        transferReports(domain.transferReporter()),
        new Worker("scanners", scanners::start, scanners::close, scanners::problem),
        ticker("new chains", Duration.ofSeconds(2), () -> newChains(infrastructure, scanners)),
        new Worker("reconcile", reconciling::start, reconciling::close, reconciling::problem),
        new Worker("sandbox miner", miner::start, miner::close, miner::problem),
        topUps(infrastructure, domain),
        redeliveries(infrastructure, domain),
        ticker("key uses", Duration.ofSeconds(5), () -> keyUses(infrastructure)),
        ticker("sweep", Duration.ofMinutes(10), () -> sweep(services, domain)),
        slippage(infrastructure, domain),
        ticker("expiry", Duration.ofSeconds(1), () -> expire(infrastructure, domain)));
  }

  private static Worker slippage(Infrastructure infrastructure, Domain domain) {
    var slippage =
        new Slippage(
            domain.invoices(), infrastructure.chains(), domain.rates(), infrastructure.clock());
    return ticker("slippage", Duration.ofSeconds(10), () -> slippage.round(infrastructure.db()));
  }

  /// Starts scanners of new chains: another node or a command may have created a project with
  /// simulated chains.
  private static void newChains(Infrastructure infrastructure, Scanners scanners) {
    infrastructure.chains().refresh();
    scanners.start();
  }

  /// Fetches rates once before any request arrives, because quotes need them.
  private static Worker rates(Services services, Domain domain) {
    var infrastructure = services.infrastructure();
    services
        .metrics()
        .table(
            "coffer_rate_age_seconds",
            "age of the newest rate of a source",
            () ->
                domain.rates().ages().entrySet().stream()
                    .map(
                        age ->
                            new Sample(Map.of("source", age.getKey()), age.getValue().toSeconds()))
                    .toList());
    Runnable refresh = () -> domain.rates().refresh(infrastructure.db());
    var worker =
        new Ticker("rates", infrastructure.config().rates().refresh(), refresh).worker(refresh);
    return new Worker(
        worker.name(),
        worker.start(),
        worker.stop(),
        () -> worker.problem().get().or(domain.rates()::problem));
  }

  private static Worker webhooks(DeliveryWorker worker) {
    return new Worker("webhooks", worker::start, worker::close, worker::problem);
  }

  private static Worker transferReports(TransferReporter reporter) {
    return new Worker("tracked transfers", reporter::start, reporter::close, reporter::problem);
  }

  /// Deletes expired rows.
  private static void sweep(Services services, Domain domain) {
    var infrastructure = services.infrastructure();
    services.idempotency().sweep(infrastructure.db());
    domain.worker().sweep();
    var now = infrastructure.clock().instant();
    while (infrastructure.db().tx(tx -> domain.transferReports().sweep(tx, now))) {
      Thread.onSpinWait();
    }
    var tracked = new TrackedAddresses(infrastructure.chains(), infrastructure.clock());
    infrastructure.db().run(tx -> tracked.sweep(tx, now));
    var passkeys = new Passkeys(infrastructure.config().http().publicUrl());
    infrastructure.db().run(tx -> sweepSignIns(tx, passkeys, now));
    infrastructure.db().run(tx -> new Redeliveries(domain.deliveries()).sweep(tx, now));
    for (var dialect : infrastructure.config().dialects().all()) {
      infrastructure.db().run(tx -> dialect.sweep(tx, now));
    }
  }

  private static void sweepSignIns(Tx tx, Passkeys passkeys, Instant now) {
    passkeys.sweep(tx, now);
    new Sessions().sweep(tx, now);
    new SignInLinks().sweep(tx, now);
    new Invitations().sweep(tx, now);
    new SignInLimits().sweep(tx, now);
    new KnownBrowsers().sweep(tx, now);
  }

  private static Worker topUps(Infrastructure infrastructure, Domain domain) {
    Runnable book = () -> domain.topUps().book(infrastructure.db());
    return ticker("prepaid balances", Duration.ofSeconds(1), book);
  }

  private static Worker redeliveries(Infrastructure infrastructure, Domain domain) {
    var redeliveries = new Redeliveries(domain.deliveries());
    return ticker(
        "redeliveries",
        Duration.ofSeconds(1),
        () -> {
          while (redeliveries.step(infrastructure.db(), infrastructure.clock().instant())) {
            Thread.onSpinWait();
          }
        });
  }

  private static void keyUses(Infrastructure infrastructure) {
    infrastructure.keys().uses().write(infrastructure.db());
  }

  private static void expire(Infrastructure infrastructure, Domain domain) {
    while (infrastructure.db().tx(tx -> domain.invoices().expire(tx, EXPIRED_AT_ONCE))
        == EXPIRED_AT_ONCE) {
      Thread.onSpinWait();
    }
  }

  private static Worker ticker(String name, Duration every, Runnable work) {
    return new Ticker(name, every, work).worker();
  }

  private static String publicUrl(Services services) {
    return services.infrastructure().config().http().publicUrl().toString();
  }
}
