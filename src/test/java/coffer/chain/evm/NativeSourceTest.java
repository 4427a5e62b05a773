package coffer.chain.evm;

import static coffer.chain.evm.EvmWorld.ALICE;
import static coffer.chain.evm.EvmWorld.BLOCKS;
import static coffer.chain.evm.EvmWorld.BOB;
import static coffer.chain.evm.EvmWorld.coin;
import static coffer.chain.evm.EvmWorld.lines;
import static coffer.chain.evm.EvmWorld.source;
import static coffer.chain.evm.EvmWorld.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import coffer.testnet.Anvil;
import coffer.testnet.FaultyNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The chain's own coin: what contracts pay is seen by traces or by logs, never twice.
class NativeSourceTest {
  private static final NativeSource TRACES = new NativeSource.Traces();

  private Anvil anvil;
  private String rich;

  @BeforeEach
  void start() {
    anvil = Anvil.startWithQuickFinality();
    rich = anvil.account(0);
  }

  @AfterEach
  void close() {
    if (anvil != null) anvil.close();
  }

  private List<String> seen(NativeSource nativeSource, String url, String... watched) {
    try (var source = source(anvil, nativeSource, List.of(coin()), url)) {
      return lines(new Follower(source, watched).catchUp(anvil.height()));
    }
  }

  private void payFromInside() {
    var payer = anvil.deploy("Payer");
    anvil.sendValue(payer, rich, units(1), "pay(address)", ALICE);
    anvil.sendValue(payer, rich, units(2), "payDeep(address)", ALICE);
    anvil.sendValue(payer, rich, units(3), "payAndUndo(address)", ALICE);
    anvil.sendValue(payer, rich, units(4), "payAndFail(address)", ALICE);
    anvil.sendValue(payer, rich, units(5), "payByEnding(address)", ALICE);
    anvil.sendEth(rich, ALICE, units(6));
    var batch = anvil.deploy("Batch");
    anvil.sendValue(
        batch,
        rich,
        units(15),
        "payEther(address[],uint256[])",
        List.of(ALICE, BOB),
        List.of(units(7), units(8)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tracesShowWhatContractsPay(boolean callTracer) {
    payFromInside();
    anvil.mine(3);
    try (var node = FaultyNode.before(anvil.url())) {
      if (!callTracer) node.refuse("debug_traceBlockByHash", -32601, "the method does not exist");
      assertThat(seen(TRACES, node.url(), ALICE, BOB))
          .containsExactly(
              "ETH call:0 1",
              "ETH call:0.0 2",
              "ETH call:0.0 5",
              "ETH value 6",
              "ETH call:0 7",
              "ETH call:1 8");
      assertThat(node.asked("trace_block") > 0).isNotEqualTo(callTracer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Blocks", "log7708", "log7708:", "log7708:x"})
  void noSettings(String setting) {
    assertThatIllegalArgumentException().isThrownBy(() -> NativeSource.of(setting));
  }

  @Test
  void settings() {
    assertThat(NativeSource.of("blocks")).isEqualTo(BLOCKS);
    assertThat(NativeSource.of("traces")).isEqualTo(TRACES);
    assertThat(NativeSource.of("off")).isEqualTo(EvmWorld.OFF);
    var logs = NativeSource.of("log7708:100");
    assertThat(logs).isEqualTo(new NativeSource.Log7708(100, BLOCKS));
    assertThat(logs.at(99)).isEqualTo(BLOCKS);
    assertThat(logs.sameUntil(50)).isEqualTo(99);
    assertThat(logs.at(100)).isEqualTo(logs);
    assertThat(logs.sameUntil(100)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void tracesOfTheHeadAreSeenToo() {
    var payer = anvil.deploy("Payer");
    anvil.sendValue(payer, rich, units(1), "pay(address)", ALICE);
    assertThat(seen(TRACES, anvil.url(), ALICE)).containsExactly("ETH call:0 1");
  }

  @Test
  void blocksShowOnlyTheTransactionsOwnValue() {
    payFromInside();
    assertThat(seen(BLOCKS, anvil.url(), ALICE, BOB)).containsExactly("ETH value 6");
  }

  @Test
  void fromAHeightOnLogsShowEachMoveOnce() {
    // The node does not yet emit these logs by itself: a contract at their address does.
    var fake = anvil.deploy("FakeToken", "", "", 0);
    anvil.copyCode(fake, EvmPinnedAssets.SYSTEM);
    var claim = "claim(address,address,uint256)";
    anvil.sendEth(rich, ALICE, units(1));
    anvil.send(EvmPinnedAssets.SYSTEM, rich, claim, BOB, ALICE, units(2));
    var from = anvil.height() + 1;
    anvil.sendEth(rich, ALICE, units(3));
    anvil.send(EvmPinnedAssets.SYSTEM, rich, claim, BOB, ALICE, units(4));
    var source = new NativeSource.Log7708(from, BLOCKS);
    assertThat(seen(source, anvil.url(), ALICE)).containsExactly("ETH value 1", "ETH log:0 4");
    assertThat(seen(BLOCKS, anvil.url(), ALICE)).containsExactly("ETH value 1", "ETH value 3");
    anvil.mine(3);
    assertThat(seen(source, anvil.url(), ALICE)).containsExactly("ETH value 1", "ETH log:0 4");
    var fees = seen(source, anvil.url(), rich).stream().filter(line -> line.contains("fee"));
    assertThat(fees).hasSize(5);
  }
}
