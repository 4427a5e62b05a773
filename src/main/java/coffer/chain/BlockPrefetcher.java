package coffer.chain;

import coffer.core.chain.Asset;
import coffer.core.chain.BlockRef;
import coffer.core.wallet.WatchSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Fetches final blocks, and finds in them what concerns us, while those before them are being
/// booked. One thread at a time.
///
/// What it fetched is taken only by whoever asks for what follows the very block that it followed;
/// it failed for him, too, if it failed.
final class BlockPrefetcher {
  private final ChainSource source;
  private final WatchSet watched;
  private final Predicate<Asset> counts;
  private @Nullable Fetch begun;

  private record Fetch(BlockRef after, FutureTask<TransferMatcher> task, Thread thread) {}

  /// @param counts whether moves of an asset are booked
  BlockPrefetcher(ChainSource source, WatchSet watched, Predicate<Asset> counts) {
    this.source = source;
    this.watched = watched;
    this.counts = counts;
  }

  /// The blocks that were fetched ahead, or else those that [ChainSource#blocks] has now.
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

  /// @param last all up to here are final
  void begin(BlockRef after, long last) {
    var task = new FutureTask<>(() -> fetch(after, last, last));
    // Reading much JSON is no waiting: as a virtual thread it would keep others off a processor.
    var thread = Thread.ofPlatform().daemon().name("fetch-ahead").start(task);
    begun = new Fetch(after, task, thread);
  }

  /// Forgets what was fetched ahead, and returns when nobody fetches any more: from then on the
  /// source is asked by one thread only.
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
    var matching = TransferMatcher.of(source, watched, counts, blocks);
    matching.resolve();
    return matching;
  }
}
