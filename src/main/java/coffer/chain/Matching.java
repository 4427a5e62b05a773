package coffer.chain;

import coffer.chain.ChainSource.Block;
import coffer.chain.ChainSource.Candidate;
import coffer.core.chain.BlockHeader;
import coffer.core.chain.Transfer;
import coffer.core.wallet.WatchSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Finds in a batch of blocks what concerns a watched address. Details are fetched outside of a
/// transaction; inside it, with the watch set refreshed, it is asked whether that was everything.
/// If an address was committed in between, the answer may be no, and both are done again.
final class Matching {
  private final ChainSource source;
  private final WatchSet watched;
  private final List<Block> blocks;
  private final Set<Candidate> resolved = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Transfer> transfers = new ArrayList<>();
  private int matchedSize = -1;

  Matching(ChainSource source, WatchSet watched, List<Block> blocks) {
    this.source = source;
    this.watched = watched;
    this.blocks = blocks;
  }

  /// Fetches the details of the candidates that concern us, as far as we know now.
  void resolve() {
    // Before it is looked through: what is added meanwhile may or may not be found.
    var size = watched.size();
    var open = open();
    if (!open.isEmpty()) {
      transfers.addAll(source.resolve(open));
      resolved.addAll(open);
    }
    matchedSize = size;
  }

  /// Whether the details of all that concern us are there. A watch set only grows: of one that is
  /// as large as it was, nothing new can be found.
  boolean complete() {
    return watched.size() == matchedSize || open().isEmpty();
  }

  List<Transfer> transfers() {
    return transfers;
  }

  List<BlockHeader> headers() {
    return blocks.stream().map(Block::header).toList();
  }

  BlockHeader last() {
    return blocks.getLast().header();
  }

  private List<Candidate> open() {
    var open = new ArrayList<Candidate>();
    for (var block : blocks) {
      for (var each : block.candidates()) {
        if (watched.mayConcern(each.from(), each.to()) && !resolved.contains(each)) open.add(each);
      }
    }
    return open;
  }
}
