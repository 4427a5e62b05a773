package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.getcrypto.GetCryptoDialect;
import coffer.app.config.Config;
import coffer.app.config.ConfigFile;
import coffer.app.server.ConnectionPools;
import coffer.app.server.Infrastructure;
import coffer.app.server.Wiring;
import coffer.core.deposit.Customers;
import coffer.core.deposit.DepositAddresses;
import coffer.core.deposit.TopUpAddresses;
import coffer.core.deposit.TrustedAddresses;
import coffer.core.link.LinkInvoices;
import coffer.core.link.LinkTerms;
import coffer.core.link.PaymentLinkStore;
import coffer.core.listing.InvoicesByPage;
import coffer.core.merchant.AddressBook;
import coffer.core.merchant.Nonces;
import coffer.core.merchant.ProjectKeys;
import coffer.core.tracking.TrackedAddresses;
import coffer.core.tracking.TrackedTransfers;
import coffer.core.tracking.TransferReports;
import coffer.core.user.PartnerUsers;
import coffer.core.user.Passwords;
import coffer.core.widget.PaymentWidgets;
import coffer.core.widget.WidgetAddresses;
import coffer.db.Db;
import coffer.db.PoolTimeouts;
import coffer.http.Downloads;
import coffer.http.EventStreams;
import coffer.http.FormFields;
import coffer.http.HttpServer;
import coffer.http.PayerLimits;
import coffer.http.RateLimiter;
import coffer.http.UnreadBody;
import coffer.http.WireJson;
import coffer.webhook.TransferReporter;
import coffer.webhook.WebhookLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/limits.md` names each limit as the code has it.
final class LimitsTest {
  @TempDir private Path folder;

  /// The columns "limit" and "value".
  private record Row(String what, String howMuch) {
    static Row of(String what, String howMuch, Object... numbers) {
      return new Row(what, String.format(Locale.ROOT, howMuch, numbers));
    }
  }

  private List<Row> rows() throws IOException {
    var config = config();
    return Stream.of(
            requests(config.http()),
            connections(config.http().connections()),
            counters(config),
            payers(config.limits().payers()),
            database(),
            WebhookLimits.rows().stream().map(row -> new Row(row.what(), row.howMuch())).toList(),
            deposits(),
            tracking(),
            partners(),
            CabinetLimits.rows(config.limits().requestLog()).stream()
                .map(row -> new Row(row.what(), row.howMuch()))
                .toList())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Row> requests(Config.Http http) {
    return List.of(
        Row.of("request head: request line and headers", "%,d bytes", HttpServer.MAX_HEAD_BYTES),
        Row.of(
            "request body of any type", "`http.max_body_bytes` = %,d bytes", http.maxBodyBytes()),
        Row.of("fields of a form sent by a payment page", "%d", FormFields.MAX_FIELDS),
        Row.of("nesting depth of JSON", "%d levels", WireJson.MAX_DEPTH),
        Row.of("digits of a number in JSON", "%d", WireJson.MAX_DIGITS),
        Row.of("nonce of a signed request (OnchainPay)", "%d characters", Nonces.MAX_LENGTH));
  }

  private static List<Row> connections(HttpServer.ConnectionLimits limits) {
    return List.of(
        Row.of("open connections", "`http.connections` = %,d", limits.most()),
        Row.of(
            "open connections of one client, except `http.trusted_proxies`",
            "`http.connections_per_address` = %,d",
            limits.mostPerBlock()),
        Row.of(
            "time to send the request head, from the opening of the connection or the end of the"
                + " previous answer",
            "`http.header_timeout` = %d s",
            limits.head().toSeconds()),
        Row.of(
            "time to send the request body, from when the server begins to read it",
            "`http.body_timeout` = %d s",
            limits.body().toSeconds()),
        Row.of(
            "rest of a rejected body, read before the answer is sent",
            "%d MiB, pauses of %d s",
            UnreadBody.MAX_BYTES >> 20,
            UnreadBody.READ_TIMEOUT.toSeconds()),
        Row.of(
            "time to receive an answer, from when the server begins to send it; in an event stream,"
                + " each event; in an export, each part",
            "`http.answer_timeout` = %d s",
            limits.answer().toSeconds()),
        Row.of(
            "time to receive a whole export of the cabinet",
            "%d min",
            Downloads.MAX_DURATION.toMinutes()),
        Row.of(
            "time without a byte in either direction",
            "%d s",
            HttpServer.IDLE_TIMEOUT.toSeconds()));
  }

  private static List<Row> counters(Config config) {
    var limits = config.limits();
    var getcrypto = ((GetCryptoDialect) config.dialects().named("getcrypto")).perKey();
    return List.of(
        Row.of(
            "requests of one client",
            "`limits.per_address_per_minute` = %,d, `limits.per_address_burst` = %,d at once",
            limits.perAddress().perMinute(),
            limits.perAddress().burst()),
        Row.of("requests of one client to `/health/...`, counted separately", "the same numbers"),
        Row.of(
            "requests with one secret key; with a publishable key, requests of each client that"
                + " uses it",
            "`limits.per_key_per_minute` = %,d, `limits.per_key_burst` = %,d at once",
            limits.perKey().perMinute(),
            limits.perKey().burst()),
        Row.of(
            "the same in GetCrypto's API",
            "`getcrypto.per_minute` = %d, %d at once",
            getcrypto.perMinute(),
            getcrypto.burst()),
        Row.of("event streams (live pages)", "`limits.streams` = %,d", limits.streams()),
        Row.of("event streams of the pages of one project", "half of that, rounded up"),
        Row.of(
            "event streams of one client",
            "`limits.streams_per_address` = %,d",
            limits.streamsPerAddress()),
        Row.of("duration of an event stream", "%d minutes", EventStreams.MAX_DURATION.toMinutes()),
        Row.of("events waiting in one stream", "%d", EventStreams.QUEUE),
        Row.of("counters of one kind in memory", "%,d", RateLimiter.MAX_BUCKETS));
  }

  private static List<Row> payers(PayerLimits.Limits limits) {
    return List.of(
        Row.of(
            "invoices and deposit addresses that one client creates with publishable keys, payment"
                + " widgets and payment links",
            "`limits.publishable_invoices_per_address_per_minute` = %1$d, %1$d at once",
            limits.invoicesPerBlock()),
        Row.of(
            "invoices and deposit addresses created with one publishable key, payment widget or"
                + " payment link",
            "`limits.publishable_invoices_per_key_per_minute` = %1$d, %1$d at once",
            limits.invoicesPerKey()),
        Row.of(
            "open invoices of one project created with publishable keys, payment widgets and payment"
                + " links, on all servers together",
            "`limits.publishable_open_invoices` = %,d",
            limits.openInvoices()),
        Row.of("payment widgets of one project", "%d", PaymentWidgets.MAX_WIDGETS),
        Row.of(
            "deposit addresses that one payment widget creates in one day of UTC",
            "%,d",
            WidgetAddresses.MAX_NEW_PER_DAY),
        Row.of("payment links of one project", "%,d", PaymentLinkStore.MAX_LINKS),
        Row.of(
            "invoices that one payment link makes in one hour of the clock",
            "%,d",
            LinkInvoices.MAX_PER_HOUR),
        Row.of(
            "custom fields of one payment link; options of a choice; suggested amounts",
            "%d; %d; %d",
            LinkTerms.MAX_FIELDS,
            LinkTerms.MAX_OPTIONS,
            LinkTerms.MAX_SUGGESTED),
        Row.of(
            "acts of the test wallet that one client asks payment pages for, per minute",
            "%1$d, %1$d at once",
            PayerLimits.TEST_ACTS_PER_BLOCK),
        Row.of(
            "requests of one client for short codes (48 bits; 50 of payment links) that do not exist",
            "`limits.unknown_codes_per_address_per_minute` = %1$d, %1$d at once",
            limits.missesPerBlock()));
  }

  private static List<Row> database() {
    var timeouts = PoolTimeouts.REQUEST;
    return List.of(
        Row.of(
            "connections for requests",
            "`database.connections` = %d",
            Infrastructure.DEFAULT_CONNECTIONS),
        Row.of("connections of one share", "half of them, rounded up"),
        Row.of("connections for the lists of one project", "a tenth of them, rounded up"),
        Row.of(
            "connections for workers, in addition",
            "half as many, at least %d",
            ConnectionPools.MIN_FOR_WORKERS),
        Row.of("requests of one share that wait for a connection", "%,d", Db.MAX_WAITING),
        Row.of(
            "time that a request waits for a connection",
            "%d s",
            timeouts.connection().toSeconds()),
        Row.of(
            "time of one statement of a request, including its waits for locks",
            "%d s",
            timeouts.statement().toSeconds()),
        Row.of(
            "invoices of a list with numbered pages (ItIsPay, CoinVoice, OnchainPay) up to which each"
                + " page has the exact total",
            "%,d",
            InvoicesByPage.MAX_EXACT_COUNT));
  }

  private static List<Row> deposits() {
    return List.of(
        Row.of("id of a customer (`client_id`)", "%d characters", Customers.MAX_CLIENT_ID),
        Row.of(
            "deposit addresses of one customer, including those that a newer one replaced",
            "%,d",
            DepositAddresses.MAX_ADDRESSES),
        Row.of(
            "open invoices of a customer at one of their addresses",
            "%d",
            DepositAddresses.MAX_RESERVED),
        Row.of("business addresses of one project", "%,d", DepositAddresses.MAX_ADDRESSES),
        Row.of("payout addresses of one project", "%,d", DepositAddresses.MAX_ADDRESSES),
        Row.of(
            "addresses of one organization that top up its prepaid balance, for one asset",
            "%,d",
            TopUpAddresses.MAX_ADDRESSES),
        Row.of(
            "trusted addresses of one customer (OnchainPay)",
            "%,d",
            TrustedAddresses.MAX_ADDRESSES),
        Row.of("entries of one project's address book", "%,d", AddressBook.MAX_ENTRIES));
  }

  private static List<Row> tracking() {
    return List.of(
        Row.of(
            "tracked addresses of one project, including those removed in the last %d hours"
                .formatted(TrackedAddresses.KEPT.toHours()),
            "%,d",
            TrackedAddresses.MAX_ADDRESSES),
        Row.of(
            "transfers of one project on one chain kept in one hour of the clock",
            "%,d",
            TrackedTransfers.MAX_PER_HOUR),
        Row.of(
            "transfers of one project on one chain that wait to be reported",
            "%,d",
            TrackedTransfers.MAX_WAITING),
        Row.of(
            "tracked addresses of one chain whose transfers a reader passes over",
            "%,d",
            TrackedTransfers.MAX_BUSY),
        Row.of(
            "simultaneous reports of all projects, on each server",
            "%d",
            TransferReporter.MAX_RUNNING),
        Row.of(
            "simultaneous reports of one project, on each server",
            "%d",
            TransferReporter.MAX_PER_PROJECT),
        Row.of("time that a reported transfer is kept", "%d days", TransferReports.KEPT.toDays()));
  }

  private static List<Row> partners() {
    return List.of(
        Row.of("users of one partner", "%,d", PartnerUsers.MAX_USERS),
        Row.of("organizations of one user of a partner", "%d", PartnerUsers.MAX_ORGANIZATIONS),
        Row.of(
            "valid keys of one project and API, which a partner creates",
            "%d",
            ProjectKeys.MAX_KEYS),
        Row.of("the same, including revoked keys", "%,d", ProjectKeys.MAX_EVER),
        Row.of(
            "organizations of one partner that have keys of test projects",
            "%d",
            ProjectKeys.MAX_SIMULATED),
        Row.of(
            "passwords of new users computed at once, on each server",
            "%d; a request waits %d s at most",
            Wiring.HASHES_FOR_PARTNERS,
            Passwords.MAX_WAIT.toSeconds()));
  }

  /// As it is where the operator says nothing.
  private Config config() throws IOException {
    var file = folder.resolve("coffer.toml");
    Files.writeString(file, "[http]\npublic_url = \"https://pay.example.com\"\n");
    return ConfigFile.read(
        file,
        Map.of(
            ConfigFile.MASTER_KEY_VARIABLE,
            "7f1c9be2d05a4836e19d27b4c8f0a65315d8be49a02c7f63e4b1906d5af8273c"));
  }

  @Test
  void everyNumberIsTheOneInTheCode() throws Exception {
    var told =
        Files.readAllLines(Path.of("docs/limits.md")).stream()
            .filter(line -> line.startsWith("| ") && !line.startsWith("| limit "))
            .map(line -> line.split(" \\| "))
            .map(cells -> new Row(cells[0].substring(2), cells[1]))
            .toList();
    assertThat(told).containsExactlyElementsOf(rows());
  }
}
