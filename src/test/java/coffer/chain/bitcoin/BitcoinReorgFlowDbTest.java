package coffer.chain.bitcoin;

import static coffer.core.invoice.Status.CONFIRMING;
import static coffer.core.invoice.Status.OPEN;
import static coffer.core.invoice.Status.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.testnet.Bitcoind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What a real node's reorgs do to what is booked.
class BitcoinReorgFlowDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private static final Bitcoind NODE = Bitcoind.start();
  @AutoClose private final BitcoinShop shop = new BitcoinShop(DATABASE, NODE);

  @Test
  void itGoesBackToWaitingAndIsMinedAgain() {
    var invoice = mined();
    var before = shop.payment(invoice);
    NODE.undo(1);
    NODE.mineOnly();
    NODE.mineOnly();
    shop.scan();
    assertThat(shop.payment(invoice).status()).isEqualTo(PaymentStatus.SEEN);
    assertThat(shop.payment(invoice).blockHash()).isEmpty();
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    shop.mine(2);
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.payment(invoice).id()).isEqualTo(before.id());
    assertThat(shop.events(invoice)).doesNotContain("payment.reversed");
    assertThat(shop.available()).isEqualByComparingTo("0.02");
  }

  @Test
  void itIsMinedAgainInAnotherBlock() {
    var invoice = mined();
    var before = shop.payment(invoice);
    NODE.undo(1);
    NODE.mine(2);
    shop.scan();
    assertThat(shop.payment(invoice).id()).isEqualTo(before.id());
    assertThat(shop.payment(invoice).blockHash()).isPresent().isNotEqualTo(before.blockHash());
    assertThat(shop.events(invoice)).doesNotContain("payment.reversed");
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
  }

  @Test
  void itIsDropped() {
    var invoice = mined();
    NODE.undo(1);
    NODE.evictAll();
    NODE.mineOnly();
    NODE.mineOnly();
    shop.scan();
    assertThat(shop.payment(invoice).status()).isEqualTo(PaymentStatus.REVERSED);
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    assertThat(shop.events(invoice)).containsOnlyOnce("payment.reversed");
  }

  /// The other branch holds a transaction that spends the same coins elsewhere.
  @Test
  void theOtherBranchSpendsItTwice() {
    var invoice = mined();
    var twice = BitcoinWorld.elsewhere(NODE, shop.payment(invoice).txid());
    NODE.undo(1);
    NODE.mineOnly(twice);
    NODE.mineOnly();
    shop.scan();
    assertThat(shop.payment(invoice).status()).isEqualTo(PaymentStatus.REVERSED);
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    shop.mine(3);
    assertThat(shop.available()).isEqualByComparingTo("0");
  }

  /// Twenty blocks, most of them final: a second node must say the same.
  @Test
  void twentyBlocksAreUndoneWhenASecondNodeAgrees() {
    try (var other = Bitcoind.bare()) {
      NODE.copyTo(other);
      try (var two = new BitcoinShop(DATABASE, NODE, other)) {
        var taken = two.invoice("0.01");
        var txid = two.pay(taken, "0.01");
        // Nothing is to be built upon what will be undone.
        NODE.rpc("lockunspent", false, List.of(Map.of("txid", txid, "vout", 1)));
        two.mine(1);
        var stays = new ArrayList<InvoiceView>();
        var payments = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
          var invoice = two.invoice("0.01");
          payments.add(NODE.raw(two.pay(invoice, "0.01")));
          stays.add(invoice);
          two.mine(1);
        }
        two.mine(1);
        assertThat(two.available()).isEqualByComparingTo("0.21");
        NODE.copyTo(other);

        var twice = BitcoinWorld.elsewhere(NODE, txid);
        NODE.undo(22);
        NODE.evictAll(); // a node puts back only what was in the last ten blocks
        NODE.mineOnly(twice);
        payments.forEach(NODE::submit);
        NODE.mine(22);
        assertThatThrownBy(two::scan).hasMessageContaining("undoes final blocks");
        assertThat(two.available()).isEqualByComparingTo("0.21");

        NODE.copyTo(other);
        two.scan();
        assertThat(stays).allMatch(invoice -> two.status(invoice) == SETTLED);
        assertThat(two.status(taken)).isEqualTo(OPEN);
        assertThat(two.available()).isEqualByComparingTo("0.20");
      }
    }
  }

  /// Undone while nobody looked, with the scanner started anew.
  @Test
  void aReorgDuringARestart() {
    var invoice = mined();
    NODE.undo(1);
    NODE.restart();
    NODE.mineOnly();
    NODE.mineOnly();
    shop.restart();
    shop.scan();
    assertThat(shop.payment(invoice).blockHash()).isEmpty();
    shop.mine(2);
    assertThat(shop.payments(invoice)).hasSize(1);
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.available()).isEqualByComparingTo("0.02");
  }

  /// Paid, and in one block.
  private InvoiceView mined() {
    var invoice = shop.invoice("0.02");
    shop.pay(invoice, "0.02");
    shop.mine(1);
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    assertThat(shop.payment(invoice).blockHash()).isPresent();
    return invoice;
  }
}
