package coffer.chain.bitcoin;

import coffer.chain.ChainSource.Block;
import coffer.chain.ChainSource.Unlinked;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

/// Reads consecutive blocks and checks that each one names the previous one as its parent. A few
/// blocks are fetched and parsed in parallel.
final class BitcoinBlockReader {
  // Parsing blocks uses the CPU: virtual threads would occupy the carrier threads.
  private static final ThreadFactory THREADS =
      Thread.ofPlatform().daemon().name("fetch-blocks-", 0).factory();

  private final BitcoinHeaders headers;
  private final TransferExtractor moving;
  private final BitcoinLimits limits;

  BitcoinBlockReader(BitcoinHeaders headers, TransferExtractor moving, BitcoinLimits limits) {
    this.headers = headers;
    this.moving = moving;
    this.limits = limits;
  }

  /// The blocks after the given one, up to `last` or until their size exceeds the limit; at least
  /// one.
  ///
  /// @throws Unlinked if the node's branch does not contain `after`
  List<Block> after(BitcoinNodeClient node, BlockRef after, long last) {
    var hashes = node.hashes(after.height(), last);
    if (hashes.isEmpty()) {
      throw new SourceException(Kind.BEHIND, node.name() + " does not have " + after + " yet");
    }
    if (!hashes.getFirst().equals(after.hash())) throw new Unlinked(after);
    if (hashes.size() == 1) {
      throw new SourceException(Kind.BEHIND, node.name() + " has nothing after " + after);
    }
    var blocks = new ArrayList<Block>();
    var previous = after;
    for (var raw : fetched(node, hashes.subList(1, hashes.size()), after.height() + 1)) {
      if (!raw.header().parent().equals(previous.hash())) break; // a reorg during the read
      var header = headers.header(node, raw.header(), previous.height() + 1);
      blocks.add(new Block(header, moving.in(raw, header)));
      previous = header.ref();
    }
    if (blocks.isEmpty()) {
      throw new SourceException(
          Kind.INCONSISTENT, "the block after " + after + " has another parent");
    }
    return blocks;
  }

  private List<BitcoinRawBlock> fetched(BitcoinNodeClient node, List<String> hashes, long first) {
    var blocks = new ArrayList<BitcoinRawBlock>();
    var under = new ArrayDeque<Future<BitcoinRawBlock>>();
    try (var threads = Executors.newThreadPerTaskExecutor(THREADS)) {
      try {
        var bytes = 0L;
        for (int next = 0; bytes < limits.blockBytes() && blocks.size() < hashes.size(); ) {
          for (; under.size() < limits.parallel() && next < hashes.size(); next++) {
            var hash = hashes.get(next);
            var height = first + next;
            under.add(threads.submit(() -> node.block(hash, height)));
          }
          var block = under.remove().get();
          bytes += block.bytes();
          blocks.add(block);
        }
        return blocks;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) throw failure;
        throw new IllegalStateException("a block cannot be read", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SourceException(Kind.UNREACHABLE, "interrupted", e);
      } finally {
        threads.shutdownNow(); // cancels the downloads that are no longer needed
      }
    }
  }
}
