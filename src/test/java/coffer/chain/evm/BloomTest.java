package coffer.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.testnet.Anvil;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The header's summary of its logs, against a node's own.
class BloomTest {
  @Test
  void aNodesBloomHoldsWhatItsLogsSay() {
    try (var anvil = Anvil.start()) {
      var six = anvil.deployToken("SIX", 6);
      var other = anvil.deployToken("OTHER", 6);
      anvil.transfer(six, anvil.account(0), EvmWorld.ALICE, BigInteger.ONE);
      var block = anvil.block(anvil.height());
      var bloom = Bloom.of(EvmHex.bytes(block.get("logsBloom").asString()));

      var pinned = new EvmPinnedAssets(List.of(EvmWorld.token(2, "SIX", six, 6)), EvmWorld.OFF);
      assertThat(pinned.mayBeIn(bloom)).isTrue();
      var stranger =
          new EvmPinnedAssets(List.of(EvmWorld.token(2, "OTHER", other, 6)), EvmWorld.OFF);
      assertThat(stranger.mayBeIn(bloom)).isFalse();
      assertThat(pinned.mayBeIn(Bloom.empty())).isFalse();

      var logs = Bloom.empty();
      assertThat(logs.accountsFor(bloom)).as("no log at all").isFalse();
      var txid = block.get("transactions").get(0).get("hash").asString();
      for (var log : anvil.receipt(txid).get("logs")) {
        logs.add(EvmHex.bytes(log.get("address").asString()));
        assertThat(logs.accountsFor(bloom)).as("topics are missing").isFalse();
        for (var topic : log.get("topics")) logs.add(EvmHex.bytes(topic.asString()));
      }
      assertThat(logs.accountsFor(bloom)).isTrue();
      logs.add(EvmHex.bytes(other));
      assertThat(logs.accountsFor(bloom)).as("more than the header says").isTrue();
    }
  }

  @Test
  void aBloomHas256Bytes() {
    assertThatThrownBy(() -> Bloom.of(new byte[255])).isInstanceOf(IllegalArgumentException.class);
  }
}
