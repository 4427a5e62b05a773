package coffer.core.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.World;
import coffer.core.Rejection.Refused;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.web.MerchantCard;
import coffer.web.PageState;
import coffer.web.PaymentPage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Once a part has come, the rest can always be asked for, in a sum that a wallet sends and that
/// settles the invoice.
class RestDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final World world = new World(DATABASE);

  /// The invoice costs 9 EUR; `rest` is what is asked for while the first quote holds, `renewed`
  /// after it.
  @ParameterizedTest(name = "{1} of {2}")
  @CsvSource({
    "tron, USDT, 9.2, 0.8, 0.8",
    "tron, USDT, 9.999999, 0.000001, 0.000001",
    "ethereum, ETH, 0.0036, '', ''",
    "ethereum, ETH, 0.00359999, 0.00000001, 0.00000001",
    "ethereum, ETH, 0.003599985, 0.00000002, 0.00000002",
    "ethereum, ETH, 0.003599999999999999, '', ''",
    "bitcoin, BTC, 0.00014, 0.00001, 0.00001",
    "bitcoin, BTC, 0.00014700, 0.00000546, 0.00000546",
    "bitcoin, BTC, 0.00014849, 0.00000546, 0.00000546",
    "bitcoin, BTC, 0.00014850, '', ''",
    "bitcoin, BTC, 0.00014999, '', ''"
  })
  void theRest(String network, String code, String part, String rest, String renewed) {
    var chain = world.chain(network);
    var asset = least(world.asset(chain, code), part);
    var invoice = world.invoice("9", "EUR", asset);
    world.pay(invoice, asset, part);
    world.mine(chain, 3);
    if (rest.isEmpty()) {
      assertThat(world.view(invoice).standing().status()).isEqualTo(Status.SETTLED);
      assertThat(world.view(invoice).standing().seen()).isEqualTo(900_000_000);
      return;
    }
    assertThat(page(invoice).stage()).isEqualTo(PageState.PARTIAL);
    assertThat(page(invoice).ask().orElseThrow().amount()).contains(rest);
    world.pass(Duration.ofMinutes(20));
    assertThat(page(invoice).stage()).isEqualTo(PageState.STALE);
    assertThat(page(invoice).again().orElseThrow().code()).isEqualTo(code);
    world.choose(invoice, asset);
    assertThat(page(invoice).stage()).isEqualTo(PageState.PARTIAL);
    assertThat(page(invoice).ask().orElseThrow().amount()).contains(renewed);
    settles(invoice, chain, asset, renewed);
  }

  @Test
  void theRestThatIsAskedForWhileTheQuoteHoldsSettles() {
    var bitcoin = world.chain("bitcoin");
    var btc = world.asset(bitcoin, "BTC");
    var invoice = world.invoice("9", "EUR", btc);
    world.pay(invoice, btc, "0.00014700");
    world.mine(bitcoin, 3);
    // 246 satoshis more than were missing: our own rounding is no overpayment.
    settles(invoice, bitcoin, btc, "0.00000546");
  }

  /// 300 satoshis are missing, 546 are asked for: what comes beyond them counts by the rate.
  @Test
  void moneyBeyondARestThatWasRaisedCountsByTheRate() {
    var bitcoin = world.chain("bitcoin");
    var btc = world.asset(bitcoin, "BTC");
    var invoice = world.invoice("9", "EUR", btc);
    world.pay(invoice, btc, "0.00014700"); // 8.82 EUR
    world.mine(bitcoin, 3);
    world.pass(Duration.ofMinutes(20));
    world.choose(invoice, btc);
    world.pay(invoice, btc, "0.00100546"); // the rest, and 60 EUR
    world.mine(bitcoin, 3);
    var view = world.view(invoice);
    assertThat(view.standing().seen()).isEqualTo(6_900_000_000L);
    assertThat(view.standing().over()).isTrue();
    assertThat(view.payments().getLast().worth()).contains(new BigDecimal("60.18000000"));
  }

  /// With fees of 10 % a coin pays for less of the price.
  @Test
  void moneyBeyondARaisedRestOwesTheFeeAsWell() {
    var bitcoin = world.chain("bitcoin");
    var btc = world.asset(bitcoin, "BTC");
    var invoice = world.invoice(World.withFees(World.command("9", "EUR", btc), "10"));
    world.pay(invoice, btc, "0.00016280"); // of 16,500 satoshis, so 8.88 EUR
    world.mine(bitcoin, 3);
    world.pass(Duration.ofMinutes(20));
    world.choose(invoice, btc);
    world.pay(invoice, btc, "0.00110546"); // the rest, and 66 EUR
    world.mine(bitcoin, 3);
    assertThat(world.view(invoice).standing().seen()).isEqualTo(6_900_000_000L);
  }

  @Test
  void theRestCanBePaidInAnotherCoin() {
    var tron = world.chain("tron");
    var bitcoin = world.chain("bitcoin");
    var usdt = world.asset(tron, "USDT");
    var btc = least(world.asset(bitcoin, "BTC"), "0.00001");
    var invoice = world.invoice("9", "EUR", usdt, btc);
    world.choose(invoice, usdt);
    world.pay(invoice, usdt, "9.9");
    world.mine(tron, 3);
    world.choose(invoice, btc); // 0.09 EUR are 150 satoshis
    assertThat(page(invoice).ask().orElseThrow().amount()).contains("0.00000546");
    assertThat(page(invoice).ask().orElseThrow().asset().code()).isEqualTo("BTC");
    settles(invoice, bitcoin, btc, "0.00000546");
  }

  @Test
  void theLeastOfACoinIsAskedOfTheInvoiceBeforeAnythingCame() {
    var tron = world.chain("tron");
    var usdt = least(world.asset(tron, "USDT"), "11");
    var trx = world.asset(tron, "TRX");
    assertThatThrownBy(() -> world.invoice("9", "EUR", usdt)).isInstanceOf(Refused.class);
    var invoice = world.invoice("9", "EUR", usdt, trx);
    assertThatThrownBy(() -> world.choose(invoice, usdt)).isInstanceOf(Refused.class);
    world.choose(invoice, trx);
    assertThatThrownBy(() -> world.choose(invoice, usdt)).isInstanceOf(Refused.class);
    world.pay(invoice, trx, "80");
    world.mine(tron, 3);
    world.choose(invoice, usdt);
    settles(invoice, tron, usdt, "1.111112");
  }

  @Test
  void aQuoteIsMadeAnewEvenIfTheLeastWasRaisedMeanwhile() {
    var tron = world.chain("tron");
    var usdt = least(world.asset(tron, "USDT"), "10");
    var invoice = world.invoice("9", "EUR", usdt);
    least(usdt, "11");
    world.pass(Duration.ofMinutes(20));
    assertThat(world.choose(invoice, usdt).quotes()).hasSize(2);
  }

  @Test
  void afterTheExpiryTheRestCanBeAskedForAsLongAsMoneyCounts() {
    var tron = world.chain("tron");
    var usdt = world.asset(tron, "USDT");
    var invoice = world.invoice("9", "EUR", usdt);
    var untouched = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "9.2");
    world.mine(tron, 3);
    world.pass(Duration.ofHours(2));
    world.mine(tron, 1);
    world.expire();
    assertThat(world.view(invoice).standing().status()).isEqualTo(Status.EXPIRED);
    assertThat(page(invoice).stage()).isEqualTo(PageState.REST);
    assertThat(page(untouched).stage()).isEqualTo(PageState.EXPIRED);
    assertThatThrownBy(() -> world.choose(untouched, usdt)).isInstanceOf(Refused.class);
    var quote = world.choose(invoice, usdt).quotes().getLast();
    assertThat(quote.due()).contains(new BigDecimal("0.800000"));
    assertThat(quote.validUntil()).isAfter(world.now.get());
    assertThat(page(invoice).stage()).isEqualTo(PageState.PARTIAL);
    world.pass(Duration.ofMinutes(1));
    settles(invoice, tron, usdt, "0.8");
    assertThat(world.view(invoice).standing().late()).isTrue();
  }

  @Test
  void onceMoneyCountsNoMoreTheRestIsNotAskedFor() {
    var tron = world.chain("tron");
    var usdt = world.asset(tron, "USDT");
    var invoice = world.invoice("9", "EUR", usdt);
    world.pay(invoice, usdt, "9.2");
    world.mine(tron, 3);
    world.pass(Duration.ofDays(7).plusMinutes(50));
    world.mine(tron, 1);
    world.expire();
    assertThat(world.choose(invoice, usdt).quotes().getLast().validUntil())
        .isEqualTo(world.view(invoice).monitorUntil());
    world.pass(Duration.ofHours(1));
    assertThat(page(invoice).stage()).isEqualTo(PageState.SHORT);
    assertThatThrownBy(() -> world.choose(invoice, usdt)).isInstanceOf(Refused.class);
  }

  private void settles(InvoiceView invoice, Chain chain, Asset asset, String amount) {
    world.pay(invoice, asset, amount);
    world.mine(chain, 3);
    var standing = world.view(invoice).standing();
    assertThat(standing.status()).isEqualTo(Status.SETTLED);
    assertThat(standing.over()).isFalse();
  }

  private PaymentPage page(InvoiceView invoice) {
    return PaymentPage.of(
        world.view(invoice), MerchantCard.named("Shop"), Optional.empty(), false, world.now.get());
  }

  /// @return the asset as it is then
  private Asset least(Asset asset, String amount) {
    var units = world.units(asset, amount);
    return world.change(asset, terms -> terms.min(units));
  }
}
