package coffer.testnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/// That the node and the contracts do what tests rely on.
class AnvilTest {
  private static final String ALICE = "0x00000000000000000000000000000000000a11ce";
  private static final String BOB = "0x0000000000000000000000000000000000000b0b";

  private static BigInteger units(long number) {
    return BigInteger.valueOf(number);
  }

  @Test
  void tokensMoveAsTheirContractsSay() {
    try (var anvil = Anvil.start()) {
      var dollar = anvil.deployToken("TUSD", 6);
      anvil.transfer(dollar, anvil.account(0), ALICE, units(5_000_000));
      assertThat(anvil.call(dollar, "balanceOf(address)", ALICE)).isEqualTo(5_000_000);

      var old = anvil.deploy("NoReturnToken");
      anvil.transfer(old, anvil.account(0), ALICE, units(7));
      assertThat(anvil.call(old, "balanceOf(address)", ALICE)).isEqualTo(7);

      var toll = anvil.deploy("FeeToken", units(100));
      var txid = anvil.transfer(toll, anvil.account(0), ALICE, units(1_000));
      assertThat(anvil.call(toll, "balanceOf(address)", ALICE)).isEqualTo(990);
      assertThat(anvil.receipt(txid).get("logs").size()).isEqualTo(2);
    }
  }

  @Test
  void theRebasingTokenLosesAUnitOrTwoAndGrowsWithoutAnEvent() {
    try (var anvil = Anvil.start()) {
      var grow = anvil.deploy("RebasingToken");
      anvil.send(
          grow, anvil.account(0), "distributeInterest(uint256)", units(123_456_789_012_345L));
      anvil.transfer(grow, anvil.account(0), ALICE, units(100_000_000));
      var got = anvil.call(grow, "balanceOf(address)", ALICE);
      assertThat(got).isBetween(units(99_999_998), units(99_999_999));
      anvil.send(grow, anvil.account(0), "distributeInterest(uint256)", BigInteger.TEN.pow(17));
      assertThat(anvil.call(grow, "balanceOf(address)", ALICE)).isGreaterThan(got);
    }
  }

  @Test
  void etherMovesFromInsideATransaction() {
    try (var anvil = Anvil.start()) {
      var payer = anvil.deploy("Payer");
      anvil.sendValue(payer, anvil.account(1), units(100), "payDeep(address)", ALICE);
      anvil.sendValue(payer, anvil.account(1), units(100), "payAndUndo(address)", ALICE);
      anvil.sendValue(payer, anvil.account(1), units(100), "payAndFail(address)", ALICE);
      assertThat(anvil.balance(ALICE)).isEqualTo(100);
      anvil.sendValue(payer, anvil.account(1), units(11), "payByEnding(address)", ALICE);
      assertThat(anvil.balance(ALICE)).isEqualTo(111);

      var batch = anvil.deploy("Batch");
      anvil.sendValue(
          batch,
          anvil.account(1),
          units(3),
          "payEther(address[],uint256[])",
          List.of(ALICE, BOB),
          List.of(units(1), units(2)));
      assertThat(anvil.balance(BOB)).isEqualTo(2);
    }
  }

  @Test
  void reorgsDropOrMoveTransactions() {
    try (var anvil = Anvil.startWithQuickFinality()) {
      var txid = anvil.sendEth(anvil.account(0), ALICE, units(5));
      anvil.mine(3);
      var before = anvil.hash(4);
      anvil.reorg(4, List.of(new Anvil.Again(anvil.raw(txid), 1)));
      assertThat(anvil.height()).isEqualTo(4);
      assertThat(anvil.hash(4)).isNotEqualTo(before);
      assertThat(anvil.receipt(txid).get("blockNumber").asString()).isEqualTo("0x2");
      anvil.reorg(3);
      assertThat(anvil.receipt(txid).isNull()).isTrue();
      assertThat(anvil.balance(ALICE)).isZero();
    }
  }
}
