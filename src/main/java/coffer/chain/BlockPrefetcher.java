package coffer.chain;

import coffer.core.chain.Asset;
import coffer.core.chain.BlockRef;
import coffer.core.wallet.WatchSet;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Fetches final blocks and finds the transfers that involve our addresses, while earlier blocks
/// are being booked. To be used by one thread at a time.
///
/// A result is used only if the caller asks for the blocks after the same block; a failed fetch
/// fails that caller, too.
final class BlockPrefetcher {
  private final ChainSource source;
  private final WatchSet watched;
  private final Predicate<Asset> counts;
  private final Optional<BusyAddresses> busy;
  private @Nullable Fetch begun;

  private record Fetch(BlockRef after, FutureTask<TransferMatcher> task, Thread thread) {}

  /// @param counts whether transfers of an asset are booked
  /// @param busy addresses whose transfers are only counted
  BlockPrefetcher(
      ChainSource source, WatchSet watched, Predicate<Asset> counts, BusyAddresses busy) {
    this.source = source;
    this.watched = watched;
    this.counts = counts;
    this.busy = Optional.of(busy);
  }

  /// Returns the prefetched blocks, or else those that [ChainSource#blocks] returns now.
  TransferMatcher blocks(BlockRef after, long last, long finalHeight) {
    var fetch = begun;
    if (fetch == null || !fetch.after.equals(after)) {
      drop();
      return fetch(after, last, finalHeight);
    }
    begun = null;
    try {
      return fetch.task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      throw new IllegalStateException("blocks cannot be fetched", e.getCause());
    } catch (InterruptedException e) {
      fetch.thread.interrupt();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// Starts to fetch in the background.
  ///
  /// @param last the last block to fetch; it must be final
  void begin(BlockRef after, long last) {
    var task = new FutureTask<>(() -> fetch(after, last, last));
    // Parsing much JSON uses the CPU: a virtual thread would occupy a carrier thread.
    var thread = Thread.ofPlatform().daemon().name("fetch-ahead").start(task);
    begun = new Fetch(after, task, thread);
  }

  /// Discards what was fetched and waits for the fetching thread to end. From then on only the
  /// caller's thread uses the source.
  void drop() {
    var fetch = begun;
    begun = null;
    if (fetch == null) return;
    fetch.thread.interrupt();
    try {
      fetch.thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private TransferMatcher fetch(BlockRef after, long last, long finalHeight) {
    var blocks = source.blocks(after, last, finalHeight);
    var matching = TransferMatcher.of(source, watched, counts, busy, blocks);
    matching.resolve();
    return matching;
  }
}
