package coffer.chain.evm;

import static coffer.chain.evm.EvmWorld.ALICE;
import static coffer.chain.evm.EvmWorld.BLOCKS;
import static coffer.chain.evm.EvmWorld.BOB;
import static coffer.chain.evm.EvmWorld.OFF;
import static coffer.chain.evm.EvmWorld.coin;
import static coffer.chain.evm.EvmWorld.lines;
import static coffer.chain.evm.EvmWorld.source;
import static coffer.chain.evm.EvmWorld.token;
import static coffer.chain.evm.EvmWorld.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Asset;
import coffer.testnet.Anvil;
import coffer.testnet.FaultyNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// Nodes that fail, lie or lag: nothing is missed and nothing invented.
class EvmNodesTest {
  private static final List<String> PAID =
      List.of("SIX log:0 1", "ETH value 2", "SIX log:0 3", "SIX log:0 4", "ETH value 5");

  private Anvil anvil;
  private FaultyNode node;
  private String six;
  private List<Asset> assets;

  /// Payments in five blocks; the last two, and the two empty ones after them, are not final.
  @BeforeEach
  void start() {
    anvil = Anvil.start("--slots-in-an-epoch", "2");
    node = FaultyNode.before(anvil.url());
    six = anvil.deployToken("SIX", 6);
    assets = List.of(coin(), token(2, "SIX", six, 6));
    var rich = anvil.account(0);
    anvil.transfer(six, rich, ALICE, units(1));
    anvil.sendEth(rich, ALICE, units(2));
    anvil.transfer(six, rich, ALICE, units(3));
    anvil.transfer(six, rich, ALICE, units(4));
    anvil.sendEth(rich, ALICE, units(5));
    anvil.mine(2);
  }

  @AfterEach
  void close() {
    if (anvil == null) return;
    node.close();
    anvil.close();
  }

  /// Heals the node as soon as the fault was met as often as wanted.
  private void meets(Kind kind, int times) {
    meets(kind, times, node.url());
  }

  private void meets(Kind kind, int times, String... urls) {
    try (var source = source(anvil, BLOCKS, assets, urls)) {
      var follower = new Follower(source, ALICE);
      while (source.errors().getOrDefault(kind.name(), 0L) < times) tryStep(follower);
      assertThat(PAID).containsAll(lines(follower.all()));
      node.heal();
      assertThat(lines(follower.catchUp(anvil.height()))).isEqualTo(PAID);
      assertThat(follower.reorgs).isZero();
      assertThat(source.errors().keySet()).containsExactly(kind.name());
    }
  }

  private static void tryStep(Follower follower) {
    try {
      follower.step();
    } catch (SourceException _) {
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void resets() {
    node.reset(3);
    meets(Kind.UNREACHABLE, 1);
  }

  @Test
  void truncatedJson() {
    node.truncate(3);
    meets(Kind.BROKEN, 1);
  }

  @Test
  void tooManyRequests() {
    node.fail(429, 3);
    meets(Kind.LIMITED, 3);
  }

  @Test
  void anInnerError() {
    node.fail(502, 2);
    meets(Kind.UNREACHABLE, 2);
  }

  @Test
  void logsOfASiblingBlock() {
    node.siblingLogs();
    meets(Kind.INCONSISTENT, 3);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 8})
  void aLogMustNameItsBlock(long finalHeight) {
    node.siblingLogs();
    try (var source = source(anvil, BLOCKS, assets, node.url())) {
      var genesis = source.header(0).orElseThrow().ref();
      assertThatThrownBy(() -> source.blocks(genesis, 8, finalHeight))
          .isInstanceOfSatisfying(
              SourceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INCONSISTENT));
    }
  }

  @Test
  void logsOfAWrongContract() {
    node.logsOf(BOB);
    meets(Kind.INCONSISTENT, 3);
  }

  @Test
  void noLogsOfBlocksThatHaveThem() {
    node.hideLogs();
    meets(Kind.INCONSISTENT, 3);
  }

  @Test
  void removedLogs() {
    node.logs(log -> log.put("removed", true));
    meets(Kind.INCONSISTENT, 3);
  }

  @Test
  void logsThatAreToldTwice() {
    node.result("eth_getLogs", EvmNodesTest::doubled);
    node.result("eth_getBlockReceipts", EvmNodesTest::doubled);
    meets(Kind.INCONSISTENT, 3);
  }

  private static JsonNode doubled(JsonNode list) {
    return new JsonMapper().createArrayNode().addAll((ArrayNode) list).addAll((ArrayNode) list);
  }

  @Test
  void wideRangesThatAreCutOff() {
    anvil.mine(20);
    node.answer("eth_getLogs", EvmNodesTest::cutOff);
    try (var source = source(anvil, BLOCKS, assets, node.url())) {
      assertThat(lines(new Follower(source, ALICE).catchUp(anvil.height()))).isEqualTo(PAID);
    }
  }

  /// As many logs as a round number, instead of those that there are.
  private static JsonNode cutOff(JsonNode params, ObjectNode answer) {
    var logs = (ArrayNode) answer.get("result");
    var filter = params.get(0);
    var narrow = !filter.has("toBlock") || filter.get("fromBlock").equals(filter.get("toBlock"));
    if (narrow || logs.isEmpty()) return answer;
    var first = (ObjectNode) logs.get(0);
    logs.removeAll();
    for (int i = 0; i < 1000; i++) {
      logs.add(first.deepCopy().put("logIndex", "0x" + Integer.toHexString(i)));
    }
    return answer;
  }

  @Test
  void noReceipts() {
    node.result("eth_getBlockReceipts", _ -> NullNode.instance);
    node.result("eth_getTransactionReceipt", _ -> NullNode.instance);
    meets(Kind.INCONSISTENT, 3);
  }

  @Test
  void receiptsThatTellAnotherAmount() {
    node.result(
        "eth_getTransactionReceipt",
        receipt -> {
          receipt
              .get("logs")
              .forEach(log -> ((ObjectNode) log).put("data", "0x" + "0".repeat(60) + "ffff"));
          return receipt;
        });
    meets(Kind.INCONSISTENT, 3);
  }

  @Test
  void aNodeThatIsDown() {
    try (var source = source(anvil, BLOCKS, assets, node.url())) {
      var follower = new Follower(source, ALICE);
      node.down();
      assertThatThrownBy(source::tip)
          .isInstanceOfSatisfying(
              SourceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
      node.up();
      assertThat(lines(follower.catchUp(anvil.height()))).isEqualTo(PAID);
    }
  }

  @Test
  void aSlowNode() {
    var limits =
        new EvmLimits(
            100,
            10,
            4,
            1 << 20,
            Duration.ofMillis(80),
            Duration.ofMillis(5),
            Duration.ofMillis(20));
    try (var source =
        new EvmSource(
            EvmWorld.chain(anvil), assets, BLOCKS, List.of(EvmEndpoint.of(node.url())), limits)) {
      var follower = new Follower(source, ALICE);
      node.latency(Duration.ofMillis(300));
      assertThatThrownBy(source::tip)
          .isInstanceOfSatisfying(
              SourceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
      node.heal();
      assertThat(lines(follower.catchUp(anvil.height()))).isEqualTo(PAID);
    }
  }

  @Test
  void rangesOfLogsThatAreNotThere() {
    node.hideLogsOfRanges();
    try (var source = source(anvil, BLOCKS, assets, node.url())) {
      assertThat(lines(new Follower(source, ALICE).catchUp(anvil.height()))).isEqualTo(PAID);
      assertThat(source.errors()).containsKey("INCONSISTENT");
    }
  }

  @Test
  void anotherEndpointKnowsOfTheLogs() {
    node.hideLogs();
    try (var source = source(anvil, OFF, assets, node.url(), anvil.url())) {
      assertThat(lines(new Follower(source, ALICE).catchUp(anvil.height())))
          .containsExactly("SIX log:0 1", "SIX log:0 3", "SIX log:0 4");
      assertThat(source.errors()).containsKey("INCONSISTENT");
    }
  }

  @Test
  void endpointsThatAllHideTheLogsAreNotBelieved() {
    anvil.mine(72); // both call block 8 final
    node.hideLogs();
    try (var twin = FaultyNode.before(anvil.url());
        var source = source(anvil, OFF, assets, node.url(), twin.url())) {
      twin.hideLogs();
      var genesis = source.header(0).orElseThrow().ref();
      for (var finalHeight : List.of(0L, 8L)) {
        assertThatThrownBy(() -> source.blocks(genesis, 8, finalHeight))
            .isInstanceOfSatisfying(
                SourceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INCONSISTENT));
      }
    }
  }

  @Test
  void aBloomThatMayHoldWhatIsNotThere() {
    // The token's Approval and another token's Transfer: both bits are set, no Transfer is there.
    var other = anvil.deployToken("OTHER", 6);
    anvil.setAutomine(false);
    anvil.send(six, anvil.account(0), "approve(address,uint256)", BOB, units(1));
    anvil.transfer(other, anvil.account(0), ALICE, units(1));
    anvil.mine(1);
    try (var source = source(anvil, BLOCKS, assets, node.url())) {
      assertThat(lines(new Follower(source, ALICE).catchUp(anvil.height()))).isEqualTo(PAID);
      assertThat(source.errors()).isEmpty();
    }
    anvil.mine(8);
    try (var source = source(anvil, BLOCKS, assets, node.url(), anvil.url())) {
      assertThat(lines(new Follower(source, ALICE).catchUp(anvil.height()))).isEqualTo(PAID);
      assertThat(source.errors()).isEmpty();
    }
  }

  @Test
  void aNodeWithoutReceiptsOfBlocks() {
    node.refuse("eth_getBlockReceipts", -32601, "the method eth_getBlockReceipts does not exist");
    try (var source = source(anvil, BLOCKS, assets, node.url())) {
      assertThat(lines(new Follower(source, ALICE).catchUp(anvil.height()))).isEqualTo(PAID);
      assertThat(source.errors()).isEmpty();
      var asked = node.asked("eth_getBlockReceipts");
      anvil.mine(1);
      source.blocks(source.header(anvil.height() - 1).orElseThrow().ref(), anvil.height(), 0);
      assertThat(node.asked("eth_getBlockReceipts")).as("known to be missing").isEqualTo(asked);
    }
  }

  @Test
  void rangesAreHalvedUntilTheyAreTaken() {
    anvil.mine(200);
    node.rangeLimit(7);
    try (var source = source(anvil, OFF, assets, node.url())) {
      assertThat(lines(new Follower(source, ALICE).catchUp(anvil.height())))
          .containsExactly("SIX log:0 1", "SIX log:0 3", "SIX log:0 4");
      assertThat(source.errors()).as("asking for less is no error").isEmpty();
    }
  }

  @Test
  void catchesUpAThousandBlocksAfterAnOutage() {
    try (var source = source(anvil, BLOCKS, assets, node.url())) {
      var follower = new Follower(source, ALICE);
      follower.catchUp(anvil.height());
      node.down();
      anvil.mine(500);
      anvil.transfer(six, anvil.account(0), ALICE, units(6));
      anvil.mine(500);
      tryStep(follower);
      node.up();
      assertThat(lines(follower.catchUp(anvil.height()))).hasSize(6).endsWith("SIX log:0 6");
      assertThat(follower.branch).hasSize((int) anvil.height() + 1);
    }
  }
}
