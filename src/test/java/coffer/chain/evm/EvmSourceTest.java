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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import coffer.core.chain.Asset;
import coffer.core.chain.Transfer;
import coffer.testnet.Anvil;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What is seen of a real node's tokens and coins: once above finality, where blocks are read by
/// hash, and once below it, where they are read in ranges.
@ParameterizedClass
@ValueSource(ints = {0, EvmSourceTest.FINAL})
class EvmSourceTest {
  static final int FINAL = 3;

  private final int later;
  private Anvil anvil;
  private String rich;
  private String six;
  private Asset sixAsset;

  EvmSourceTest(int later) {
    this.later = later;
  }

  @BeforeEach
  void start() {
    anvil = Anvil.startWithQuickFinality();
    rich = anvil.account(0);
    six = anvil.deployToken("SIX", 6);
    sixAsset = token(2, "SIX", six, 6);
  }

  @AfterEach
  void close() {
    if (anvil != null) anvil.close();
  }

  private List<Transfer> seen(NativeSource nativeSource, List<Asset> assets, String... watched) {
    anvil.mine(later);
    try (var source = source(anvil, nativeSource, assets)) {
      var seen = new Follower(source, watched).catchUp(anvil.height());
      assertThat(source.errors()).isEmpty();
      return seen;
    }
  }

  @Test
  void tokensAndCoins() {
    var eighteen = anvil.deployToken("LONG", 18);
    var old = anvil.deploy("NoReturnToken");
    anvil.transfer(six, rich, ALICE, units(5_000_000));
    anvil.transfer(eighteen, rich, ALICE, BigInteger.TEN.pow(20));
    anvil.transfer(old, rich, ALICE, units(7));
    anvil.sendEth(rich, ALICE, BigInteger.TEN.pow(18));
    var assets = List.of(coin(), sixAsset, token(3, "LONG", eighteen, 18), token(4, "OLD", old, 6));
    assertThat(lines(seen(BLOCKS, assets, ALICE)))
        .containsExactly(
            "SIX log:0 5000000",
            "LONG log:0 100000000000000000000",
            "OLD log:0 7",
            "ETH value 1000000000000000000");
  }

  @Test
  void whoPaidWhom() {
    var txid = anvil.transfer(six, anvil.account(0), ALICE, units(1));
    var transfer = seen(OFF, List.of(sixAsset), ALICE).getFirst();
    assertThat(transfer.txid()).isEqualTo(txid);
    assertThat(transfer.from()).contains(EvmWorld.address(rich));
    assertThat(transfer.to()).contains(EvmWorld.address(ALICE));
    var block = transfer.block().orElseThrow();
    assertThat(block.hash()).isEqualTo(anvil.receipt(txid).get("blockHash").asString());
  }

  @Test
  void severalTransfersInOneTransaction() {
    var batch = anvil.deploy("Batch");
    anvil.transfer(six, rich, batch, units(100));
    anvil.send(
        batch,
        rich,
        "payTokens(address,address[],uint256[])",
        six,
        List.of(ALICE, BOB, ALICE),
        List.of(units(1), units(2), units(1)));
    assertThat(lines(seen(BLOCKS, List.of(sixAsset), ALICE, BOB)))
        .containsExactly("SIX log:0 1", "SIX log:1 2", "SIX log:2 1");
  }

  @Test
  void departuresAndTheirFees() {
    var owner = anvil.account(3);
    var token = anvil.transfer(six, rich, owner, units(9));
    var spent = anvil.transfer(six, owner, BOB, units(4));
    var sent = anvil.sendEth(owner, BOB, units(6));
    assertThat(token).isNotEqualTo(spent);
    assertThat(lines(seen(BLOCKS, List.of(coin(), sixAsset), owner)))
        .containsExactly(
            "SIX log:0 9",
            "SIX log:0 4",
            "ETH fee " + anvil.fee(spent),
            "ETH value 6",
            "ETH fee " + anvil.fee(sent));
  }

  @Test
  void aFailedTransactionMovesNothingButItsFee() {
    var owner = anvil.account(3);
    var payer = anvil.deploy("Payer");
    var value = anvil.sendValue(payer, owner, units(50), "payAndFail(address)", ALICE);
    var token = anvil.transfer(six, owner, ALICE, units(1));
    assertThat(anvil.receipt(token).get("status").asString()).isEqualTo("0x0");
    assertThat(lines(seen(BLOCKS, List.of(coin(), sixAsset), owner, ALICE, payer)))
        .containsExactly("ETH fee " + anvil.fee(value), "ETH fee " + anvil.fee(token));
  }

  @Test
  void aFakeTokenIsNone() {
    var twin = anvil.deployToken("SIX", 6);
    var fake = anvil.deploy("FakeToken", "Test SIX", "SIX", 6);
    anvil.transfer(twin, rich, ALICE, units(1_000));
    anvil.send(fake, rich, "claim(address,address,uint256)", six, ALICE, units(1_000));
    anvil.transfer(six, rich, fake, units(5));
    anvil.send(fake, rich, "mix(address,address,uint256)", six, ALICE, units(5));
    assertThat(lines(seen(BLOCKS, List.of(sixAsset), ALICE))).containsExactly("SIX log:1 5");
  }

  @Test
  void aTransferOfZeroIsNone() {
    anvil.transfer(six, rich, ALICE, BigInteger.ZERO);
    anvil.send(six, rich, "transferFrom(address,address,uint256)", ALICE, BOB, BigInteger.ZERO);
    anvil.sendEth(rich, ALICE, BigInteger.ZERO);
    assertThat(seen(BLOCKS, List.of(coin(), sixAsset), ALICE, BOB)).isEmpty();
  }

  @Test
  void aTokenWithAFeeIsWorthWhatItsEventSays() {
    var toll = anvil.deploy("FeeToken", units(100));
    var payer = anvil.account(3);
    anvil.transfer(toll, rich, payer, units(10_000));
    anvil.transfer(toll, payer, ALICE, units(1_000));
    assertThat(lines(seen(OFF, List.of(token(3, "TOLL", toll, 6)), ALICE)))
        .containsExactly("TOLL log:0 990");
    assertThat(anvil.call(toll, "balanceOf(address)", ALICE)).isEqualTo(990);
  }

  @Test
  void aRebasingTokenIsWorthWhatItsEventSays() {
    var grow = anvil.deploy("RebasingToken");
    anvil.send(grow, rich, "setRate(uint256)", units(10));
    anvil.send(grow, rich, "distributeInterest(uint256)", units(123_456_789_012_345L));
    anvil.transfer(grow, rich, ALICE, units(100_000_000));
    var balance = anvil.call(grow, "balanceOf(address)", ALICE);
    anvil.send(grow, rich, "distributeInterest(uint256)", BigInteger.TEN.pow(17));
    anvil.send(grow, rich, "destroyBlackFunds(address)", ALICE);
    // The fee's log comes first: the payment is the second. It is 0.1 % and a unit or two short.
    assertThat(balance).isBetween(units(99_899_998), units(99_900_000));
    assertThat(lines(seen(OFF, List.of(token(3, "GROW", grow, 6)), ALICE)))
        .containsExactly("GROW log:1 " + balance);
  }

  @Test
  void withoutASourceTheCoinIsNotSeen() {
    anvil.sendEth(rich, ALICE, units(5));
    anvil.transfer(six, rich, ALICE, units(5));
    assertThat(lines(seen(OFF, List.of(coin(), sixAsset), ALICE, rich)))
        .containsExactly("SIX log:0 1000000000000000000000", "SIX log:0 5");
  }

  @Test
  void aTokenIsInDoubtWhileItsDecimalsDifferOrAreNotTold() {
    var wrong = token(3, "WRONG", six, 18);
    var nowhere = token(4, "NOWHERE", BOB, 6);
    var good = token(5, "GOOD", anvil.deployToken("GOOD", 18), 18);
    try (var source = source(anvil, BLOCKS, List.of(coin(), wrong, nowhere, good))) {
      assertThat(source.doubts()).containsOnlyKeys(wrong, nowhere);
      var contradiction = source.doubts().get(wrong);
      assertThat(contradiction.contradicts()).isTrue();
      assertThat(contradiction.why()).contains(six, "has 6 decimals, the catalogue has 18");
      var silence = source.doubts().get(nowhere);
      assertThat(silence.contradicts()).isFalse();
      assertThat(silence.why()).contains("did not tell its decimals: no contract");
    }
    try (var source = source(anvil, BLOCKS, List.of(coin(), sixAsset))) {
      assertThat(source.doubts()).isEmpty();
    }
  }

  @Test
  void theSystemAddressIsNoToken() {
    var asset =
        token(
            3,
            "ETH",
            EvmPinnedAssets.SYSTEM.toUpperCase(java.util.Locale.ROOT).replace("0X", "0x"),
            18);
    assertThatIllegalArgumentException().isThrownBy(() -> source(anvil, OFF, List.of(asset)));
    var twice = List.of(sixAsset, token(3, "TWICE", six, 6));
    assertThatIllegalArgumentException().isThrownBy(() -> source(anvil, OFF, twice));
  }
}
