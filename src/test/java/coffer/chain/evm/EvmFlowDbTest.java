package coffer.chain.evm;

import static coffer.core.invoice.Status.CONFIRMING;
import static coffer.core.invoice.Status.EXPIRED;
import static coffer.core.invoice.Status.OPEN;
import static coffer.core.invoice.Status.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.invoice.InvoiceView.PaymentView;
import coffer.core.ledger.Account;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// From the invoice to the ledger over a real node.
class EvmFlowDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final EvmShop shop = new EvmShop(DATABASE, new NativeSource.Traces());

  @ParameterizedTest
  @CsvSource({"ETH", "SIX", "EIGHTEEN", "MUTE", "FEE", "REBASE"})
  void exactPaymentSettlesAndIsBookedAsTheChainHasIt(String code) {
    if (code.equals("REBASE")) {
      shop.anvil.send(
          shop.rebasing,
          shop.anvil.account(0),
          "distributeInterest(uint256)",
          new BigInteger("7919"));
    }
    var invoice = shop.invoice("100", code);
    shop.pay(invoice, code, "100");
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    shop.finalizeBlocks();
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.world.view(invoice).standing().over()).isFalse();
    assertThat(shop.available(code)).isEqualByComparingTo(shop.onChain(shop.to(invoice), code));
    assertThat(shop.world.view(invoice).payments()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"ETH", "SIX", "EIGHTEEN", "MUTE", "FEE", "REBASE"})
  void visiblyLessDoesNotSettle(String code) {
    var invoice = shop.invoice("100", code);
    shop.pay(invoice, code, "99.5");
    shop.finalizeBlocks();
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    shop.pay(invoice, code, "0.5");
    shop.finalizeBlocks();
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
  }

  @Test
  void tooMuchAndTwoCoins() {
    var over = shop.invoice("10", "SIX");
    shop.pay(over, "SIX", "12");
    shop.finalizeBlocks();
    assertThat(shop.status(over)).isEqualTo(SETTLED);
    assertThat(shop.world.view(over).standing().over()).isTrue();

    var both = shop.world.invoice("2500", "EUR", shop.asset("ETH"), shop.asset("SIX"));
    both = shop.world.choose(both, shop.asset("ETH"));
    shop.pay(both, "ETH", "0.4");
    shop.finalizeBlocks();
    assertThat(shop.status(both)).isEqualTo(OPEN);
    shop.pay(both, "ETH", "0.6");
    shop.finalizeBlocks();
    assertThat(shop.status(both)).isEqualTo(SETTLED);
  }

  @Test
  void lateMoneyIsSettledLate() {
    var invoice = shop.invoice("10", "SIX");
    var later = shop.world.now.updateAndGet(now -> now.plus(Duration.ofHours(2)));
    shop.anvil.setNextBlockTimestamp(later);
    shop.anvil.mine(1);
    shop.scan();
    shop.world.expire();
    assertThat(shop.status(invoice)).isEqualTo(EXPIRED);
    shop.pay(invoice, "SIX", "10");
    shop.finalizeBlocks();
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.world.view(invoice).standing().late()).isTrue();
  }

  @Test
  void twoTransfersInOneTransactionToOneAndToTwo() {
    var one = shop.invoice("10", "SIX");
    var two = shop.invoice("10", "SIX");
    shop.pay(shop.batch, "SIX", "20");
    shop.anvil.send(
        shop.batch,
        shop.anvil.account(0),
        "payTokens(address,address[],uint256[])",
        shop.six,
        List.of(shop.to(one), shop.to(one), shop.to(two)),
        List.of(million(4), million(6), million(10)));
    shop.finalizeBlocks();
    assertThat(shop.status(one)).isEqualTo(SETTLED);
    assertThat(shop.status(two)).isEqualTo(SETTLED);
    assertThat(shop.world.view(one).payments())
        .extracting(PaymentView::position)
        .containsExactlyInAnyOrder("log:0", "log:1");
    assertThat(shop.available("SIX")).isEqualByComparingTo("20");
  }

  @Test
  void etherFromInsideATransactionIsSeen() {
    var invoice = shop.invoice("1", "ETH");
    shop.anvil.sendValue(
        shop.payer,
        shop.anvil.account(0),
        BigInteger.TEN.pow(18),
        "pay(address)",
        shop.to(invoice));
    shop.finalizeBlocks();
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.world.view(invoice).payments().getFirst().position()).startsWith("call:");
  }

  @Test
  void whatIsNoPaymentIsNotBooked() {
    var invoice = shop.invoice("10", "SIX");
    var ether = shop.invoice("1", "ETH");
    // a token of the same symbol, nothing at all, a transfer without the funds, a call that fails
    shop.anvil.transfer(shop.fake, shop.anvil.account(0), shop.to(invoice), million(10));
    shop.pay(invoice, "SIX", "0");
    shop.anvil.transfer(shop.six, shop.anvil.account(9), shop.to(invoice), million(10));
    shop.anvil.sendValue(
        shop.payer,
        shop.anvil.account(0),
        BigInteger.TEN.pow(18),
        "payAndFail(address)",
        shop.to(ether));
    shop.finalizeBlocks();
    for (var each : List.of(invoice, ether)) {
      assertThat(shop.world.view(each).payments()).isEmpty();
      assertThat(shop.status(each)).isEqualTo(OPEN);
    }
    assertThat(shop.available("SIX")).isEqualByComparingTo("0");
    assertThat(shop.available("ETH")).isEqualByComparingTo("0");
  }

  @Test
  void theOwnerSpendsAndPaysTheFee() {
    var invoice = shop.invoice("10", "SIX");
    shop.pay(invoice, "SIX", "10");
    shop.pay(invoice, "ETH", "1");
    shop.finalizeBlocks();
    var from = shop.to(invoice);
    assertThat(shop.world.balance(Account.Kind.ORPHAN, shop.asset("ETH")))
        .isEqualByComparingTo("1");
    shop.anvil.rpc("anvil_impersonateAccount", from);
    shop.anvil.transfer(shop.six, from, shop.anvil.account(3), million(4));
    shop.anvil.transfer(
        shop.fake, from, shop.anvil.account(3), million(4)); // fails; costs all the same
    shop.finalizeBlocks();
    assertThat(shop.available("SIX")).isEqualByComparingTo("6");
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(custody("ETH")).isEqualByComparingTo(shop.onChain(from, "ETH"));
    assertThat(custody("SIX")).isEqualByComparingTo(shop.onChain(from, "SIX"));
  }

  @Test
  void paidInTimeWhileTheNodeWasAwayPastTheExpiry() {
    var invoice = shop.invoice("10", "SIX");
    shop.node.down();
    shop.pay(invoice, "SIX", "10");
    var later = shop.world.now.updateAndGet(now -> now.plus(Duration.ofHours(3)));
    shop.anvil.setNextBlockTimestamp(later);
    shop.anvil.mine(1000);
    shop.world.expire();
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    shop.node.up();
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.world.view(invoice).standing().late()).isFalse();
    assertThat(shop.world.events(invoice)).doesNotContain("invoice.expired");
  }

  private BigDecimal custody(String code) {
    var asset = shop.asset(code);
    return shop.world.db.tx(
        tx ->
            tx.only(
                """
                SELECT coalesce(sum(balance), 0) AS units FROM account
                WHERE kind = 'address' AND asset_id = ?
                """,
                row -> new BigDecimal(row.units("units"), asset.decimals()),
                asset.id()));
  }

  private static BigInteger million(long count) {
    return BigInteger.valueOf(count * 1_000_000);
  }
}
