package coffer.app.server;

import coffer.app.config.Config;
import coffer.chain.sandbox.Sandbox;
import coffer.core.event.Events;
import coffer.core.invoice.Invoices;
import coffer.core.ledger.Ledger;
import coffer.core.payment.Orphans;
import coffer.core.payment.Payments;
import coffer.core.payment.TopUps;
import coffer.core.rate.Rates;
import coffer.core.tracking.TransferReports;
import coffer.webhook.Deliveries;
import coffer.webhook.DeliveryWorker;
import coffer.webhook.TransferReporter;
import coffer.webhook.WebhookClient;
import coffer.webhook.WebhookFormat;
import java.util.List;
import java.util.UUID;

/// The core services over one database. Front ends send them commands, scanners report transfers to
/// them.
public record Domain(
    Rates rates,
    Ledger ledger,
    Invoices invoices,
    Payments payments,
    Orphans orphans,
    TopUps topUps,
    Sandbox sandbox,
    WebhookClient client,
    DeliveryWorker worker,
    TransferReporter transferReporter,
    TransferReports transferReports,
    Deliveries deliveries) {

  public static Domain of(Infrastructure infrastructure) {
    var clock = infrastructure.clock();
    var chains = infrastructure.chains();
    var client = client(infrastructure.config());
    var formats = formats(infrastructure);
    var worker =
        new DeliveryWorker(
            infrastructure.db(), infrastructure.vault()::open, client, formats, clock);
    var reports = new TransferReports(chains);
    var reporter =
        new TransferReporter(
            infrastructure.db(), reports, infrastructure.vault()::open, client, formats, clock);
    var events = new Events(worker::wake);
    var rates = new Rates(RateSources.of(infrastructure.config(), clock), clock);
    var ledger = new Ledger(chains);
    var invoices = new Invoices(chains, rates, infrastructure.wallets(), events, clock);
    return new Domain(
        rates,
        ledger,
        invoices,
        new Payments(chains, ledger, rates, invoices, events, clock),
        new Orphans(chains, ledger, rates, invoices, events, clock),
        new TopUps(chains, ledger, rates, invoices, events, clock),
        new Sandbox(chains, clock),
        client,
        worker,
        reporter,
        reports,
        new Deliveries(client, formats, worker::wake));
  }

  private static WebhookClient client(Config config) {
    return new WebhookClient(
        config.webhooks().allow(), config.http().publicUrl().getHost(), Version.text());
  }

  private static List<WebhookFormat> formats(Infrastructure infrastructure) {
    var config = infrastructure.config();
    var url = config.http().publicUrl().toString();
    return config.dialects().all().stream()
        .map(dialect -> dialect.webhookFormat(id -> code(infrastructure, id), url))
        .toList();
  }

  private static String code(Infrastructure infrastructure, UUID project) {
    return infrastructure
        .db()
        .tx(tx -> infrastructure.merchants().project(tx, project))
        .orElseThrow()
        .code();
  }
}
