package coffer.chain.tron;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.Comparison;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.testnet.TronChain.Fate;
import coffer.testnet.TronKey;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Ledger and chain compared over the double.
class TronBalancesDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final TronShop shop = new TronShop(DATABASE);
  @AutoClose private final TronSource source = shop.source(shop.second);
  private final Comparison comparison = new Comparison(shop.world, shop.tron, source);

  /// Its contract has other decimals than the catalogue: so it is not read.
  @Test
  void aDepositOfATokenThatIsNotReadIsFound() {
    var invoice = shop.invoice("10", "USDT");
    var to = shop.to(invoice);
    var token = shop.chain.deployToken("NEW", 8);
    shop.chain.transfer(shop.chain.rich(), token, to, BigInteger.valueOf(7_000_000));
    shop.mine(4);
    comparison.offer("NEW", TronKey.base58(token));
    comparison.whole();
    shop.restart(shop.node);
    shop.mine(1);
    comparison.again();
    assertThat(comparison.coins(comparison.only())).isEqualTo("7");
    assertThat(comparison.only().cause().orElseThrow()).contains("this asset is not read");
  }

  @Test
  void aPaymentThatWasBookedTwiceIsFound() {
    var invoice = shop.invoice("10", "TRX");
    var txid = shop.pay(invoice, "TRX", "10");
    shop.mine(4);
    var trx = shop.asset("TRX");
    comparison.book(
        txid, "call:0", trx, shop.world.address(invoice, trx), shop.world.units(trx, "10"));
    comparison.turn(100);
    shop.mine(1);
    comparison.turn(100);
    assertThat(comparison.coins(comparison.only())).isEqualTo("-10");
    assertThat(comparison.only().cause()).contains("a payment was booked twice: " + txid);
  }

  @Test
  void nothingDiffersWhilePaymentsAreBookedAndUndone() {
    var token = shop.invoice("10", "USDT");
    var coin = shop.invoice("10", "TRX");
    agree();
    shop.pay(token, "USDT", "10");
    shop.pay(coin, "TRX", "10");
    agree();
    shop.chain.mine(1); // not read yet
    agree();
    shop.chain.reorg(1, Fate.DROPPED);
    shop.chain.mine(1);
    agree();
    shop.pay(token, "USDT", "10");
    shop.mine(4);
    agree();
  }

  @Test
  void aNodeWithoutConstantCallsSaysSo() {
    var invoice = shop.invoice("10", "TRX");
    shop.pay(invoice, "TRX", "10");
    shop.mine(4);
    shop.second.answer(
        "wallet/triggerconstantcontract",
        answer -> {
          var all = (ObjectNode) answer;
          all.removeAll();
          all.putObject("result")
              .put("code", "CONTRACT_VALIDATE_ERROR")
              .put("message", "this node does not support constant");
          return all;
        });
    var outcome = comparison.whole();
    assertThat(outcome.why().orElseThrow()).contains("vm.supportConstant");
    assertThat(outcome.answered()).as("coins").isPositive();
    assertThat(comparison.found()).isEmpty();
  }

  private void agree() {
    comparison.whole();
    comparison.turn(1000);
    shop.world.pass(Duration.ofHours(2)); // a round of what is held is due at each turn
    assertThat(comparison.found()).isEmpty();
  }
}
