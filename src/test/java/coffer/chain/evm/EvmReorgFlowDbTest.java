package coffer.chain.evm;

import static coffer.core.invoice.Status.CONFIRMING;
import static coffer.core.invoice.Status.OPEN;
import static coffer.core.invoice.Status.SETTLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coffer.chain.SourceException;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.PaymentStatus;
import coffer.db.Db;
import coffer.db.TestDb;
import coffer.testnet.Anvil;
import coffer.testnet.FaultyNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What a real node's reorgs and lies do to what is booked.
class EvmReorgFlowDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final EvmShop shop = new EvmShop(DATABASE, new NativeSource.Blocks());

  @Test
  void aReorgDropsThePayment() {
    var invoice = shop.invoice("10", "SIX");
    shop.pay(invoice, "SIX", "10");
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(CONFIRMING);
    shop.anvil.reorg(1);
    shop.anvil.mine(1);
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    assertThat(payment(invoice).status()).isEqualTo(PaymentStatus.REVERSED);
    assertThat(shop.world.events(invoice)).contains("payment.reversed");
    shop.finalizeBlocks();
    assertThat(shop.available("SIX")).isEqualByComparingTo("0");
  }

  @Test
  void aReorgMinesItAgainElsewhere() {
    var first = shop.invoice("1", "SIX");
    var invoice = shop.invoice("10", "SIX");
    var other = shop.pay(first, "SIX", "1");
    var txid = shop.pay(invoice, "SIX", "10");
    shop.scan();
    var before = payment(invoice);
    var again =
        List.of(
            new Anvil.Again(shop.anvil.raw(other), 1), new Anvil.Again(shop.anvil.raw(txid), 1));
    shop.anvil.reorg(2, again);
    shop.finalizeBlocks();
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(payment(invoice).id()).isEqualTo(before.id());
    assertThat(payment(invoice).blockHash()).isNotEqualTo(before.blockHash());
    assertThat(shop.world.events(invoice)).doesNotContain("payment.reversed");
    assertThat(shop.available("SIX")).isEqualByComparingTo("11");
  }

  @Test
  void reversedAndBackAgain() {
    var invoice = shop.invoice("10", "SIX");
    var txid = shop.pay(invoice, "SIX", "10");
    var raw = shop.anvil.raw(txid);
    shop.scan();
    shop.anvil.reorg(1);
    shop.anvil.mine(1);
    shop.scan();
    assertThat(payment(invoice).status()).isEqualTo(PaymentStatus.REVERSED);
    shop.anvil.resend(raw);
    shop.finalizeBlocks();
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.world.view(invoice).payments()).hasSize(1);
    assertThat(shop.available("SIX")).isEqualByComparingTo("10");
  }

  @Test
  void belowFinalityOnlyWithASecondEndpointsAgreement() {
    var invoice = shop.invoice("10", "SIX");
    shop.pay(invoice, "SIX", "10");
    shop.finalizeBlocks();
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    shop.anvil.reorg(5);
    shop.anvil.mine(1);
    assertThatThrownBy(shop::scan).hasMessageContaining("undoes final blocks");
    assertThat(cursor().halted()).isPresent();
    assertThat(shop.available("SIX")).isEqualByComparingTo("10");

    // The same data read with a second endpoint that follows the same branch.
    try (var second = FaultyNode.before(shop.anvil.url())) {
      var source =
          new EvmSource(
              shop.chain,
              shop.world.chains.assetsOf(shop.chain),
              new NativeSource.Blocks(),
              List.of(EvmEndpoint.of(shop.node.url()), EvmEndpoint.of(second.url())),
              EvmWorld.LIMITS);
      var scanner = shop.world.scanner(shop.chain, source, Optional.empty());
      while (scanner.step()) {}
      source.close();
    }
    assertThat(cursor().halted()).isEmpty();
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    assertThat(shop.available("SIX")).isEqualByComparingTo("0");
  }

  @Test
  void aNodeThatHidesLogsIsNotBelieved() {
    var invoice = shop.invoice("10", "SIX");
    shop.node.hideLogs();
    shop.pay(invoice, "SIX", "10");
    shop.anvil.mine(4);
    assertThatThrownBy(shop::scan).isInstanceOf(SourceException.class);
    assertThat(shop.status(invoice)).isEqualTo(OPEN);
    shop.node.heal();
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
  }

  @Test
  void aNodeThatTellsOfAnotherBlockIsNotBelieved() {
    var invoice = shop.invoice("10", "SIX");
    shop.node.siblingLogs();
    shop.pay(invoice, "SIX", "10");
    shop.anvil.mine(4);
    assertThatThrownBy(shop::scan).isInstanceOf(SourceException.class);
    shop.node.heal();
    shop.scan();
    assertThat(shop.status(invoice)).isEqualTo(SETTLED);
    assertThat(shop.available("SIX")).isEqualByComparingTo("10");
  }

  /// A restart, a thousand blocks, answers that fail in every way: nothing missed, nothing twice.
  @Test
  void catchesUpAThousandBlocksOverABadNode() {
    for (int i = 0; i < 5; i++) {
      shop.pay(shop.invoice("10", "SIX"), "SIX", "10");
      shop.anvil.mine(200);
    }
    shop.node.rangeLimit(64);
    shop.node.truncate(2);
    shop.node.fail(429, 2);
    shop.node.reset(2);
    await()
        .ignoreExceptionsInstanceOf(SourceException.class)
        .until(
            () -> {
              while (shop.scanner.step()) {}
              return cursor().block().height() == shop.anvil.height();
            });
    shop.scan();
    assertThat(shop.available("SIX")).isEqualByComparingTo("50");
  }

  private Cursor cursor() {
    return shop.world
        .db
        .tx(tx -> new Cursors().get(tx, shop.chain.id(), Cursor.HEAD))
        .orElseThrow();
  }

  private InvoiceView.PaymentView payment(InvoiceView invoice) {
    return shop.world.view(invoice).payments().getFirst();
  }
}
