package coffer.chain.tron;

import static coffer.core.invoice.Status.CONFIRMING;
import static coffer.core.invoice.Status.EXPIRED;
import static coffer.core.invoice.Status.OPEN;
import static coffer.core.invoice.Status.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.chain.SourceException;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.testnet.TronChain.Fate;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// From the invoice to the ledger over the double.
class TronFlowDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final TronShop shop = new TronShop(DATABASE);

  @ParameterizedTest
  @ValueSource(strings = {"TRX", "USDT"})
  void seenConfirmedBooked(String code) {
    var invoice = shop.invoice("100", code);
    assertThat(invoice.quotes().getFirst().address()).startsWith("T").hasSize(34);
    var txid = shop.pay(invoice, code, "100");
    shop.scan();
    assertThat(shop.status(invoice)).as("what waits is not seen").isEqualTo(OPEN);
    shop.mine(1);
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    shop.mine(1);
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    assertThat(shop.available(code)).isEqualByComparingTo("0");
    shop.mine(1);
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.available(code)).isEqualByComparingTo("100");
    assertThat(shop.world.events(invoice))
        .contains("payment.seen", "payment.confirmed", "invoice.settled");
    var payment = payment(invoice);
    assertThat(payment.txid()).isEqualTo(txid);
    assertThat(payment.position()).isEqualTo(code.equals("TRX") ? "value" : "log:0");
    assertThat(payment.facts()).containsKey("fee");
    assertThat(payment.facts().containsKey("energy_usage_total")).isEqualTo(code.equals("USDT"));
  }

  @Test
  void inPartsAndTooMuch() {
    var invoice = shop.invoice("100", "USDT");
    shop.pay(invoice, "USDT", "99.5");
    shop.mine(4);
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    shop.pay(invoice, "USDT", "10");
    shop.mine(4);
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.world.view(invoice).standing().over()).isTrue();
    assertThat(shop.available("USDT")).isEqualByComparingTo("109.5");
  }

  @Test
  void whatIsNoPaymentIsNotBooked() {
    var token = shop.invoice("10", "USDT");
    var coin = shop.invoice("10", "TRX");
    var rich = shop.chain.rich();
    shop.chain.transfer(rich, shop.fake, shop.to(token), BigInteger.valueOf(10_000_000));
    shop.chain.transfer(rich, shop.usdt, shop.to(token), BigInteger.ZERO);
    shop.chain.payAsset(rich, shop.to(coin), 10_000_000);
    shop.mine(5);
    assertThat(shop.world.view(token).payments()).isEmpty();
    assertThat(shop.world.view(coin).payments()).isEmpty();
    assertThat(shop.available("USDT")).isEqualByComparingTo("0");
    assertThat(shop.available("TRX")).isEqualByComparingTo("0");
  }

  @Test
  void aReorgBeforeSolidificationDropsThePayment() {
    var invoice = shop.invoice("10", "USDT");
    shop.pay(invoice, "USDT", "10");
    shop.mine(1);
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    shop.chain.reorg(1, Fate.DROPPED);
    shop.mine(1);
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    assertThat(payment(invoice).status()).isEqualTo(PaymentStatus.REVERSED);
    shop.mine(4);
    assertThat(shop.available("USDT")).isEqualByComparingTo("0");
  }

  @Test
  void aReorgMinesItAgainElsewhere() {
    var invoice = shop.invoice("10", "TRX");
    shop.pay(invoice, "TRX", "10");
    shop.mine(2);
    var before = payment(invoice);
    shop.chain.reorg(2, Fate.REMINED);
    shop.mine(4);
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(payment(invoice).id()).isEqualTo(before.id());
    assertThat(payment(invoice).blockHash()).isNotEqualTo(before.blockHash());
    assertThat(shop.world.events(invoice)).doesNotContain("payment.reversed");
    assertThat(shop.available("TRX")).isEqualByComparingTo("10");
  }

  @Test
  void aSolidifiedBlockIsUndoneOnlyIfAnotherEndpointAgrees() {
    var invoice = shop.invoice("10", "USDT");
    shop.pay(invoice, "USDT", "10");
    shop.mine(5);
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    var twin = shop.chain.twin();
    twin.reorg(6, Fate.DROPPED);
    twin.mine(2);
    shop.node.follow(twin);
    assertThatThrownBy(shop::scan).hasMessageContaining("undoes final blocks");
    assertThatThrownBy(() -> shop.restart(shop.node, shop.second))
        .as("the second endpoint does not agree")
        .isInstanceOf(SourceException.class);
    assertThat(shop.available("USDT")).isEqualByComparingTo("10");
    shop.second.follow(twin);
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    assertThat(shop.available("USDT")).isEqualByComparingTo("0");
  }

  /// Away for an hour and 300 blocks; another process comes back, over a node that fails at first.
  @Test
  void aRestartInTheMiddle() {
    var first = shop.invoice("10", "USDT");
    var second = shop.invoice("10", "TRX");
    shop.pay(first, "USDT", "10");
    shop.mine(1);
    for (int i = 0; i < 300; i++) {
      if (i == 150) shop.pay(second, "TRX", "10");
      shop.chain.mine(1);
    }
    shop.chain.until(shop.chain.headTime().plus(Duration.ofHours(3)));
    shop.chain.mine(5);
    shop.world.now.set(shop.chain.headTime());
    shop.world.expire();
    assertThat(shop.status(second)).as("the cursor has not seen its time yet").isEqualTo(OPEN);
    shop.node.fail(503, "away", 3);
    shop.restart(shop.node, shop.second);
    shop.scan();
    for (InvoiceView each : java.util.List.of(first, second)) {
      assertThat(shop.status(each)).isEqualTo(SETTLED);
      assertThat(shop.world.view(each).standing().late()).isFalse();
    }
    assertThat(shop.available("USDT")).isEqualByComparingTo("10");
    assertThat(shop.available("TRX")).isEqualByComparingTo("10");
  }

  @Test
  void lateMoneyIsSettledLate() {
    var invoice = shop.invoice("10", "USDT");
    shop.chain.until(shop.chain.headTime().plus(Duration.ofHours(2)));
    shop.mine(4);
    shop.world.expire();
    assertThat(shop.status(invoice)).isEqualTo(EXPIRED);
    shop.pay(invoice, "USDT", "10");
    shop.mine(4);
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.world.view(invoice).standing().late()).isTrue();
  }

  @Test
  void aNodeThatHidesInfosIsNotBelieved() {
    var invoice = shop.invoice("10", "USDT");
    shop.node.hideInfos(1);
    shop.pay(invoice, "USDT", "10");
    shop.chain.mine(4);
    assertThatThrownBy(shop::scan).isInstanceOf(SourceException.class);
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    shop.node.heal();
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.available("USDT")).isEqualByComparingTo(new BigDecimal("10"));
  }

  /// The first tells its head and what is solidified there, and then no blocks.
  @Test
  void aBlockOfAnotherBranchIsNotFinalByTheWordOfAnEndpointOfThisOne() {
    var invoice = shop.invoice("100", "USDT");
    shop.mine(1);
    shop.restart(shop.node, shop.second);
    var other = shop.chain.twin();
    shop.second.follow(other);
    other.transfer(other.rich(), shop.usdt, shop.to(invoice), TronWorld.units(100_000_000L));
    other.mine(1);
    shop.chain.mine(4);
    shop.node.lacks("wallet/getblockbynum", "wallet/getblockbylimitnext");
    assertThatThrownBy(shop::scan).isInstanceOf(SourceException.class);
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    assertThat(shop.available("USDT")).isEqualByComparingTo("0");
    other.mine(2);
    shop.node.down();
    await()
        .ignoreExceptionsInstanceOf(SourceException.class) // both rest for a moment
        .untilAsserted(
            () -> {
              shop.scan();
              assertThat(shop.status(invoice)).isEqualTo(SETTLED);
            });
  }

  private PaymentView payment(InvoiceView invoice) {
    return shop.world.view(invoice).payments().getFirst();
  }
}
