package coffer.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.ApiClient;
import coffer.app.Storefront;
import coffer.dialects.Relay.Exchange;
import coffer.dialects.Sample.Ran;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The programs that two of the vendors published, against a running server: under the dialect's
/// prefix, and at the root as if this were the vendor's own host.
final class SamplesFlowTest {
  private static final String UNKNOWN = "in_64e5a94d9c3f4";

  @AutoClose private static final Storefront shop = new Storefront();
  @AutoClose private static final Relay relay = new Relay(shop.url());
  @TempDir private Path folder;

  private static Stream<Arguments> getcrypto() {
    return Stream.of("", "/getcrypto")
        .flatMap(mount -> Stream.of("sh", "py", "mjs", "php").map(l -> Arguments.of(mount, l)));
  }

  private static Stream<Arguments> coinvoice() {
    return Stream.of("", "/coinvoice")
        .flatMap(mount -> Stream.of("py", "mjs").map(l -> Arguments.of(mount, l)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/coinvoice"})
  void coinvoiceByCurl(String mount) {
    var key = shop.keys().coinvoice();
    var created = printed(coinvoice("create.sh", mount, key, ""));
    assertThat(created.path("invoice_id").asString()).matches("[0-9a-f]{12}");
    assertThat(created.path("amount").decimalValue()).isEqualByComparingTo("100");
    assertThat(created.path("status").asString()).isEqualTo("pending");
    assertThat(created.path("address").asString()).startsWith("T");
    var read = printed(coinvoice("read.sh", mount, key, created.path("invoice_id").asString()));
    assertThat(read.path("address")).isEqualTo(created.path("address"));
    assertThat(read.path("order_id").asString()).isEqualTo("42");
    assertThat(read.path("description").asString()).isEqualTo("Заказ #42");
    var balance = printed(coinvoice("balance.sh", mount, key, ""));
    for (var field : List.of("balance", "total_received", "withdrawn")) {
      assertThat(balance.path(field).isNumber()).as(field).isTrue();
    }
    assertThat(relay.passed()).extracting(Exchange::status).containsExactly(200, 200, 200);
  }

  @ParameterizedTest
  @MethodSource("coinvoice")
  void coinvoiceByProgram(String mount, String language) throws Exception {
    relay.passed();
    var ran = coinvoice("create." + language, mount, shop.keys().coinvoice(), "");
    assertThat(ran.exit()).as(ran.err()).isZero();
    var created = relay.passed().getLast();
    assertThat(created.status()).isEqualTo(200);
    assertThat(created.json().path("amount").decimalValue()).isEqualByComparingTo("100");
    var page = relay.url() + mount + created.json().path("payment_url").asString();
    assertThat(ran.out().strip()).isEqualTo("Payment URL: " + page);
    assertThat(status(page)).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("getcrypto")
  void getcryptoCreates(String mount, String language) {
    var sample = new Sample("getcrypto/create." + language);
    var published = filled(sample, mount, "");
    relay.passed();
    var refused = sample.run(folder, published);
    var answer = only();
    assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
    assertThat(answer.json().at("/errors").propertyNames()).containsExactly("network");
    assertThat(answer.answer().headers().firstValue("x-ratelimit-limit")).contains("60");
    judge(language, refused, answer);

    var payable = published.replace("btc", "usdt");
    assertThat(payable).isNotEqualTo(published);
    var taken = sample.run(folder, payable);
    var created = only();
    assertThat(created.status()).as(created.toString()).isIn(200, 201); // the order may be there
    judge(language, taken, created);
    var invoice = created.json().path("data");
    assertThat(invoice.path("order_id").asString()).isEqualTo("ORD_123");
    assertThat(invoice.at("/custom_fields/custom_field_2").asString()).isEqualTo("value_2");
    assertThat(invoice.path("address").asString()).startsWith("0x");
    reads(mount, language, invoice);
  }

  private void reads(String mount, String language, JsonNode invoice) {
    var sample = new Sample("getcrypto/read." + language);
    var found = sample.run(folder, filled(sample, mount, invoice.path("id").asString()));
    var answer = only();
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.json().path("data")).isEqualTo(invoice);
    judge(language, found, answer);
    var missing = sample.run(folder, filled(sample, mount, UNKNOWN));
    var refusal = only();
    assertThat(refusal.status()).as(refusal.toString()).isEqualTo(400);
    assertThat(refusal.json().toString())
        .isEqualTo(
            "{\"status\":false,\"message\":"
                + "\"Invoice does not exist or does not belong to this key\"}");
    judge(language, missing, refusal);
  }

  @ParameterizedTest
  @MethodSource("getcrypto")
  void getcryptoAsksForTheWidget(String mount, String language) {
    var sample = new Sample("getcrypto/widget." + language);
    relay.passed();
    var ran = sample.run(folder, filled(sample, mount, ""));
    var answer = only();
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    judge(language, ran, answer);
    var data = answer.json().path("data");
    var methods = data.path("methods");
    assertThat(methods.propertyNames()).containsExactly("usdt", "usdc", "btc", "eth");
    for (var coin : List.of("usdt", "usdc")) {
      assertThat(methods.path(coin).path("networks").propertyNames())
          .containsExactly("bep20", "trc20", "erc20");
    }
    assertThat(methods.at("/eth/networks/eth/id").asInt()).isEqualTo(8);
    assertThat(data.path("amounts").propertyNames()).containsExactly("usdt", "usdc", "btc", "eth");
  }

  /// Its exit code and what it printed are what that answer asks for.
  private static void judge(String language, Ran ran, Exchange answer) {
    boolean thrown = language.equals("php") && answer.status() >= 400; // so does Guzzle
    if (thrown) assertThat(ran.exit()).isNotZero();
    else assertThat(ran.exit()).as(ran.err()).isZero();
    switch (language) {
      case "sh" -> assertThat(printed(ran)).isEqualTo(answer.json());
      case "php" -> {
        if (!thrown) assertThat(ran.out()).contains("[data] => stdClass Object", "[status] => 1");
      }
      default -> assertThat(ran.out() + ran.err()).isEmpty();
    }
  }

  private Ran coinvoice(String name, String mount, String key, String invoice) {
    var sample = new Sample("coinvoice/" + name);
    return sample.run(folder, fill(sample, mount, key, invoice));
  }

  private static String filled(Sample sample, String mount, String invoice) {
    return fill(sample, mount, shop.keys().getcrypto(), invoice);
  }

  private static String fill(Sample sample, String mount, String key, String invoice) {
    return sample
        .text()
        .replace("@URL@", relay.url() + mount)
        .replace("@KEY@", key)
        .replace("@PROJECT@", "pr_" + shop.keys().projectCode())
        .replace("@INVOICE@", invoice);
  }

  private static Exchange only() {
    var all = relay.passed();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static JsonNode printed(Ran ran) {
    assertThat(ran.exit()).as(ran.err()).isZero();
    return ApiClient.MAPPER.readTree(ran.out());
  }

  private static int status(String page) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(page)).build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}
