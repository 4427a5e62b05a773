package coffer.chain.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.chain.ChainSource;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Cursor;
import coffer.core.chain.Cursors;
import coffer.core.chain.SandboxControls.Outcome;
import coffer.core.chain.SandboxControls.Output;
import coffer.core.chain.SandboxControls.State;
import coffer.core.chain.SandboxControls.Transaction;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the commands of the simulated chain do, beyond the contract of chains.
class SandboxDbTest {
  private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
  private static final Db db = TestDb.create();

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private SandboxWorld world;
  private Sandbox sandbox;
  private Chain chain;
  private Asset usdt;
  private Address shop;

  @AfterAll
  static void close() {
    db.close();
  }

  @BeforeEach
  void open() {
    world = new SandboxWorld(db, now::get);
    sandbox = world.sandbox;
    chain = world.chain("ethereum");
    usdt = world.asset(chain, "USDT");
    shop = world.address(chain);
  }

  @Test
  void hashesLookAsOnTheChainThatIsStoodInFor() {
    assertThat(pay(1)).matches("0x[0-9a-f]{64}");
    assertThat(mine(1).getFirst().hash()).matches("0x[0-9a-f]{64}");
    var bitcoin = world.chain("bitcoin");
    var btc = world.asset(bitcoin, "BTC");
    String txid = world.tx(tx -> sandbox.pay(tx, bitcoin, btc, shop, BigInteger.ONE));
    assertThat(txid).matches("[0-9a-f]{64}");
    var sent = world.tx(tx -> sandbox.transaction(tx, bitcoin, txid)).orElseThrow();
    assertThat(world.chains.text(sent.sender(), bitcoin)).startsWith("bcrt1q");
  }

  @Test
  void ofTwoThatSpendTheSameOutpointTheFirstIsMined() {
    var first = pay(5, Optional.of("coin:0"));
    var second = pay(6, Optional.of("coin:0"));
    assertThat(state(second)).isEqualTo(State.PENDING);
    mine(1);
    assertThat(state(first)).isEqualTo(State.MINED);
    assertThat(state(second)).isEqualTo(State.REPLACED);
    refused(
        () -> pay(7, Optional.of("coin:0")),
        new Rejection.InvalidField(Field.Sandbox.SPENDS, "was spent by " + first));
  }

  @Test
  void blocksHoldTransactionsInTheOrderTheyCameAndAReorgMayTurnItRound() {
    var txids = List.of(pay(1), pay(2), pay(3));
    mine(1);
    assertThat(order()).isEqualTo(txids);
    world.run(tx -> sandbox.reorg(tx, chain, 1, Outcome.REMINE));
    assertThat(order()).isEqualTo(txids.reversed());
    assertThat(transaction(txids.getFirst()).block().orElseThrow().height()).isEqualTo(2);
  }

  @Test
  void aReorgKeepsTheTimesOfWhatItReplaces() {
    mine(1);
    now.set(START.plusSeconds(60));
    mine(1);
    now.set(START.plusSeconds(600));
    var branch = world.tx(tx -> sandbox.reorg(tx, chain, 2, Outcome.DROP));
    assertThat(branch.stream().map(BlockHeader::at))
        .containsExactly(START, START.plusSeconds(60), START.plusSeconds(600));
  }

  @Test
  void whatWasDroppedMayBeSentAgain() {
    var txid = pay(1);
    refused(
        () -> resend(txid),
        new Rejection.InvalidField(Field.Sandbox.TXID, "is PENDING, not EVICTED"));
    mine(1);
    world.run(tx -> sandbox.reorg(tx, chain, 1, Outcome.DROP));
    assertThat(state(txid)).isEqualTo(State.EVICTED);
    resend(txid);
    mine(1);
    assertThat(state(txid)).isEqualTo(State.MINED);
  }

  @Test
  void anAddressSpendsWhatItReceivedAndNoMore() {
    refused(() -> spend(1), new Rejection.InsufficientFunds("USDT"));
    pay(100);
    mine(1);
    refused(() -> spend(101), new Rejection.InsufficientFunds("USDT"));
    var txid = spend(60);
    refused(() -> spend(41), new Rejection.InsufficientFunds("USDT"));
    assertThat(transaction(txid).sender()).isEqualTo(shop);
    mine(1);
    assertThat(state(txid)).isEqualTo(State.MINED);
    assertThat(state(spend(40))).isEqualTo(State.PENDING);
  }

  @Test
  void moneyThatAReorgTookAwayCannotBeSpent() {
    pay(100);
    mine(1);
    var spent = spend(100);
    world.run(tx -> sandbox.reorg(tx, chain, 1, Outcome.DROP));
    mine(1);
    assertThat(state(spent)).isEqualTo(State.EVICTED);
  }

  @Test
  void aReplacementMayPaySomethingElse() {
    var old = pay(5);
    var other = world.address(chain);
    var txid =
        world.tx(
            tx ->
                sandbox.replace(
                    tx, chain, old, Optional.of(List.of(new Output(usdt, other, BigInteger.TWO)))));
    mine(1);
    assertThat(state(old)).isEqualTo(State.REPLACED);
    assertThat(transaction(txid).outputs())
        .containsExactly(new Output(usdt, other, BigInteger.TWO));
    assertThat(transaction(txid).sender()).isEqualTo(transaction(old).sender());
  }

  @Test
  void aBlockOfThePastIsNotOlderThanWhatWasAlreadyRead() {
    mine(1);
    now.set(START.plusSeconds(3600));
    var read = START.plusSeconds(600);
    world.run(
        tx -> {
          var head = new BlockHeader(1, "h", "p", START);
          new Cursors().start(tx, chain.id(), Cursor.HEAD, head, Optional.empty(), START);
          new Cursors().advance(tx, chain.id(), Cursor.HEAD, head, read, 1, read);
        });
    refused(() -> mineAt(START.minusSeconds(1)), "at");
    refused(() -> mineAt(START.plusSeconds(3601)), "at");
    refused(() -> mineAt(read.minusMillis(1)), "at");
    assertThat(mineAt(read).getFirst().at()).isEqualTo(read);
    refused(() -> mineAt(read.minusMillis(1)), "at");
    assertThat(mine(1).getFirst().at()).isEqualTo(now.get());
    now.set(START);
    assertThat(mine(1).getFirst().at()).as("a clock set back").isEqualTo(START.plusSeconds(3600));
  }

  @Test
  void whatCannotBeIsRefusedWithTheFieldThatIsWrong() {
    pay(1);
    refused(() -> mine(0), "blocks");
    refused(() -> mine(1001), "blocks");
    refused(() -> reorg(1), "depth");
    mine(2);
    refused(() -> reorg(0), "depth");
    refused(() -> reorg(3), "depth");
    refused(() -> pay(0), "output_amount[0]");
    refused(() -> pay(-1), "output_amount[0]");
    refused(
        () -> pay(usdt, BigInteger.TEN.pow(21).add(BigInteger.ONE)),
        new Rejection.AmountTooLarge(new Field.Item(Field.Sandbox.OUTPUT_AMOUNT, 0)));
    refused(() -> world.tx(tx -> sandbox.pay(tx, chain, List.of(), Optional.empty())), "outputs");
    refused(
        () -> pay(world.asset(world.chain("tron"), "USDT"), BigInteger.ONE),
        new Rejection.AssetUnavailable(
            new Field.Item(Field.Sandbox.OUTPUT_ASSET, 0), "USDT", "ethereum"));
    refused(() -> evict("0xabc"), new Rejection.NotFound("transaction", "0xabc"));
    refused(() -> world.chain("dogecoin"), new Rejection.NotFound("sandbox", "dogecoin"));
    long stranger = world.organization + 1000;
    refused(
        () -> world.tx(tx -> sandbox.chain(tx, stranger, "ethereum")),
        new Rejection.NotFound("sandbox", "ethereum"));
  }

  @Test
  void aWaitEndsAtOnceWhenTheChainChangedSinceTheTip() throws Exception {
    try (var source = sandbox.source(db, chain)) {
      source.tip();
      pay(1);
      long before = System.nanoTime();
      source.await(Duration.ofMinutes(1));
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));

      source.tip();
      var woken = CompletableFuture.runAsync(() -> await(source), Thread::startVirtualThread);
      mine(1);
      woken.get(30, TimeUnit.SECONDS);
      source.tip();
      source.await(Duration.ofMillis(5));
    }
  }

  @Test
  void theTipWaitsForACommandThatIsUnderWay() throws Exception {
    var source = sandbox.source(db, chain);
    source.tip();
    var mined = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var command =
        CompletableFuture.runAsync(
            () ->
                world.run(
                    tx -> {
                      sandbox.mine(tx, chain, 1, Optional.empty());
                      mined.countDown();
                      await(goOn);
                    }),
            Thread::startVirtualThread);
    await(mined);
    now.set(START.plusSeconds(1));
    var tip = CompletableFuture.supplyAsync(source::tip, Thread::startVirtualThread);
    Awaitility.await().until(() -> tip.isDone() || aReaderWaits());
    assertThat(tip).isNotDone();
    goOn.countDown();
    command.get(30, TimeUnit.SECONDS);
    var told = tip.get(30, TimeUnit.SECONDS);
    // Without the lock it would have said "10:00:01, and no block" while one of 10:00:00 came.
    assertThat(told.head().height()).isEqualTo(1);
    assertThat(told.clock()).isEqualTo(START.plusSeconds(1));
  }

  @Test
  void whoAsksFirstFindsTheFirstBlock() {
    var source = sandbox.source(db, chain);
    assertThat(source.unconfirmed(Set.of())).isEmpty();
    assertThat(source.header(1)).isEmpty();
    var first = source.header(0).orElseThrow();
    assertThat(first.height()).isZero();
    assertThat(source.tip().head()).isEqualTo(first);
    assertThat(source.header(0)).contains(first);
    var tron = sandbox.source(db, world.chain("tron"));
    assertThat(tron.tip().head()).isEqualTo(tron.header(0).orElseThrow()).isNotEqualTo(first);
    assertThat(source.agreed(first.ref())).isTrue();
  }

  private String pay(long units) {
    return pay(units, Optional.empty());
  }

  private String pay(long units, Optional<String> spends) {
    var output = new Output(usdt, shop, BigInteger.valueOf(units));
    return world.tx(tx -> sandbox.pay(tx, chain, List.of(output), spends));
  }

  private String pay(Asset asset, BigInteger units) {
    return world.tx(tx -> sandbox.pay(tx, chain, asset, shop, units));
  }

  private String spend(long units) {
    var output = new Output(usdt, world.address(chain), BigInteger.valueOf(units));
    return world.tx(tx -> sandbox.spend(tx, chain, shop, List.of(output)));
  }

  private List<BlockHeader> mine(int blocks) {
    return world.tx(tx -> sandbox.mine(tx, chain, blocks, Optional.empty()));
  }

  private List<BlockHeader> mineAt(Instant at) {
    return world.tx(tx -> sandbox.mine(tx, chain, 1, Optional.of(at)));
  }

  private void reorg(int depth) {
    world.run(tx -> sandbox.reorg(tx, chain, depth, Outcome.DROP));
  }

  private void evict(String txid) {
    world.run(tx -> sandbox.evict(tx, chain, txid));
  }

  private void resend(String txid) {
    world.run(tx -> sandbox.resend(tx, chain, txid));
  }

  private State state(String txid) {
    return transaction(txid).state();
  }

  private Transaction transaction(String txid) {
    return world.tx(tx -> sandbox.transaction(tx, chain, txid)).orElseThrow();
  }

  private List<String> order() {
    var source = sandbox.source(db, chain);
    var first = source.header(0).orElseThrow().ref();
    return source.blocks(first, source.tip().head().height(), 0).stream()
        .flatMap(block -> block.transfers().involving(_ -> true).stream())
        .map(ChainSource.Candidate::txid)
        .toList();
  }

  private static void refused(ThrowingCallable command, Rejection rejection) {
    assertThatThrownBy(command)
        .isInstanceOfSatisfying(
            Rejection.Refused.class, e -> assertThat(e.rejection()).isEqualTo(rejection));
  }

  private static void refused(ThrowingCallable command, String field) {
    assertThatThrownBy(command)
        .isInstanceOfSatisfying(
            Rejection.Refused.class,
            e ->
                assertThat(e.rejection())
                    .isInstanceOfSatisfying(
                        Rejection.InvalidField.class,
                        wrong -> assertThat(wrong.field().text()).isEqualTo(field)));
  }

  private boolean aReaderWaits() {
    return world.tx(
        tx ->
            tx.only(
                """
                SELECT EXISTS (
                  SELECT FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND NOT granted
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                ) AS waits
                """,
                row -> row.bool("waits")));
  }

  private static void await(ChainSource source) {
    try {
      source.await(Duration.ofMinutes(1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
