package coffer.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.core.tracking.TrackedTransfer;
import coffer.core.tracking.TrackingWorld;
import coffer.core.tracking.TransferReports.Due;
import coffer.db.Db;
import coffer.db.TestDb;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A foreign address that is tracked, with real tokens and the coin itself on a real node.
class EvmTrackedFlowDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final String FOREIGN = "0x52908400098527886E0F7030069857D2E4169EE7";
  private static final String URL = "https://shop.example.com/";

  @AutoClose private final EvmShop shop = new EvmShop(DATABASE, new NativeSource.Blocks());
  private final TrackingWorld tracking = new TrackingWorld(shop.world);

  private static List<String> amounts(List<Due> due) {
    return due.stream()
        .map(Due::transfer)
        .map(t -> t.amount().stripTrailingZeros().toPlainString() + " " + t.asset().code())
        .toList();
  }

  @Test
  void tokensAndTheCoinAreReportedWhenFinal() {
    var address = tracking.track(FOREIGN, URL);
    var txid = shop.pay(FOREIGN, "SIX", "12.44");
    shop.pay(FOREIGN, "EIGHTEEN", "3");
    shop.pay(FOREIGN, "ETH", "0.75");
    shop.scan();
    assertThat(tracking.transfers(address)).hasSize(3);
    assertThat(tracking.take()).hasSizeLessThan(3);
    shop.finalizeBlocks();
    tracking.take();
    assertThat(tracking.transfers(address))
        .extracting(TrackedTransfer::status)
        .containsOnly(TrackedTransfer.Status.SENT);
    var first = tracking.transfers(address).getLast();
    assertThat(first.txid()).isEqualTo(txid);
    assertThat(first.amount()).isEqualByComparingTo("12.44");
    assertThat(first.address()).isEqualTo(FOREIGN);
    assertThat(first.sender().orElseThrow()).isEqualToIgnoringCase(shop.anvil.account(0));
    assertThat(shop.available("SIX")).isEqualByComparingTo("0");
  }

  @Test
  void aTransferThatAReorgUndidIsNeverReported() {
    var address = tracking.track(FOREIGN, URL);
    shop.pay(FOREIGN, "SIX", "10");
    shop.scan();
    assertThat(tracking.transfers(address)).hasSize(1);
    shop.anvil.reorg(1);
    shop.anvil.mine(1);
    shop.scan();
    assertThat(tracking.transfers(address)).isEmpty();
    shop.finalizeBlocks();
    assertThat(tracking.take()).isEmpty();
  }

  @Test
  void aTransferThatIsMinedAgainIsReportedOnce() {
    var address = tracking.track(FOREIGN, URL);
    var txid = shop.pay(FOREIGN, "SIX", "10");
    shop.scan();
    var raw = shop.anvil.raw(txid);
    shop.anvil.reorg(1);
    shop.anvil.mine(1);
    shop.scan();
    shop.anvil.resend(raw);
    shop.finalizeBlocks();
    assertThat(amounts(tracking.take())).containsExactly("10 SIX");
    assertThat(tracking.transfers(address)).hasSize(1);
    shop.finalizeBlocks();
    assertThat(tracking.take()).isEmpty();
  }

  /// Finality protects what was reported: a reorg above it changes nothing.
  @Test
  void aReorgAfterFinalityReportsNothingTwice() {
    tracking.track(FOREIGN, URL);
    shop.pay(FOREIGN, "SIX", "10");
    shop.finalizeBlocks();
    assertThat(tracking.take()).hasSize(1);
    shop.anvil.reorg(1);
    shop.anvil.mine(2);
    shop.scan();
    shop.finalizeBlocks();
    assertThat(tracking.take()).isEmpty();
  }

  @Test
  void paymentsBesideAreBooked() {
    var address = tracking.track(FOREIGN, URL);
    var invoice = shop.invoice("5", "SIX");
    shop.pay(invoice, "SIX", "5");
    shop.pay(FOREIGN, "SIX", "1");
    shop.finalizeBlocks();
    assertThat(tracking.transfers(address)).hasSize(1);
    assertThat(shop.available("SIX")).isEqualByComparingTo("5");
  }
}
