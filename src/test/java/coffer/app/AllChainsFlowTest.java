package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// One server, four chains with real money's rules, read from real node programs (TRON from its
/// double): from an invoice over HTTP to the webhook that says it is settled.
@ResourceLock("log")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AllChainsFlowTest {
  @TempDir private static Path folder;

  private final List<Till> tills = new ArrayList<>();
  private LiveShop shop;

  @BeforeAll
  void everythingRuns() {
    tills.add(new Till.Evm("mainlike", 31_337, "ETH", "USDC", 6));
    tills.add(new Till.Evm("bsclike", 31_338, "BNB", "USDT", 18));
    tills.add(new Till.Bitcoin());
    tills.add(new Till.Tron());
    shop = new LiveShop(folder, tills);
    tills.forEach(till -> shop.awaitState(till.name(), "ok"));
  }

  @AfterAll
  void everythingEnds() {
    if (shop != null) shop.close();
    tills.forEach(Till::close);
  }

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource({
    "ETH,  mainlike, 0.00833334",
    "USDC, mainlike, 26.881721",
    "BNB,  bsclike,  0.04166667",
    "USDT, bsclike,  27.173914",
    "BTC,  regtest,  0.00027778",
    "TRX,  double,   80.645162",
    "USDT, double,   27.173914",
  })
  void anInvoiceIsPaid(String code, String chain, String due) {
    var before = shop.available(code, chain);
    var invoice = shop.order(code + " " + chain);
    var id = invoice.at("/id").asString();
    var quote = invoice.at("/quotes/0");
    assertThat(quote.at("/due").asString("")).as(invoice.toString()).isEqualTo(due);

    var txid = till(chain).pay(code, quote.get("address").asString(), due);
    var seen = shop.hooks.await(id, "payment.seen").at("/data/payment");
    assertThat(seen.get("amount").asString()).isEqualTo(due);
    assertThat(bare(seen.get("txid").asString())).isEqualTo(bare(txid));
    assertThat(seen.get("explorer_url").asString())
        .isEqualTo("https://%s.example/tx/%s".formatted(chain, seen.get("txid").asString()));
    assertThat(seen.get("block_height").isNull())
        .as("only Bitcoin's mempool is read")
        .isEqualTo(code.equals("BTC"));
    shop.hooks.await(id, "invoice.confirming");
    assertThat(status(id)).isEqualTo("confirming");
    assertThat(shop.available(code, chain)).as("nothing before it is final").isEqualTo(before);

    till(chain).bury();
    var settled = shop.hooks.await(id, "invoice.settled").at("/data/invoice");
    assertThat(settled.get("status").asString()).isEqualTo("settled");
    assertThat(settled.get("amount_confirmed").asString()).isEqualTo("25");
    assertThat(settled.get("over").asBoolean()).isFalse();
    shop.hooks.await(id, "payment.confirmed");
    assertThat(shop.hooks.types(id)).doesNotContain("payment.reversed", "invoice.expired");
    assertThat(shop.available(code, chain).subtract(before)).isEqualByComparingTo(due);
    assertThat(status(id)).isEqualTo("settled");
  }

  /// Whoever takes the number of decimals from another chain's token is off by a million millions.
  @Test
  void aTokenOf18DecimalsIsNotReadAsOneOf6() {
    var before = shop.available("USDT", "bsclike");
    var invoice = shop.order("USDT bsclike");
    var id = invoice.at("/id").asString();
    var quote = invoice.at("/quotes/0");
    assertThat(quote.get("due").asString()).isEqualTo("27.173914");
    assertThat(quote.get("uri").asString()).isEqualTo(quote.get("address").asString());

    var till = (Till.Evm) till("bsclike");
    till.send(quote.get("address").asString(), BigInteger.valueOf(27_173_914));
    till.bury();
    // As dust it is booked, and no event tells it.
    var credited = before.add(new BigDecimal("0.000000000027173914"));
    await().until(() -> shop.available("USDT", "bsclike").compareTo(credited) == 0);
    assertThat(status(id)).isEqualTo("open");
    assertThat(new BigDecimal(shop.invoice(id).get("amount_confirmed").asString())).isZero();
  }

  private Till till(String chain) {
    return tills.stream().filter(till -> till.name().equals(chain)).findFirst().orElseThrow();
  }

  private String status(String invoice) {
    return field(shop.invoice(invoice), "status");
  }

  private static String field(JsonNode json, String name) {
    return json.path(name).asString("");
  }

  private static String bare(String txid) {
    return txid.replaceFirst("^0x", "");
  }
}
