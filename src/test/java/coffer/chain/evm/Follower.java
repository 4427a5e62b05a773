package coffer.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.ChainSource;
import coffer.chain.ChainSource.Unlinked;
import coffer.chain.SourceException;
import coffer.core.chain.Address;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Transfer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/// Drives a source as a scanner does, in memory: keeps the blocks of the branch and the transfers
/// of each, and goes back when the branch changes.
final class Follower {
  private final ChainSource source;
  private final List<Address> watched;
  final TreeMap<Long, BlockHeader> branch = new TreeMap<>();
  final TreeMap<Long, List<Transfer>> transfers = new TreeMap<>();
  final List<SourceException> failures = new ArrayList<>();
  int reorgs;

  /// @param watched to or from whom transfers are kept
  Follower(ChainSource source, String... watched) {
    this.source = source;
    this.watched = java.util.Arrays.stream(watched).map(EvmWorld::address).toList();
    start();
  }

  private void start() {
    Awaitility.await()
        .ignoreExceptionsInstanceOf(SourceException.class)
        .untilAsserted(() -> branch.put(0L, source.header(0).orElseThrow()));
  }

  /// One step; a failure of the source is thrown.
  ///
  /// @return whether there was anything to do
  boolean step() {
    var tip = source.tip();
    var after = branch.lastEntry().getValue();
    if (tip.head().height() < after.height()) return false;
    if (tip.head().hash().equals(after.hash())) return false;
    try {
      if (tip.head().height() == after.height()) throw new Unlinked(after.ref());
      var blocks = source.blocks(after.ref(), tip.head().height(), tip.finalHeight().orElse(-1L));
      assertThat(blocks).isNotEmpty();
      for (var block : blocks) add(block);
    } catch (Unlinked _) {
      reorgs++;
      back();
    }
    return true;
  }

  private void add(ChainSource.Block block) {
    var last = branch.lastEntry().getValue();
    assertThat(block.header().height()).isEqualTo(last.height() + 1);
    assertThat(block.header().parent()).isEqualTo(last.hash());
    var found =
        source.resolve(
            block.transfers().involving(_ -> true).stream().filter(this::concerns).toList());
    branch.put(block.header().height(), block.header());
    if (!found.isEmpty()) transfers.put(block.header().height(), found);
  }

  private boolean concerns(ChainSource.Candidate candidate) {
    return candidate.to().map(watched::contains).orElse(false)
        || candidate.from().map(watched::contains).orElse(false);
  }

  private void back() {
    while (true) {
      var last = branch.lastEntry().getValue();
      var now = source.header(last.height());
      if (now.isPresent() && now.get().hash().equals(last.hash())) return;
      branch.remove(last.height());
      transfers.remove(last.height());
    }
  }

  /// Follows to the head, whatever fails on the way.
  List<Transfer> catchUp(long height) {
    Awaitility.await("height " + height)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              try {
                while (step()) {}
              } catch (SourceException e) {
                failures.add(e);
              }
              return branch.lastKey() >= height;
            });
    return all();
  }

  List<Transfer> all() {
    return transfers.values().stream().flatMap(List::stream).toList();
  }
}
