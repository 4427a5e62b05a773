package coffer.testnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// That the node does what tests rely on.
class BitcoindTest {
  @AutoClose private final Bitcoind node = Bitcoind.start();

  @Test
  void paymentsWaitAreMinedAndComeBack() {
    var to = node.newAddress();
    var txid = node.send(new Bitcoind.Out(node.script(to), 5), new Bitcoind.Out("51", 0));
    assertThat(node.waits(txid)).isTrue();
    var height = node.height();
    node.mine(1);
    assertThat(node.waits(txid)).isFalse();
    node.undo(1);
    assertThat(node.height()).isEqualTo(height);
    assertThat(node.waits(txid)).isTrue();
    node.mineOnly();
    assertThat(node.waits(txid)).isTrue();
    node.evictAll();
    assertThat(node.waits(txid)).isFalse();
  }

  @Test
  void itKeepsItsBlocksOverARestartAndGivesThemToAnother() {
    node.mine(3);
    var head = node.hash(node.height());
    node.restart();
    assertThat(node.hash(node.height())).isEqualTo(head);
    node.pay(node.newAddress(), "1");
    node.mine(1);
    try (var other = Bitcoind.bare()) {
      node.copyTo(other);
      assertThat(other.hash(other.height())).isEqualTo(node.hash(node.height()));
    }
  }
}
