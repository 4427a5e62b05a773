package coffer.chain.evm;

import coffer.chain.ChainSource;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.BlockRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.stream.LongStream;

/// Reads blocks below the final height: the logs of many blocks at once, and every header. Long
/// ranges of logs are requested in two parts, in parallel with the headers, so that the node
/// prepares one response while the other one is parsed.
final class FinalBlocks {
  /// The minimum number of blocks per request.
  private static final long PART = 20;

  // Parsing much JSON uses the CPU: virtual threads would occupy the carrier threads.
  private static final ThreadFactory THREADS =
      Thread.ofPlatform().daemon().name("fetch-logs-", 0).factory();

  private final EvmPinnedAssets pinned;
  private final LogQuery query;
  private final LogCompleteness completeness;
  private final EvmCandidates candidates;
  private final EvmLimits limits;

  FinalBlocks(
      EvmPinnedAssets pinned,
      LogQuery query,
      LogCompleteness completeness,
      EvmCandidates candidates,
      EvmLimits limits) {
    this.pinned = pinned;
    this.query = query;
    this.completeness = completeness;
    this.candidates = candidates;
    this.limits = limits;
  }

  /// @throws coffer.chain.NodeErrorResponse if the node rejects even a single block
  List<ChainSource.Block> after(EvmNodeClient node, BlockRef after, long last) {
    var coin = pinned.coin().isPresent();
    var most = after.height() + (coin ? limits.batch() : limits.range());
    var to = Math.min(last, most);
    try (var threads = Executors.newThreadPerTaskExecutor(THREADS)) {
      var parts = new ArrayList<Future<List<EvmTransferLog>>>();
      try {
        var size = Math.max(PART, (to - after.height() + 1) / 2);
        for (var from = after.height() + 1; from <= to; from += size) {
          var first = from;
          var until = Math.min(to, from + size - 1);
          parts.add(threads.submit(() -> logs(node, first, until)));
        }
        var blocks = LinkedHeaders.after(node, after, to, coin);
        var found = new ArrayList<EvmTransferLog>();
        for (var part : parts) found.addAll(answer(part));
        return read(node, blocks, found);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private List<ChainSource.Block> read(
      EvmNodeClient node, List<EvmRawBlock> blocks, List<EvmTransferLog> found) {
    var headers = blocks.stream().map(EvmRawBlock::header).toList();
    var logs = completeness.settled(node, blocks, LogQuery.ofBlocks(found, headers));
    var read = new ArrayList<ChainSource.Block>(blocks.size());
    for (var block : blocks) {
      var own = logs.getOrDefault(block.header().hash(), List.of());
      var moves = candidates.of(node, block, own, Optional.empty());
      read.add(new ChainSource.Block(block.header(), moves));
    }
    return read;
  }

  private static <T> T answer(Future<T> part) {
    try {
      return part.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      throw new IllegalStateException("logs cannot be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException(Kind.UNREACHABLE, "interrupted", e);
    }
  }

  /// The logs of all blocks, in as many ranges as the node requires.
  private List<EvmTransferLog> logs(EvmNodeClient node, long first, long last) {
    var found = new ArrayList<EvmTransferLog>();
    node.range()
        .each(
            LongStream.rangeClosed(first, last).boxed().toList(),
            _ -> false,
            heights -> found.addAll(query.range(node, heights.getFirst(), heights.getLast())));
    return found;
  }
}
