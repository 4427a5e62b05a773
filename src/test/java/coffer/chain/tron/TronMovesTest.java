package coffer.chain.tron;

import static coffer.chain.tron.TronWorld.ALICE;
import static coffer.chain.tron.TronWorld.BOB;
import static coffer.chain.tron.TronWorld.from;
import static coffer.chain.tron.TronWorld.lines;
import static coffer.chain.tron.TronWorld.read;
import static coffer.chain.tron.TronWorld.to;
import static coffer.chain.tron.TronWorld.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.SourceException;
import coffer.testnet.TronChain;
import coffer.testnet.TronKey;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which transactions pay, and which only look so.
class TronMovesTest {
  private static final String PAY_TOKENS = "payTokens(address,address[],uint256[])";
  @AutoClose private final TronWorld world = new TronWorld();
  private final TronChain chain = world.chain;
  private final TronKey shopper = TronKey.of("shopper");
  private final TronSource source = world.source();

  TronMovesTest() {
    chain.pay(world.rich, shopper.account(), 500_000_000);
    chain.transfer(world.rich, world.token, shopper.account(), units(90_000_000));
    chain.transfer(world.rich, world.token, world.batch, units(90_000_000));
    chain.mine(1);
  }

  @Test
  void trxAndTokensThatWerePaid() {
    chain.pay(shopper, ALICE, 7_000_000);
    chain.transfer(shopper, world.token, ALICE, units(5));
    chain.mine(1);
    var blocks = read(source, world.first());
    assertThat(lines(to(source, blocks, ALICE)))
        .containsExactly("TRX value 7000000", "USDT log:0 5");
    assertThat(to(source, blocks, ALICE)).allMatch(t -> t.txid().matches("[0-9a-f]{64}"));
  }

  /// What a transfer cost stands on the payment, by the names that nodes give it.
  @Test
  void costsAreRecorded() {
    chain.transfer(shopper, world.token, ALICE, units(5));
    chain.mine(1);
    chain.pay(shopper, BOB, 1);
    chain.mine(1);
    var blocks = read(source, world.first());
    assertThat(to(source, blocks, ALICE).getFirst().facts())
        .isEqualTo(
            Map.of(
                "energy_usage_total", "28689",
                "energy_fee", "2868900",
                "net_usage", "345",
                "fee", "2868900"));
    assertThat(to(source, blocks, BOB).getFirst().facts())
        .as("a new account")
        .isEqualTo(Map.of("net_fee", "100000", "fee", "100000"));
  }

  @Test
  void whatLeavesAnAccount() {
    chain.pay(shopper, ALICE, 7_000_000);
    chain.transfer(shopper, world.token, BOB, units(5));
    chain.call(shopper, world.payer, 30, TronChain.FEE_LIMIT, "pay(address)", "0x" + BOB);
    chain.call(shopper, world.payer, 40, TronChain.FEE_LIMIT, "payAndFail(address)", "0x" + BOB);
    chain.mine(1);
    var before = TronWorld.from(source, read(source, world.first()), shopper.account());
    assertThat(lines(before))
        .containsExactly(
            "TRX value 7000000",
            "TRX fee 100000",
            "TRX fee 2868900",
            "USDT log:0 5",
            "TRX value 30",
            "TRX fee 408500",
            "TRX fee 502000");
    assertThat(spent(before)).isEqualTo(500_000_000 - chain.balance(shopper.account()));
  }

  private static long spent(List<coffer.core.chain.Transfer> transfers) {
    return transfers.stream()
        .filter(t -> t.asset().isNative())
        .mapToLong(t -> t.units().longValueExact())
        .sum();
  }

  @Test
  void severalInOneCallCountedFromTheFirstLogOfAll() {
    chain.call(
        shopper,
        world.batch,
        0,
        TronChain.FEE_LIMIT,
        PAY_TOKENS,
        "0x" + world.token,
        List.of("0x" + ALICE, "0x" + BOB, "0x" + ALICE),
        List.of(units(1), units(2), units(3)));
    chain.mine(1);
    var blocks = read(source, world.first());
    assertThat(lines(to(source, blocks, ALICE))).containsExactly("USDT log:1 1", "USDT log:3 3");
    assertThat(lines(to(source, blocks, BOB))).containsExactly("USDT log:2 2");
    assertThat(to(source, blocks, BOB).getFirst().from()).contains(TronWorld.address(world.batch));
  }

  @Test
  void byAllowance() {
    chain.call(
        shopper,
        world.token,
        0,
        TronChain.FEE_LIMIT,
        "approve(address,uint256)",
        "0x" + world.rich.account(),
        units(50));
    chain.mine(1);
    chain.call(
        world.rich,
        world.token,
        0,
        TronChain.FEE_LIMIT,
        "transferFrom(address,address,uint256)",
        "0x" + shopper.account(),
        "0x" + ALICE,
        units(40));
    chain.mine(1);
    var paid = to(source, read(source, world.first()), ALICE);
    assertThat(lines(paid)).containsExactly("USDT log:0 40");
    assertThat(paid.getFirst().from()).contains(TronWorld.address(shopper.account()));
  }

  // What pays nobody

  /// In the JSON-RPC a TRC-10 transfer looks exactly like one of TRX.
  @Test
  void trc10IsNoTrx() {
    chain.payAsset(world.rich, ALICE, 1_000_000_000);
    chain.freeze(world.rich, 1_000_000_000);
    chain.mine(1);
    nothingFor(ALICE);
  }

  @Test
  void aForeignContractWithTheSameSymbol() {
    var fake = chain.deployToken("USDT", 6);
    chain.transfer(world.rich, fake, ALICE, units(1_000_000));
    chain.mine(1);
    nothingFor(ALICE);
  }

  @Test
  void callsThatFail() {
    var poor = TronKey.of("poor");
    chain.pay(world.rich, poor.account(), 900_000_000);
    chain.mine(1);
    chain.transfer(poor, world.token, ALICE, units(5));
    chain.call(shopper, world.token, 0, 100, "transfer(address,uint256)", "0x" + ALICE, units(5));
    chain.mine(1);
    nothingFor(ALICE);
    assertThat(from(source, read(source, world.first()), poor.account()))
        .as("they cost all the same")
        .isNotEmpty();
  }

  @Test
  void nothing() {
    chain.transfer(shopper, world.token, ALICE, BigInteger.ZERO);
    chain.mine(1);
    nothingFor(ALICE);
  }

  /// It is at the address, and by default in no answer of the node's: the documentation says so.
  @Test
  void trxFromAContractIsNotSeen() {
    chain.call(shopper, world.payer, 30, TronChain.FEE_LIMIT, "pay(address)", "0x" + ALICE);
    chain.mine(1);
    assertThat(chain.balance(ALICE)).isEqualTo(30);
    nothingFor(ALICE);
    world.node.keepInternalTransactions();
    nothingFor(ALICE); // nobody said that the node keeps them
  }

  // Where nodes keep internal transactions

  private List<String> inside(String account) {
    world.node.keepInternalTransactions();
    var keeping = world.keeping();
    return lines(to(keeping, read(keeping, world.first()), account));
  }

  /// The node lists more: units of a token, a call without TRX, one that failed, a stake.
  @Test
  void trxFromAContract() {
    chain.call(shopper, world.payer, 30, TronChain.FEE_LIMIT, "pay(address)", "0x" + ALICE);
    chain.call(shopper, world.payer, 40, TronChain.FEE_LIMIT, "payAndFail(address)", "0x" + ALICE);
    chain.pay(shopper, ALICE, 5);
    chain.transfer(shopper, world.token, ALICE, units(6));
    chain.mine(1);
    assertThat(inside(ALICE)).containsExactly("TRX call:0 30", "TRX value 5", "USDT log:0 6");
    assertThat(chain.balance(ALICE)).isEqualTo(35);
    var spent =
        from(world.keeping(), read(world.keeping(), world.first()), shopper.account()).stream();
    assertThat(spent.filter(t -> t.position().equals("value")).map(t -> t.units().intValue()))
        .containsExactly(30, 5);
  }

  @Test
  void whatTheReceiptDoesNotCallASuccessPaysNothingInside() {
    chain.call(shopper, world.payer, 30, TronChain.FEE_LIMIT, "pay(address)", "0x" + ALICE);
    chain.mine(1);
    assertThat(inside(ALICE)).hasSize(1);
    world.node.infos(info -> receipt(info, receipt -> receipt.put("result", "REVERT")));
    assertThat(inside(ALICE)).isEmpty();
    world.node.heal();
    world.node.infos(info -> info.put("result", "FAILED"));
    assertThat(inside(ALICE)).isEmpty();
    world.node.heal();
    world.node.transactions(TronMovesTest::reverted);
    assertThat(inside(ALICE)).isEmpty();
  }

  @Test
  void anInternalTransactionThatCannotBeReadIsNotPassedOver() {
    chain.call(shopper, world.payer, 30, TronChain.FEE_LIMIT, "pay(address)", "0x" + ALICE);
    chain.mine(1);
    world.node.infos(
        info -> {
          info.path("internal_transactions")
              .forEach(each -> ((ObjectNode) each).put("transferTo_address", ALICE));
          return info;
        });
    assertThatThrownBy(() -> inside(ALICE)).hasMessageContaining("without its parties");
  }

  // TRX by contracts of other kinds

  /// The issuer of a TRC-10 token is paid in TRX.
  @Test
  void trxForUnitsOfAToken() {
    chain.participate(shopper, ALICE, 3_000_000);
    chain.mine(1);
    var blocks = read(source, world.first());
    assertThat(lines(to(source, blocks, ALICE))).containsExactly("TRX value 3000000");
    assertThat(lines(from(source, blocks, shopper.account()))).containsExactly("TRX value 3000000");
    assertThat(chain.balance(ALICE)).isEqualTo(3_000_000);
  }

  @Test
  void trxThatAContractIsMadeWith() {
    chain.create(shopper, 4_000_000);
    chain.mine(1);
    var spent = from(source, read(source, world.first()), shopper.account());
    assertThat(lines(spent)).containsExactly("TRX value 4000000");
    assertThat(spent.getFirst().to()).isEmpty();
    assertThat(spent(spent)).isEqualTo(500_000_000 - chain.balance(shopper.account()));
    world.node.infos(info -> receipt(info, receipt -> receipt.put("result", "OUT_OF_ENERGY")));
    assertThat(from(source, read(source, world.first()), shopper.account())).isEmpty();
  }

  @Test
  void aLogWithoutTheExpectedReceipt() {
    chain.transfer(shopper, world.token, ALICE, units(5));
    chain.mine(1);
    assertThat(lines(to(source, read(source, world.first()), ALICE))).hasSize(1);
    for (var result : List.of("REVERT", "OUT_OF_ENERGY", "DEFAULT", "success")) {
      world.node.infos(info -> receipt(info, receipt -> receipt.put("result", result)));
      nothingFor(ALICE);
      world.node.heal();
    }
    world.node.infos(
        info ->
            receipt(
                info,
                receipt -> {
                  receipt.remove("result");
                  return receipt;
                }));
    nothingFor(ALICE);
    world.node.heal();
    world.node.infos(info -> info.put("result", "FAILED"));
    nothingFor(ALICE);
    world.node.heal();
    world.node.transactions(TronMovesTest::reverted);
    nothingFor(ALICE);
  }

  private static ObjectNode receipt(ObjectNode info, UnaryOperator<ObjectNode> change) {
    change.apply((ObjectNode) info.get("receipt"));
    return info;
  }

  private static ObjectNode reverted(ObjectNode transaction) {
    ((ObjectNode) transaction.at("/ret/0")).put("contractRet", "REVERT");
    return transaction;
  }

  @Test
  void trxThatTheBlockDoesNotCallASuccess() {
    chain.pay(shopper, ALICE, 5);
    chain.mine(1);
    world.node.transactions(TronMovesTest::reverted);
    nothingFor(ALICE);
    world.node.heal();
    world.node.transactions(
        transaction -> {
          transaction.remove("ret");
          return transaction;
        });
    nothingFor(ALICE);
  }

  @Test
  void severalContractsInOneTransactionAreRefused() {
    chain.pay(shopper, ALICE, 5);
    chain.mine(1);
    world.node.transactions(
        transaction -> {
          var contracts =
              (tools.jackson.databind.node.ArrayNode) transaction.at("/raw_data/contract");
          contracts.add(contracts.get(0).deepCopy());
          return transaction;
        });
    assertThatThrownBy(() -> read(source, world.first()))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("2 contracts");
  }

  @Test
  void aTransferOfAPinnedTokenInAnotherShapeIsNotPassedOver() {
    chain.transfer(shopper, world.token, ALICE, units(5));
    chain.mine(1);
    UnaryOperator<ObjectNode> shorter = log -> log.put("data", "05");
    world.node.infos(info -> logs(info, shorter));
    assertThatThrownBy(() -> read(source, world.first())).hasMessageContaining("another shape");
    world.node.heal();
    UnaryOperator<ObjectNode> base58 = log -> log.put("address", TronKey.base58(world.token));
    world.node.infos(info -> logs(info, base58));
    assertThatThrownBy(() -> read(source, world.first())).hasMessageContaining("20 bytes");
  }

  private static ObjectNode logs(ObjectNode info, UnaryOperator<ObjectNode> change) {
    for (JsonNode log : info.path("log")) change.apply((ObjectNode) log);
    return info;
  }

  private void nothingFor(String account) {
    assertThat(to(source, read(source, world.first()), account)).isEmpty();
  }
}
