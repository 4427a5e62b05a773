package coffer.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.Comparison;
import coffer.chain.SourceException;
import coffer.core.custody.RoundPart;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// Ledger and chain compared over a real node.
class EvmBalancesDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  @AutoClose private final EvmShop shop = new EvmShop(DATABASE, new NativeSource.Blocks());
  @AutoClose private final EvmSource source = source(new NativeSource.Blocks());
  private final Comparison comparison = new Comparison(shop.world, shop.chain, source);

  private EvmSource source(NativeSource coin) {
    var endpoints = List.of(EvmEndpoint.of(shop.node.url()));
    var assets = shop.world.chains.assetsOf(shop.chain);
    return new EvmSource(shop.chain, assets, coin, endpoints, EvmWorld.LIMITS);
  }

  private static BigInteger million(long count) {
    return BigInteger.valueOf(count * 1_000_000);
  }

  @Test
  void aDepositOfATokenThatNoReaderKnewIsFound() {
    var invoice = shop.invoice("10", "SIX");
    var unknown = shop.anvil.deployToken("NEW", 6);
    shop.anvil.transfer(unknown, shop.anvil.account(0), shop.to(invoice), million(7));
    shop.finalizeBlocks();
    comparison.offer("NEW", unknown);
    assertThat(comparison.whole().unanswered()).isZero();
    var next = source(new NativeSource.Blocks());
    shop.world.watch(shop.chain, next, Optional.empty()); // as a server does by itself
    assertThat(comparison.only().told()).as("seen once, nobody is told").isEmpty();
    assertThat(comparison.again()).as("at the same block there is nothing new").isZero();
    shop.finalizeBlocks();
    comparison.again();
    var found = comparison.only();
    assertThat(found.told()).contains(million(7));
    assertThat(comparison.coins(found)).isEqualTo("7");
    assertThat(found.cause().orElseThrow())
        .contains(
            "a payment was missed: ./coffer chains rescan " + shop.chain.name() + " --from 1");
    next.close();
  }

  @Test
  void aPaymentThatWasBookedTwiceIsFound() {
    var invoice = shop.invoice("2", "ETH");
    var txid = shop.pay(invoice, "ETH", "2");
    shop.finalizeBlocks();
    var eth = shop.asset("ETH");
    comparison.book(
        txid, "call:0", eth, shop.world.address(invoice, eth), shop.world.units(eth, "2"));
    assertThat(shop.available("ETH")).isEqualByComparingTo("4");
    comparison.turn(100);
    shop.finalizeBlocks();
    comparison.turn(100);
    var found = comparison.only();
    assertThat(comparison.coins(found)).isEqualTo("-2");
    assertThat(found.cause()).contains("a payment was booked twice: " + txid);
  }

  @Test
  void whatContractsPayIsNamedAsTheProbableCause() {
    var invoice = shop.invoice("1", "ETH");
    shop.anvil.sendValue(
        shop.payer,
        shop.anvil.account(0),
        BigInteger.TEN.pow(18),
        "pay(address)",
        shop.to(invoice));
    shop.finalizeBlocks();
    comparison.whole();
    shop.finalizeBlocks();
    comparison.again();
    assertThat(comparison.only().cause().orElseThrow())
        .contains("native_source = \"blocks\" does not see what contracts pay");
    try (var traces = source(new NativeSource.Traces());
        var off = source(new NativeSource.Off())) {
      assertThat(traces.balances().orElseThrow().blindSpot(shop.asset("ETH")).orElseThrow())
          .doesNotContain("contracts");
      assertThat(off.balances().orElseThrow().covers(shop.asset("ETH"))).isFalse();
    }
  }

  @Test
  void aTokenThatGrowsByItselfIsToldOnce() {
    var invoice = shop.invoice("10", "REBASE");
    shop.pay(invoice, "REBASE", "10");
    shop.finalizeBlocks();
    comparison.whole();
    assertThat(comparison.found()).isEmpty();
    for (int i = 0; i < 4; i++) {
      shop.anvil.send(
          shop.rebasing,
          shop.anvil.account(0),
          "distributeInterest(uint256)",
          BigInteger.TEN.pow(20));
      shop.finalizeBlocks();
      comparison.whole();
    }
    var found = comparison.only();
    assertThat(found.looks()).isEqualTo(4);
    assertThat(found.told()).as("what it was when it was told").isPresent();
    assertThat(found.told().orElseThrow()).isLessThan(found.units());
    assertThat(found.cause().orElseThrow()).contains("changes balances by itself");
  }

  @Test
  void nothingDiffersWhilePaymentsAreBookedSweptAndUndone() {
    var invoice = shop.invoice("10", "SIX");
    var coin = shop.invoice("1", "ETH");
    agree();
    shop.pay(invoice, "SIX", "10");
    shop.pay(coin, "ETH", "1");
    agree(); // mined, and not read yet
    shop.scan();
    agree(); // seen, and not final
    shop.finalizeBlocks();
    agree();
    shop.pay(invoice, "SIX", "0.00001"); // dust
    shop.pay(invoice, "ETH", "1");
    shop.finalizeBlocks();
    var from = shop.to(invoice);
    shop.anvil.rpc("anvil_impersonateAccount", from);
    shop.anvil.transfer(shop.six, from, shop.anvil.account(3), million(4));
    shop.anvil.transfer(shop.fake, from, shop.anvil.account(3), million(4)); // fails, costs a fee
    shop.scan();
    agree();
    shop.finalizeBlocks();
    agree();
  }

  /// The node has gone over to another branch, the scanner has not seen it yet.
  @Test
  void anAnswerOfAnotherBranchSaysNothing() {
    var invoice = shop.invoice("10", "SIX");
    shop.finalizeBlocks();
    var before = shop.anvil.rpc("evm_snapshot").asString();
    shop.pay(invoice, "SIX", "10");
    shop.scan();
    shop.anvil.rpc("evm_revert", before);
    shop.anvil.mine(1);
    var outcome = comparison.whole();
    assertThat(outcome.answered()).isZero();
    assertThat(outcome.why()).isPresent();
    assertThat(comparison.found()).isEmpty();
    shop.anvil.mine(2);
    shop.scan();
    agree();
  }

  @Test
  void aTokenThatDoesNotAnswerKeepsNoOtherFromBeingCompared() {
    var invoice = shop.invoice("10", "SIX");
    shop.pay(invoice, "SIX", "10");
    shop.finalizeBlocks();
    shop.anvil.rpc("anvil_setCode", shop.eighteen, "0x");
    var payer = shop.anvil.account(1);
    shop.anvil.sendEth(payer, shop.to(invoice), BigInteger.ONE);
    shop.scan();
    comparison.turn(1000);
    shop.finalizeBlocks();
    comparison.turn(1000);
    assertThat(comparison.round(RoundPart.ALL).unanswered()).isPositive();
    assertThat(comparison.round(RoundPart.ALL).ended()).isPresent();
    assertThat(comparison.found()).isEmpty();
  }

  @Test
  void aRoundEndsThoughNothingIsAnswered() {
    shop.invoice("10", "SIX");
    var tokens = List.of(shop.six, shop.eighteen, shop.mute, shop.fee, shop.rebasing);
    for (var token : tokens) shop.anvil.rpc("anvil_setCode", token, "0x");
    shop.finalizeBlocks();
    try (var off = source(new NativeSource.Off())) {
      var silent = new Comparison(shop.world, shop.chain, off);
      silent.turn(1000);
      assertThat(silent.round(RoundPart.ALL).ended()).isPresent();
      assertThat(silent.round(RoundPart.ALL).unanswered()).isGreaterThanOrEqualTo(tokens.size());
    }
  }

  /// As if the node had thrown away the state of the block already.
  @Test
  void aNodeWithoutTheStateOfTheBlockHoldsTheRoundUp() {
    shop.invoice("10", "SIX");
    shop.node.refuse("eth_getBalance", -32000, "missing trie node");
    assertThatThrownBy(() -> comparison.turn(100)).hasMessageContaining("missing trie node");
    assertThat(comparison.round(RoundPart.ALL).before()).contains(Long.MAX_VALUE);
    shop.node.heal();
    agree();
  }

  @Test
  void aRoundGoesOnWhereItWasWhenTheNodeIsBack() {
    for (int i = 0; i < 5; i++) shop.invoice("10", "SIX");
    shop.finalizeBlocks();
    comparison.turn(6); // six assets: one address
    var at = comparison.round(RoundPart.ALL).before().orElseThrow();
    shop.node.down();
    assertThatThrownBy(() -> comparison.turn(6)).isInstanceOf(SourceException.class);
    assertThat(comparison.round(RoundPart.ALL).before()).contains(at);
    shop.node.up();
    var next = new Comparison(shop.world, shop.chain, source); // another server
    int turns = 1;
    for (; next.round(RoundPart.ALL).ended().isEmpty(); turns++) next.turn(6);
    assertThat(turns).isGreaterThanOrEqualTo(5);
    next.turn(6);
    assertThat(next.round(RoundPart.ALL).before()).as("not due before a day has passed").isEmpty();
    shop.world.pass(Duration.ofDays(1));
    next.turn(6);
    assertThat(next.round(RoundPart.ALL).before()).isPresent();
  }

  private void agree() {
    comparison.whole();
    comparison.turn(1000);
    shop.world.pass(Duration.ofHours(2)); // a round of what is held is due at each turn
    assertThat(comparison.found()).isEmpty();
  }
}
