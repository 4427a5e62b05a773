package coffer.chain.evm;

import static coffer.chain.evm.EvmWorld.ALICE;
import static coffer.chain.evm.EvmWorld.BLOCKS;
import static coffer.chain.evm.EvmWorld.coin;
import static coffer.chain.evm.EvmWorld.lines;
import static coffer.chain.evm.EvmWorld.source;
import static coffer.chain.evm.EvmWorld.token;
import static coffer.chain.evm.EvmWorld.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.ChainSource.Unlinked;
import coffer.chain.SourceException;
import coffer.testnet.Anvil;
import coffer.testnet.FaultyNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Branches that change, and nodes that follow different ones.
class EvmReorgTest {
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

  @Test
  void aDroppedPaymentIsGone() {
    try (var source = source(anvil, BLOCKS, List.of(coin()))) {
      anvil.mine(2);
      anvil.sendEth(rich, ALICE, units(5));
      anvil.mine(1);
      var follower = new Follower(source, ALICE);
      assertThat(lines(follower.catchUp(4))).containsExactly("ETH value 5");
      anvil.reorg(2);
      anvil.mine(1);
      assertThat(follower.catchUp(5)).isEmpty();
      assertThat(follower.reorgs).isOne();
    }
  }

  @Test
  void aPaymentMinedElsewhereHasTheSameKey() {
    var six = anvil.deployToken("SIX", 6);
    var batch = anvil.deploy("Batch");
    anvil.transfer(six, rich, batch, units(10));
    try (var source = source(anvil, BLOCKS, List.of(coin(), token(2, "SIX", six, 6)))) {
      var txid =
          anvil.send(
              batch,
              anvil.account(1),
              "payTokens(address,address[],uint256[])",
              six,
              List.of(rich, ALICE),
              List.of(units(1), units(2)));
      anvil.mine(1);
      var follower = new Follower(source, ALICE);
      assertThat(lines(follower.catchUp(5))).containsExactly("SIX log:1 2");
      var first = anvil.receipt(txid).get("logs").get(1).get("logIndex").asString();
      var again = new Anvil.Again(anvil.raw(txid), 1);
      // Another transfer with a log comes before it in its new block.
      var before = anvil.transfer(six, rich, anvil.account(2), units(1));
      anvil.reorg(3, List.of(new Anvil.Again(anvil.raw(before), 1), again));
      assertThat(anvil.receipt(txid).get("logs").get(1).get("logIndex").asString())
          .isNotEqualTo(first);
      anvil.mine(1);
      assertThat(lines(follower.catchUp(7))).containsExactly("SIX log:1 2");
      assertThat(follower.all().getFirst().txid()).isEqualTo(txid);
      assertThat(follower.reorgs).isPositive();
    }
  }

  @Test
  void anotherBranchIsNotContinued() {
    anvil.mine(6);
    try (var source = source(anvil, BLOCKS, List.of(coin()))) {
      var at = source.header(5).orElseThrow().ref();
      anvil.reorg(3);
      anvil.mine(3);
      for (var finalHeight : List.of(0L, 9L)) {
        assertThatThrownBy(() -> source.blocks(at, 9, finalHeight)).isInstanceOf(Unlinked.class);
      }
      assertThat(source.errors()).as("that is no error").isEmpty();
    }
  }

  @Test
  void aHeadBehindIsLateAndNotAReorg() {
    anvil.mine(6);
    try (var node = FaultyNode.before(anvil.url());
        var source = source(anvil, BLOCKS, List.of(coin()), node.url())) {
      var at = source.header(6).orElseThrow().ref();
      node.headAt(4);
      assertThat(source.tip().head().height()).isEqualTo(4);
      assertThat(source.header(6)).isEmpty();
      assertThatThrownBy(() -> source.blocks(at, 8, 0))
          .isInstanceOfSatisfying(
              SourceException.class,
              e -> assertThat(e.kind()).isEqualTo(SourceException.Kind.BEHIND));
    }
  }

  @Test
  void onlyAnotherEndpointAgrees() {
    anvil.mine(6);
    try (var other = Anvil.startWithQuickFinality();
        var node = FaultyNode.before(anvil.url());
        var alone = source(anvil, BLOCKS, List.of(coin()));
        var both = source(anvil, BLOCKS, List.of(coin()), anvil.url(), node.url());
        var apart = source(anvil, BLOCKS, List.of(coin()), anvil.url(), other.url())) {
      var block = alone.header(3).orElseThrow().ref();
      other.mine(6, java.time.Duration.ofSeconds(7));
      assertThat(alone.agreed(block)).as("nobody else to ask").isFalse();
      assertThat(both.agreed(block)).isTrue();
      assertThat(apart.agreed(block)).as("on another branch").isFalse();
      node.down();
      assertThat(both.agreed(block)).as("away").isFalse();
    }
  }
}
