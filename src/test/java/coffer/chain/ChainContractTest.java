package coffer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import coffer.chain.ChainDriver.Fate;
import coffer.chain.ChainDriver.Pay;
import coffer.chain.ChainSource.Block;
import coffer.chain.ChainSource.Candidate;
import coffer.chain.ChainSource.Unconfirmed;
import coffer.chain.ChainSource.Unlinked;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.BlockRef;
import coffer.core.chain.Transfer;
import coffer.core.wallet.AddressFilter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [ChainSource] must do, whatever stands behind it. A family fills in a [ChainDriver]
/// that moves its chain; what its chain cannot be made to do is skipped.
public abstract class ChainContractTest {
  private static final AddressFilter ALL = _ -> true;

  protected abstract ChainDriver driver();

  private ChainDriver driver;
  private ChainSource source;
  private BlockHeader start;

  @BeforeEach
  void begin() {
    driver = driver();
    source = driver.source();
    driver.mine(1);
    start = source.tip().head();
  }

  @Test
  void blocksAreLinkedCompleteAndInOrder() {
    for (int i = 1; i <= 5; i++) {
      pay(i);
      driver.mine(i % 2 + 1);
    }
    var blocks = read(start.ref());
    var parent = start;
    for (var block : blocks) {
      assertThat(block.header().height()).isEqualTo(parent.height() + 1);
      assertThat(block.header().parent()).isEqualTo(parent.hash());
      assertThat(block.header().at()).isAfterOrEqualTo(parent.at());
      assertThat(block.transfers().involving(ALL))
          .allMatch(c -> c.block().equals(Optional.of(block.header())));
      assertThat(source.header(block.header().height())).contains(block.header());
      parent = block.header();
    }
    assertThat(parent).isEqualTo(source.tip().head());
    assertThat(source.header(parent.height() + 1)).isEmpty();
  }

  @Test
  void readingInPartsTellsTheSame() {
    var to = driver.newAddress();
    for (int i = 1; i <= 3; i++) {
      driver.pay(new Pay(coin(), to, units(i)));
      driver.mine(1);
    }
    var parts = new ArrayList<Block>();
    for (var at = start.ref(); at.height() < source.tip().head().height(); ) {
      var part = source.blocks(at, at.height() + 1, 0);
      assertThat(part).hasSize(1);
      parts.addAll(part);
      at = part.getLast().header().ref();
    }
    assertThat(transfers(parts, to)).isEqualTo(transfers(read(start.ref()), to)).hasSize(3);
  }

  @Test
  void aTransferTellsFromToUnitsAndAsset() {
    for (var asset : driver.assets()) {
      var to = driver.newAddress();
      var before = source.tip().head().ref();
      var txid = driver.pay(new Pay(asset, to, units(12_345)));
      driver.mine(1);
      var blocks = read(before);
      var candidate = candidates(blocks, to).getFirst();
      assertThat(candidate.txid()).isEqualTo(txid);
      assertThat(candidate.asset()).isEqualTo(asset);
      assertThat(candidate.units()).isEqualTo(units(12_345));
      if (driver.tellsSender()) assertThat(candidate.from()).contains(driver.sender(txid));
      assertThat(transfers(blocks, to))
          .singleElement()
          .satisfies(
              transfer -> {
                assertThat(transfer.txid()).isEqualTo(txid);
                assertThat(transfer.asset()).isEqualTo(asset);
                if (driver.tellsSender()) assertThat(transfer.from()).contains(driver.sender(txid));
                assertThat(transfer.to()).contains(to);
                assertThat(transfer.units()).isEqualTo(units(12_345));
                assertThat(transfer.block()).contains(blocks.getFirst().header());
              });
    }
  }

  @Test
  void transfersOfOneTransactionHaveEachTheirPosition() {
    var to = driver.newAddress();
    var other = driver.newAddress();
    var asset = driver.assets().getLast();
    var pays =
        List.of(
            new Pay(asset, to, units(7)),
            new Pay(asset, other, units(8)),
            new Pay(asset, to, units(7)));
    var txid = driver.payTogether(pays);
    assumeTrue(txid.isPresent(), "no transaction here pays several times");
    pay(1);
    driver.mine(1);

    var found = candidates(read(start.ref()), to, other);
    var transfers = source.resolve(found);
    assertThat(transfers).hasSize(3).allMatch(t -> t.txid().equals(txid.get()));
    assertThat(transfers.stream().map(Transfer::position)).doesNotHaveDuplicates();
    assertThat(transfers.stream().map(Transfer::units))
        .containsExactlyInAnyOrder(units(7), units(8), units(7));
    assertThat(source.resolve(found)).as("asked again").isEqualTo(transfers);
    assertThat(source.resolve(found.reversed())).containsExactlyInAnyOrderElementsOf(transfers);
    var alone = found.stream().flatMap(one -> source.resolve(List.of(one)).stream()).toList();
    assertThat(alone).as("asked one by one").containsExactlyInAnyOrderElementsOf(transfers);
  }

  @Test
  void aFailedTransactionMovedNothing() {
    var to = driver.newAddress();
    int tried = 0;
    for (var asset : driver.assets()) {
      if (driver.payFailing(new Pay(asset, to, units(5))).isPresent()) tried++;
    }
    assumeTrue(tried > 0, "no transaction here fails");
    driver.mine(1);
    assertThat(transfers(read(start.ref()), to)).isEmpty();
  }

  @Test
  void aTransferOfZeroIsNone() {
    var to = driver.newAddress();
    int tried = 0;
    for (var asset : driver.assets()) {
      if (driver.payNothing(asset, to).isPresent()) tried++;
    }
    assumeTrue(tried > 0, "no transaction here moves zero");
    driver.mine(1);
    assertThat(transfers(read(start.ref()), to)).isEmpty();
  }

  @Test
  void nothingIsResolvedFromNothing() {
    assertThat(source.resolve(List.of())).isEmpty();
  }

  @Test
  void aBlockThatLeftTheBranchIsNotContinued() {
    var to = driver.newAddress();
    driver.mine(1);
    var fork = source.tip().head();
    driver.pay(new Pay(coin(), to, units(9)));
    driver.mine(2);
    var old = source.tip().head();
    assumeTrue(driver.reorg(2, Fate.DROPPED), "no reorg drops here");

    assertThat(source.header(fork.height())).contains(fork);
    assertThat(source.header(old.height())).isPresent().isNotEqualTo(Optional.of(old));
    driver.mine(1);
    long head = source.tip().head().height();
    assertThatThrownBy(() -> source.blocks(old.ref(), head, 0)).isInstanceOf(Unlinked.class);
    var blocks = read(fork.ref());
    assertThat(blocks.getFirst().header().parent()).isEqualTo(fork.hash());
    assertThat(transfers(blocks, to)).as("dropped").isEmpty();
  }

  @Test
  void anInventedBlockIsNotContinued() {
    driver.mine(1);
    var twin = new BlockRef(start.height(), start.hash().replaceAll("[0-9a-f]{8}$", "deadbeef"));
    long head = source.tip().head().height();
    assertThatThrownBy(() -> source.blocks(twin, head, 0)).isInstanceOf(Unlinked.class);
  }

  @Test
  void aTransferMinedAgainElsewhereKeepsItsKey() {
    for (var asset : driver.assets()) {
      var to = driver.newAddress();
      var before = source.tip().head().ref();
      driver.pay(new Pay(asset, driver.newAddress(), units(1)));
      driver.pay(new Pay(asset, to, units(21)));
      driver.mine(2);
      var first = transfers(read(before), to);
      assumeTrue(driver.reorg(2, Fate.REMINED), "no reorg mines again here");
      var second = transfers(read(before), to);
      assertThat(first).hasSize(1);
      assertThat(second).hasSize(1);
      assertThat(key(second.getFirst())).isEqualTo(key(first.getFirst()));
      assertThat(second.getFirst().block()).isNotEqualTo(first.getFirst().block());
      assertThat(second.getFirst().units()).isEqualTo(units(21));
    }
  }

  @Test
  void whatWaitsIsSeenAndKeepsItsKeyInABlock() {
    for (var asset : driver.assets()) {
      var to = driver.newAddress();
      var before = source.tip().head().ref();
      var txid = driver.pay(new Pay(asset, to, units(31)));
      var answer = unconfirmed(Set.of());
      assertThat(answer.at()).isEqualTo(source.tip().head().ref());
      var seen = seen(answer).stream().filter(t -> t.to().equals(Optional.of(to))).toList();
      assertThat(seen).hasSize(1);
      assertThat(seen.getFirst().txid()).isEqualTo(txid);
      assertThat(seen.getFirst().block()).isEmpty();
      assertThat(seen.getFirst().spends()).isNotEmpty();
      assertThat(seen.getFirst().units()).isEqualTo(units(31));

      driver.mine(1);
      var mined = transfers(read(before), to);
      assertThat(mined).hasSize(1);
      assertThat(key(mined.getFirst())).isEqualTo(key(seen.getFirst()));
      assertThat(waiting(txid, Set.of())).as("mined").isEmpty();
    }
  }

  @Test
  void whatWasReplacedIsGone() {
    unconfirmed(Set.of());
    var to = driver.newAddress();
    var old = driver.pay(new Pay(coin(), to, units(41)));
    var spends = waiting(old, Set.of(old)).getFirst().spends();
    var other = driver.replace(old);
    assumeTrue(other.isPresent(), "nothing is replaced here");
    assertThat(waiting(old, Set.of(old))).isEmpty();
    assertThat(waiting(other.get(), Set.of(old)).getFirst().spends()).isEqualTo(spends);
    assertThat(unconfirmed(Set.of(old, other.get())).gone()).containsExactly(old);
    driver.mine(1);
    assertThat(unconfirmed(Set.of(old)).gone()).containsExactly(old);
  }

  @Test
  void whatWasEvictedIsGone() {
    unconfirmed(Set.of());
    var txid = driver.pay(new Pay(coin(), driver.newAddress(), units(51)));
    assertThat(waiting(txid, Set.of(txid))).isNotEmpty();
    assumeTrue(driver.evict(txid), "nothing is evicted here");
    assertThat(waiting(txid, Set.of(txid))).isEmpty();
    assertThat(unconfirmed(Set.of(txid)).gone()).containsExactly(txid);
    assertThat(unconfirmed(Set.of()).gone()).as("nobody asked").isEmpty();
  }

  @Test
  void whatAReorgDroppedIsGone() {
    unconfirmed(Set.of());
    var txid = driver.pay(new Pay(coin(), driver.newAddress(), units(61)));
    driver.mine(1);
    assumeTrue(driver.reorg(1, Fate.DROPPED), "no reorg drops here");
    assertThat(unconfirmed(Set.of(txid)).gone()).containsExactly(txid);
  }

  @Test
  void whatAReorgReturnedWaitsAgain() {
    unconfirmed(Set.of());
    var to = driver.newAddress();
    var txid = driver.pay(new Pay(coin(), to, units(71)));
    driver.mine(1);
    var first = transfers(read(start.ref()), to).getFirst();
    assumeTrue(driver.reorg(1, Fate.RETURNED), "no reorg returns here");
    assertThat(transfers(read(start.ref()), to)).isEmpty();
    assertThat(unconfirmed(Set.of(txid)).gone()).isEmpty();
    assertThat(key(waiting(txid, Set.of(txid)).getFirst())).isEqualTo(key(first));
    driver.mine(1);
    assertThat(key(transfers(read(start.ref()), to).getFirst())).isEqualTo(key(first));
  }

  @Test
  void theTipMovesOnWithItsFinalityAndItsClock() {
    var before = source.tip();
    driver.mine(3);
    var after = source.tip();
    assertThat(after.head().height()).isEqualTo(before.head().height() + 3);
    assertThat(after.clock()).isAfterOrEqualTo(after.head().at()).isAfterOrEqualTo(before.clock());
    assertThat(after.finalHeight().isPresent()).isEqualTo(before.finalHeight().isPresent());
    after
        .finalHeight()
        .ifPresent(
            height ->
                assertThat(height)
                    .isBetween(before.finalHeight().orElseThrow(), after.head().height()));
  }

  @Test
  void noBlockIsOlderThanWhatTheClockHadSaid() {
    for (int i = 0; i < 3; i++) {
      var tip = source.tip();
      pay(i + 1);
      driver.mine(1);
      assertThat(read(tip.head().ref()).getFirst().header().at()).isAfterOrEqualTo(tip.clock());
    }
  }

  @Test
  void itSaysWhoIsAskedAndWhetherWhatWaitsIsRead() {
    assertThat(source.unconfirmed(Set.of()).isPresent()).isEqualTo(source.readsMempool());
    assertThat(source.endpoint()).isNotBlank();
    assertThat(source.errors()).isNotNull();
  }

  private Asset coin() {
    return driver.assets().getFirst();
  }

  private void pay(long units) {
    driver.pay(new Pay(coin(), driver.newAddress(), units(units)));
  }

  private static BigInteger units(long units) {
    return BigInteger.valueOf(units);
  }

  private static String key(Transfer transfer) {
    return transfer.txid() + " " + transfer.position();
  }

  private List<Block> read(BlockRef after) {
    var blocks = new ArrayList<Block>();
    var tip = source.tip();
    for (var at = after; at.height() < tip.head().height(); ) {
      var more = source.blocks(at, tip.head().height(), tip.finalHeight().orElse(0L));
      assertThat(more).isNotEmpty();
      blocks.addAll(more);
      at = more.getLast().header().ref();
    }
    return blocks;
  }

  private static List<Candidate> candidates(List<Block> blocks, Address... to) {
    var wanted = Set.of(to);
    return blocks.stream()
        .flatMap(block -> block.transfers().involving(ALL).stream())
        .filter(candidate -> candidate.to().map(wanted::contains).orElse(false))
        .toList();
  }

  private List<Transfer> transfers(List<Block> blocks, Address to) {
    return source.resolve(candidates(blocks, to)).stream()
        .sorted(Comparator.comparing(t -> t.block().orElseThrow().height()))
        .toList();
  }

  private List<Transfer> waiting(String txid, Set<String> pending) {
    return seen(unconfirmed(pending)).stream().filter(t -> t.txid().equals(txid)).toList();
  }

  private List<Transfer> seen(Unconfirmed answer) {
    return source.resolve(answer.seen().involving(ALL));
  }

  private Unconfirmed unconfirmed(Set<String> pending) {
    var answer = source.unconfirmed(pending);
    assumeTrue(answer.isPresent(), "what waits is not read here");
    return answer.get();
  }
}
