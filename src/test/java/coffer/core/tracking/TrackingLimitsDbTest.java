package coffer.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.World;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Chain;
import coffer.core.chain.Transfer;
import coffer.core.payment.ChainUpdate;
import coffer.core.tracking.TransferReports.Room;
import coffer.db.Db;
import coffer.db.TestDb;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// What a busy address costs, and what a reorg changes. Blocks are made up here.
class TrackingLimitsDbTest {
  private static final Db.Address DATABASE = TestDb.address();
  private static final String BUSY = "0x52908400098527886E0F7030069857D2E4169EE7";
  private static final String QUIET = "0x8617E340B3D01FA5F11F306F4090FD50E238070D";
  private static final String URL = "https://shop.example.com/";
  private static final int MOST = TrackedTransfers.MAX_PER_HOUR;

  @AutoClose private final TrackingWorld tracking = new TrackingWorld(DATABASE);
  private final World world = tracking.world;
  private final Chain chain = world.chain("ethereum");
  private final Asset usdt = world.asset(chain, "USDT");
  private final TrackedTransfers transfers = new TrackedTransfers();

  /// The next test takes whatever is due.
  @AfterEach
  void forgetWhatIsLeft() {
    world.db.run(tx -> tx.update("DELETE FROM tracked_transfer"));
  }

  @Test
  void beyondTheBudgetOfAnHourTransfersAreCountedAndNotKept() {
    var busy = tracking.track(BUSY, URL);
    var quiet = tracking.track(QUIET, URL);
    read(1, many(BUSY, 1, MOST - 1));
    read(2, many(BUSY, 2, 5));
    read(3, many(QUIET, 3, 2));
    assertThat(tracking.transfers(busy)).hasSize(MOST);
    assertThat(tracking.now(busy).skipped()).isEqualTo(4);
    assertThat(tracking.transfers(quiet)).isEmpty();
    assertThat(tracking.now(quiet).skipped()).isEqualTo(2);
    world.pass(Duration.ofHours(1));
    read(4, many(QUIET, 4, 1));
    assertThat(tracking.transfers(quiet)).hasSize(1);
  }

  @Test
  void noProjectUsesTheBudgetOfAnother() {
    tracking.track(BUSY, URL);
    var other =
        world.db.tx(
            tx ->
                world.merchants.createProject(
                    tx, world.organization, "Other", coffer.core.chain.Mode.TEST));
    read(1, many(BUSY, 1, MOST + 10));
    var theirs = tracking.track(other, BUSY, "plain", URL);
    read(2, many(BUSY, 2, 3));
    assertThat(tracking.transfers(theirs)).hasSize(3);
    assertThat(theirs.skipped()).isZero();
  }

  @Test
  void nothingIsKeptWhileTooManyWait() {
    var busy = tracking.track(BUSY, URL);
    int blocks = TrackedTransfers.MAX_WAITING / MOST;
    for (int block = 1; block <= blocks; block++) {
      read(block, many(BUSY, block, MOST));
      world.pass(Duration.ofHours(1));
    }
    read(blocks + 1, many(BUSY, blocks + 1, 7));
    assertThat(tracking.transfers(busy)).hasSize(TrackedTransfers.MAX_WAITING);
    assertThat(tracking.now(busy).skipped()).isEqualTo(7);
    finalized(blocks + 1);
    tracking.take(new Room(100, 100, Map.of()));
    read(blocks + 2, many(BUSY, blocks + 2, 7));
    assertThat(tracking.now(busy).skipped()).isEqualTo(7);
    assertThat(tracking.transfers(busy)).hasSize(TrackedTransfers.MAX_WAITING + 7);
  }

  @Test
  void aBlockThatIsReadAgainAddsNothing() {
    var busy = tracking.track(BUSY, URL);
    read(1, many(BUSY, 1, 3));
    read(1, many(BUSY, 1, 3));
    assertThat(tracking.transfers(busy)).hasSize(3);
  }

  @Test
  void aReorgForgetsWhatItUndidAndKeepsWhatWasSent() {
    var busy = tracking.track(BUSY, URL);
    read(1, many(BUSY, 1, 1));
    read(2, many(BUSY, 2, 2));
    read(3, many(BUSY, 3, 3));
    finalized(1);
    assertThat(tracking.take()).hasSize(1);
    apply(2, Optional.of(1L), many(BUSY, 9, 1));
    assertThat(tracking.transfers(busy))
        .extracting(TrackedTransfer::txid)
        .containsExactly("0x9-0", "0x1-0");
    // Even if the operator accepts a branch without it, what was sent is not sent again.
    apply(1, Optional.of(0L), many(BUSY, 1, 1));
    finalized(1);
    assertThat(tracking.take()).isEmpty();
    assertThat(tracking.transfers(busy)).hasSize(1);
  }

  @Test
  void theRoomOfAProjectIsSharedByItsChainsAndNotByOtherProjects() {
    tracking.track(BUSY, URL);
    read(1, many(BUSY, 1, 50));
    finalized(1);
    try (var other = new TrackingWorld(DATABASE)) {
      other.track(BUSY, URL);
      var read =
          new TrackingLimitsDbTest.Block(
              other.world, other.world.chain("ethereum"), 1, many(BUSY, 1, 50));
      other.world.db.run(tx -> transfers.onBlocks(tx, read.update(), world.now.get()));
      finalized(other.world.chain("ethereum"), 1);
      var first = world.db.tx(tx -> tracking.reports.take(tx, room(8, 4, 3), world.now.get()));
      assertThat(first).hasSize(5);
      assertThat(first.stream().filter(due -> due.projectId() == world.project.id())).hasSize(1);
      var second = world.db.tx(tx -> tracking.reports.take(tx, room(3, 4, 4), world.now.get()));
      assertThat(second).hasSize(3).allMatch(due -> due.projectId() == other.world.project.id());
    }
  }

  private Room room(int all, int project, int running) {
    return new Room(all, project, Map.of(world.project.id(), running));
  }

  /// A block of 2,000 transfers to tracked addresses: a hundred times the usual number.
  @Test
  void aFullBlockCostsLittle() {
    var busy = tracking.track(BUSY, URL);
    for (int i = 0; i < 200; i++) tracking.track("0x%040x".formatted(i + 1), URL);
    read(1, many(BUSY, 1, 10)); // plans
    var pays = many(BUSY, 2, 2_000);
    var kept = millis(() -> read(2, pays));
    var counted = millis(() -> read(3, many(BUSY, 3, 2_000)));
    assertThat(tracking.transfers(busy)).hasSize(MOST);
    assertThat(tracking.now(busy).skipped()).isEqualTo(3_010);
    assertThat(kept).isLessThan(1_000);
    assertThat(counted).isLessThan(500);
  }

  private static long millis(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - began).toMillis();
  }

  /// @param txids of this block begin with `0x<mark>-`
  private List<Transfer> many(String to, int mark, int count) {
    return IntStream.range(0, count).mapToObj(i -> transfer(to, mark, i)).toList();
  }

  private Transfer transfer(String to, int mark, int number) {
    return new Transfer(
        "0x" + mark + "-" + number,
        "log:0",
        usdt,
        Optional.of(sender(number)),
        Optional.of(tracking.parse(chain, to)),
        BigInteger.TEN,
        Optional.empty(),
        List.of(),
        0,
        Map.of());
  }

  private static Address sender(int number) {
    var bytes = new byte[20];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    bytes[19] = 7;
    return Address.of(bytes);
  }

  private void read(long height, List<Transfer> made) {
    apply(height, Optional.empty(), made);
  }

  private void apply(long height, Optional<Long> ancestor, List<Transfer> made) {
    var update = new Block(world, chain, height, made).update(ancestor);
    world.db.run(tx -> transfers.onBlocks(tx, update, world.now.get()));
  }

  private record Block(World world, Chain chain, long height, List<Transfer> made) {
    ChainUpdate update() {
      return update(Optional.empty());
    }

    ChainUpdate update(Optional<Long> ancestor) {
      var header = new BlockHeader(height, "b" + height, "b" + (height - 1), world.now.get());
      var asset = world.asset(chain, "USDT");
      var inBlock =
          made.stream()
              .map(
                  t ->
                      new Transfer(
                          t.txid(),
                          t.position(),
                          asset,
                          t.from(),
                          t.to(),
                          t.units(),
                          Optional.of(header),
                          List.of(),
                          0,
                          Map.of()))
              .toList();
      return new ChainUpdate(
          chain, ancestor, List.of(header), inBlock, List.of(), height, 0, false);
    }
  }

  private void finalized(long height) {
    finalized(chain, height);
  }

  private void finalized(Chain which, long height) {
    world.db.run(
        tx ->
            tx.update(
                "UPDATE cursor SET height = ?, final_height = ? WHERE chain_id = ? AND name = 'head'",
                height,
                height,
                which.id()));
  }
}
