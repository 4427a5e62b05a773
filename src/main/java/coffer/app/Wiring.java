package coffer.app;

import coffer.api.Desk;
import coffer.api.coffer.CofferApi;
import coffer.api.coffer.DocsPage;
import coffer.api.coinvoice.CoinVoiceApi;
import coffer.api.getcrypto.GetCryptoApi;
import coffer.api.itispay.ItIsPayApi;
import coffer.app.Server.Plugged;
import coffer.app.Server.Services;
import coffer.app.Server.Worker;
import coffer.chain.sandbox.SandboxMiner;
import coffer.http.Authenticator;
import coffer.http.Front;
import coffer.http.Metrics.Sample;
import coffer.http.RateLimiter;
import coffer.web.checkout.Checkout;
import coffer.web.widget.Widget;
import coffer.webhook.DeliveryWorker;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Which front ends there are and what works in the background: one line for each dialect.
final class Wiring {
  private static final int EXPIRED_AT_ONCE = 200;

  private Wiring() {}

  static Plugged plug(Services services) {
    return plug(services, Core.of(services.base()));
  }

  static Plugged plug(Services services, Core core) {
    var base = services.base();
    var checkout =
        new Checkout(
            base.requests(),
            core.invoices(),
            base.merchants(),
            services.tail(),
            services.sse(),
            services.authenticator().payers(),
            base.clock());
    return new Plugged(
        fronts(services, core, checkout),
        Roots.of(base.config().http().hosts()),
        workers(services, core, checkout));
  }

  private static List<Front> fronts(Services services, Core core, Checkout checkout) {
    return List.of(
        new CofferApi(api(services, core)),
        new DocsPage(publicUrl(services)),
        new CoinVoiceApi(coinVoice(services, core)),
        new GetCryptoApi(getCrypto(services, core)),
        new ItIsPayApi(itIsPay(services, core)),
        checkout,
        checkout.at("/coinvoice/pay"),
        checkout.at("/invoice"),
        widget(services, core, ""),
        widget(services, core, "/getcrypto"),
        Roots.rest());
  }

  /// Beside the API that its script calls.
  private static Widget widget(Services services, Core core, String mount) {
    var base = services.base();
    return new Widget(
        mount,
        base.requests(),
        core.invoices(),
        base.merchants(),
        services.authenticator().payers(),
        base.clock());
  }

  private static CofferApi.Services api(Services services, Core core) {
    var base = services.base();
    return new CofferApi.Services(
        base.requests(),
        services.authenticator(),
        base.merchants(),
        services.idempotency(),
        base.chains(),
        core.rates(),
        core.invoices(),
        core.orphans(),
        core.deliveries(),
        core.client()::refuse,
        core.sandbox(),
        base.clock(),
        publicUrl(services));
  }

  private static CoinVoiceApi.Services coinVoice(Services services, Core core) {
    var base = services.base();
    return new CoinVoiceApi.Services(
        desk(services),
        base.chains(),
        core.invoices(),
        core.client()::refuse,
        base.clock(),
        publicUrl(services));
  }

  private static Desk.Services desk(Services services) {
    return new Desk.Services(
        services.base().requests(),
        services.authenticator(),
        services.idempotency(),
        services.base().clock());
  }

  /// Its answers tell of a limit of its own, by headers of its own.
  private static GetCryptoApi.Services getCrypto(Services services, Core core) {
    var base = services.base();
    var limit = base.config().getcrypto().perKey();
    var limiter = new RateLimiter(limit, RateLimiter.Headers.X_RATE_LIMIT, base.clock());
    var authenticator = new Authenticator(base.keys(), limiter, services.authenticator().payers());
    return new GetCryptoApi.Services(
        new Desk.Services(base.requests(), authenticator, services.idempotency(), base.clock()),
        base.merchants(),
        base.chains(),
        core.rates(),
        core.invoices(),
        publicUrl(services));
  }

  private static ItIsPayApi.Services itIsPay(Services services, Core core) {
    var base = services.base();
    var config = base.config().itispay();
    return new ItIsPayApi.Services(
        desk(services),
        base.merchants(),
        base.keys(),
        base.chains(),
        core.rates(),
        base.wallets(),
        core.invoices(),
        core.client()::refuse,
        core.sandbox(),
        (tx, organization) -> TestWallets.fill(base, tx, organization),
        services.health(),
        base.clock(),
        new ItIsPayApi.Settings(
            config.currenciesAsArray(), config.allowedErrorPercent(), config.simulateWithoutKey()),
        publicUrl(services));
  }

  private static List<Worker> workers(Services services, Core core, Checkout checkout) {
    var base = services.base();
    var config = base.config();
    var scanners = new Scanners(base, core, services.node());
    services
        .metrics()
        .table("coffer_watched_addresses", "addresses in memory to look for", scanners::watched);
    var reconciling = new Reconciling(base, services.node());
    reconciling.measure(services.metrics());
    var miner =
        new SandboxMiner(
            base.db(), base.chains(), core.sandbox(), base.clock(), config.sandbox().mine());
    return List.of(
        rates(services, core),
        new Worker("checkout", checkout::start, checkout::close, checkout::problem),
        webhooks(core.worker()),
        new Worker("scanners", scanners::start, scanners::close, scanners::problem),
        ticker("new chains", Duration.ofSeconds(2), () -> newChains(base, scanners)),
        new Worker("reconcile", reconciling::start, reconciling::close, reconciling::problem),
        new Worker("sandbox miner", miner::start, miner::close, miner::problem),
        ticker("sweep", Duration.ofMinutes(10), () -> sweep(services, core)),
        ticker("expiry", Duration.ofSeconds(1), () -> expire(base, core)));
  }

  /// Another node, or an operator's command, may have made a project with simulated chains.
  private static void newChains(Base base, Scanners scanners) {
    base.chains().refresh();
    scanners.start();
  }

  /// One round is done before any request comes: a quote needs it.
  private static Worker rates(Services services, Core core) {
    var base = services.base();
    services
        .metrics()
        .table(
            "coffer_rate_age_seconds",
            "age of the newest rate of a source",
            () ->
                core.rates().ages().entrySet().stream()
                    .map(
                        age ->
                            new Sample(Map.of("source", age.getKey()), age.getValue().toSeconds()))
                    .toList());
    Runnable refresh = () -> core.rates().refresh(base.db());
    var worker = new Ticker("rates", base.config().rates().refresh(), refresh).worker(refresh);
    return new Worker(
        worker.name(),
        worker.start(),
        worker.stop(),
        () -> worker.problem().get().or(core.rates()::problem));
  }

  private static Worker webhooks(DeliveryWorker worker) {
    return new Worker("webhooks", worker::start, worker::close, worker::problem);
  }

  /// Removes rows that are past their time.
  private static void sweep(Services services, Core core) {
    var base = services.base();
    services.idempotency().sweep(base.db());
    core.worker().sweep();
    base.db().run(tx -> ItIsPayApi.sweep(tx, base.clock().instant()));
  }

  private static void expire(Base base, Core core) {
    while (base.db().tx(tx -> core.invoices().expire(tx, EXPIRED_AT_ONCE)) == EXPIRED_AT_ONCE) {
      Thread.onSpinWait();
    }
  }

  private static Worker ticker(String name, Duration every, Runnable work) {
    return new Ticker(name, every, work).worker();
  }

  private static String publicUrl(Services services) {
    return services.base().config().http().publicUrl().toString();
  }
}
