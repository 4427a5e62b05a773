package coffer.app;

import coffer.api.coffer.CofferWebhook;
import coffer.api.coinvoice.CoinVoiceWebhook;
import coffer.api.getcrypto.GetCryptoWebhook;
import coffer.api.itispay.ItIsPayWebhook;
import coffer.chain.sandbox.Sandbox;
import coffer.core.event.Events;
import coffer.core.invoice.Invoices;
import coffer.core.ledger.Ledger;
import coffer.core.payment.Orphans;
import coffer.core.payment.Payments;
import coffer.core.rate.Rates;
import coffer.webhook.Deliveries;
import coffer.webhook.DeliveryWorker;
import coffer.webhook.WebhookClient;
import coffer.webhook.WebhookFormat;
import java.util.List;
import java.util.UUID;

/// The domain over one database: what every front end commands and every scanner feeds.
record Core(
    Rates rates,
    Ledger ledger,
    Invoices invoices,
    Payments payments,
    Orphans orphans,
    Sandbox sandbox,
    WebhookClient client,
    DeliveryWorker worker,
    Deliveries deliveries) {

  static Core of(Base base) {
    var config = base.config();
    var clock = base.clock();
    var chains = base.chains();
    var client =
        new WebhookClient(
            config.webhooks().allow(), config.http().publicUrl().getHost(), Main.version());
    var worker = new DeliveryWorker(base.db(), base.vault()::open, client, formats(base), clock);
    var events = new Events(worker::wake);
    var rates = new Rates(RateSources.of(config, clock), clock);
    var ledger = new Ledger(chains);
    var invoices = new Invoices(chains, rates, base.wallets(), events, clock);
    return new Core(
        rates,
        ledger,
        invoices,
        new Payments(chains, ledger, rates, invoices, events, clock),
        new Orphans(chains, ledger, rates, invoices, events, clock),
        new Sandbox(chains, clock),
        client,
        worker,
        new Deliveries(client, worker::wake));
  }

  /// How each dialect tells its events.
  private static List<WebhookFormat> formats(Base base) {
    var url = base.config().http().publicUrl().toString();
    return List.of(
        new CofferWebhook(url),
        new CoinVoiceWebhook(),
        new GetCryptoWebhook(id -> code(base, id), url),
        new ItIsPayWebhook());
  }

  private static String code(Base base, UUID project) {
    return base.db().tx(tx -> base.merchants().project(tx, project)).orElseThrow().code();
  }
}
