package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.LoggerFactory;

/// A statement that takes too long is cancelled. Who asked for it is told when to ask again, in the
/// words of the API that was asked.
@ResourceLock("log")
final class BusyDatabaseFlowTest {
  @AutoClose private static final Storefront store = Storefront.withoutLimits();
  @AutoClose private static final HttpClient client = HttpClient.newHttpClient();
  private final Storefront.Bill bill = store.bill("5", Map.of(), "USDT:tron");

  @Test
  void everyApiAndPageSaysWhenToAskAgain() {
    var log = new ListAppender<ILoggingEvent>();
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try {
      var answers = whileNoInvoiceCanBeRead();
      answers.forEach(
          (path, answer) -> {
            assertThat(answer.statusCode()).as(path).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).as(path).hasValue("5");
            assertThat(answer.body()).as(path).isNotBlank().doesNotContain("SELECT", "statement");
          });
    } finally {
      root.detachAppender(log);
    }
    assertThat(log.list)
        .filteredOn(each -> each.getLoggerName().startsWith("coffer.http"))
        .isNotEmpty()
        .allSatisfy(
            each -> {
              assertThat(each.getLevel()).isNotEqualTo(Level.ERROR);
              assertThat(each.getThrowableProxy()).isNull();
              assertThat(each.getFormattedMessage()).doesNotContain("SELECT");
            });
  }

  private Map<String, HttpResponse<String>> whileNoInvoiceCanBeRead() {
    var keys = store.keys();
    var code = store.code(bill);
    var asked = new TreeMap<String, CompletableFuture<HttpResponse<String>>>();
    store
        .base()
        .db()
        .run(
            tx -> {
              tx.update("LOCK TABLE invoice IN ACCESS EXCLUSIVE MODE");
              ask(asked, "/coffer/v1/invoices", "Authorization", "Bearer " + keys.coffer());
              ask(asked, "/itispay/api/v1/invoices", "Api-Key", keys.itispay());
              ask(asked, "/coinvoice/api/v1/invoices", "X-API-Key", keys.coinvoice());
              ask(
                  asked,
                  "/getcrypto/v1/invoices/in_" + code,
                  "Authorization",
                  "Bearer " + keys.getcrypto());
              ask(asked, URI.create(bill.checkout()).getPath(), "Accept", "*/*");
              ask(asked, "/widget/in_" + code, "Accept", "*/*");
              asked.values().forEach(CompletableFuture::join);
            });
    var answers = new TreeMap<String, HttpResponse<String>>();
    asked.forEach((path, answer) -> answers.put(path, answer.join()));
    return answers;
  }

  private static void ask(
      Map<String, CompletableFuture<HttpResponse<String>>> asked,
      String path,
      String header,
      String value) {
    var request = HttpRequest.newBuilder(URI.create(store.url() + path)).header(header, value);
    asked.put(path, client.sendAsync(request.build(), BodyHandlers.ofString()));
  }
}
