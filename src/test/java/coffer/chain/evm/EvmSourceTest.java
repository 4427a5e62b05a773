package coffer.chain.evm;

import static coffer.chain.evm.EvmWorld.ALICE;
import static coffer.chain.evm.EvmWorld.BLOCKS;
import static coffer.chain.evm.EvmWorld.BOB;
import static coffer.chain.evm.EvmWorld.coin;
import static coffer.chain.evm.EvmWorld.lines;
import static coffer.chain.evm.EvmWorld.source;
import static coffer.chain.evm.EvmWorld.token;
import static coffer.chain.evm.EvmWorld.units;
import static org.assertj.core.api.Assertions.assertThat;

import coffer.testnet.Anvil;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is seen of a real node's blocks, above finality and below it.
class EvmSourceTest {
  /// The blocks mined after a payment: none, so that it is read by its block's hash, or enough to
  /// make it final, so that it is read in a range.
  private static final int FINAL = 3;

  @ParameterizedTest
  @ValueSource(ints = {0, FINAL})
  void seesTokensAndCoins(int later) {
    try (var anvil = Anvil.startWithQuickFinality()) {
      var six = anvil.deployToken("SIX", 6);
      var eighteen = anvil.deployToken("EIGHTEEN", 18);
      var old = anvil.deploy("NoReturnToken");
      var assets =
          List.of(
              coin(),
              token(2, "SIX", six, 6),
              token(3, "LONG", eighteen, 18),
              token(4, "OLD", old, 6));
      try (var source = source(anvil, BLOCKS, assets)) {
        anvil.transfer(six, anvil.account(0), ALICE, units(5_000_000));
        anvil.transfer(eighteen, anvil.account(0), ALICE, BigInteger.TEN.pow(20));
        anvil.transfer(old, anvil.account(0), ALICE, units(7));
        anvil.sendEth(anvil.account(0), ALICE, BigInteger.TEN.pow(18));
        anvil.mine(later);
        var seen = new Follower(source, ALICE).catchUp(anvil.height());
        assertThat(lines(seen))
            .containsExactly(
                "SIX log:0 5000000",
                "LONG log:0 100000000000000000000",
                "OLD log:0 7",
                "ETH value 1000000000000000000");
        assertThat(source.errors()).isEmpty();
      }
    }
  }

  @Test
  void seesTwoTransfersInOneTransaction() {
    try (var anvil = Anvil.start()) {
      var six = anvil.deployToken("SIX", 6);
      var batch = anvil.deploy("Batch");
      anvil.transfer(six, anvil.account(0), batch, units(100));
      try (var source = source(anvil, BLOCKS, List.of(token(2, "SIX", six, 6)))) {
        anvil.send(
            batch,
            anvil.account(0),
            "payTokens(address,address[],uint256[])",
            six,
            List.of(ALICE, BOB, ALICE),
            List.of(units(1), units(2), units(3)));
        var follower = new Follower(source, ALICE, BOB);
        assertThat(lines(follower.catchUp(anvil.height())))
            .containsExactly("SIX log:0 1", "SIX log:1 2", "SIX log:2 3");
      }
    }
  }
}
