package coffer.app.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// One payment from start to end, described while it runs. Everything goes over HTTP, as from a
/// merchant's program and a payer.
final class DemoStory {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final DemoClient shop;
  private final DemoReceiver receiver;
  private final PrintWriter out;
  private final InstantSource clock;

  DemoStory(DemoClient shop, DemoReceiver receiver, PrintWriter out, InstantSource clock) {
    this.shop = shop;
    this.receiver = receiver;
    this.out = out;
    this.clock = clock;
  }

  /// @return whether the payment settled and its webhook arrived within a minute
  boolean tell() throws IOException, InterruptedException {
    var deadline = clock.instant().plus(TIMEOUT);
    var invoice = create();
    pay(invoice);
    if (!settle(invoice.path("id").asString(), deadline)) return false;
    if (!webhook(deadline)) return false;
    ledger();
    return true;
  }

  private JsonNode create() throws IOException, InterruptedException {
    title("The merchant creates an invoice of 25 EUR, payable in USDT on TRON");
    Map<String, Object> body =
        Map.of(
            "amount", "25",
            "currency", "EUR",
            "description", "Two books",
            "options", List.of(Map.of("asset", "USDT", "network", "tron")));
    line("POST /coffer/v1/invoices");
    var invoice = shop.post("/coffer/v1/invoices", body);
    var quote = invoice.path("quotes").path(0);
    line("invoice    " + text(invoice, "id") + "  " + text(invoice, "status"));
    line("to pay     " + text(quote, "due") + " USDT to " + text(quote, "address"));
    line("checkout   " + text(invoice, "checkout_url"));
    return invoice;
  }

  private void pay(JsonNode invoice) throws IOException, InterruptedException {
    title("A payer sends the payment on the simulated chain");
    line("POST /coffer/v1/sandbox/pay");
    var sent = shop.post("/coffer/v1/sandbox/pay", Map.of("invoice", text(invoice, "id")));
    line("transaction " + text(sent, "txid"));
  }

  private boolean settle(String id, java.time.Instant deadline)
      throws IOException, InterruptedException {
    title("Coffer watches the chain");
    var shown = "";
    while (clock.instant().isBefore(deadline)) {
      var invoice = shop.get("/coffer/v1/invoices/" + id);
      var now = state(invoice);
      if (!now.equals(shown)) line(now);
      shown = now;
      if (text(invoice, "status").equals("settled")) return true;
      Thread.sleep(100);
    }
    line("not settled within a minute");
    return false;
  }

  private static String state(JsonNode invoice) {
    var payment = invoice.path("payments").path(0);
    if (payment.isMissingNode()) return text(invoice, "status");
    return "%-10s  payment %s, %s confirmations"
        .formatted(
            text(invoice, "status"), text(payment, "status"), text(payment, "confirmations"));
  }

  private boolean webhook(java.time.Instant deadline) throws InterruptedException {
    title("The merchant receives webhooks");
    var awaited = new HashSet<>(List.of("payment.confirmed", "invoice.settled")); // in any order
    while (clock.instant().isBefore(deadline)) {
      var left = Duration.between(clock.instant(), deadline).toMillis();
      var webhook = receiver.received().poll(left, TimeUnit.MILLISECONDS);
      if (webhook == null) break;
      line(
          "%-20s  webhook-id %s  signature %s"
              .formatted(webhook.type(), webhook.id(), webhook.verified() ? "verified" : "WRONG"));
      if (!webhook.verified()) return false;
      awaited.remove(webhook.type());
      if (awaited.isEmpty()) return true;
    }
    line("no webhook within a minute");
    return false;
  }

  private void ledger() throws IOException, InterruptedException {
    title("The ledger");
    for (var entry : shop.get("/coffer/v1/ledger/entries?limit=1").path("data")) {
      line(text(entry, "kind") + "  " + text(entry, "id"));
      for (var posting : entry.path("postings")) {
        var address = posting.path("address");
        line(
            "  %-10s %12s %s %s"
                .formatted(
                    text(posting, "account"),
                    text(posting, "amount"),
                    text(posting, "asset"),
                    address.isString() ? address.asString() : ""));
      }
    }
    for (var balance : shop.get("/coffer/v1/balances").path("data")) {
      line("balance    " + text(balance, "available") + " " + text(balance, "asset"));
    }
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }

  private void title(String text) {
    out.println();
    out.println(text);
    out.flush();
  }

  private void line(String text) {
    out.println("  " + text);
    out.flush();
  }
}
