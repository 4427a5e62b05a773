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
/// If an address was committed in between, the answer is no, and both are done again.
final class Matching {
  private final ChainSource source;
  private final WatchSet watched;
  private final List<BlockHeader> headers;
  private final List<Candidate> candidates;
  private final Set<Candidate> resolved = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Transfer> transfers = new ArrayList<>();

  Matching(ChainSource source, WatchSet watched, List<Block> blocks) {
    this.source = source;
    this.watched = watched;
    this.headers = blocks.stream().map(Block::header).toList();
    this.candidates = blocks.stream().flatMap(block -> block.candidates().stream()).toList();
  }

  /// Fetches the details of the candidates that concern us, as far as we know now.
  void resolve() {
    var open = open();
    if (open.isEmpty()) return;
    transfers.addAll(source.resolve(open));
    resolved.addAll(open);
  }

  /// Whether the details of all that concern us are there.
  boolean complete() {
    return open().isEmpty();
  }

  List<Transfer> transfers() {
    return transfers;
  }

  List<BlockHeader> headers() {
    return headers;
  }

  BlockHeader last() {
    return headers.getLast();
  }

  private List<Candidate> open() {
    return candidates.stream()
        .filter(c -> watched.mayConcern(c.from(), c.to()) && !resolved.contains(c))
        .toList();
  }
}
