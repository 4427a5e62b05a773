package coffer.chain;

import coffer.chain.ChainSource.Block;
import coffer.core.chain.BlockRef;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Fetches final blocks while those before them are being booked. One thread at a time.
///
/// What it fetched is taken only by whoever asks for what follows the very block that it followed;
/// it failed for him, too, if it failed.
final class Ahead {
  private final ChainSource source;
  private @Nullable Fetch begun;

  private record Fetch(BlockRef after, FutureTask<List<Block>> task) {}

  Ahead(ChainSource source) {
    this.source = source;
  }

  /// The blocks that were fetched ahead, or else those that [ChainSource#blocks] has now.
  List<Block> blocks(BlockRef after, long last, long finalHeight) {
    var fetch = begun;
    begun = null;
    if (fetch == null) return source.blocks(after, last, finalHeight);
    if (!fetch.after.equals(after)) {
      fetch.task.cancel(true);
      return source.blocks(after, last, finalHeight);
    }
    try {
      return fetch.task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      throw new IllegalStateException("blocks cannot be fetched", e.getCause());
    } catch (InterruptedException e) {
      fetch.task.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// @param last all up to here are final
  void begin(BlockRef after, long last) {
    var task = new FutureTask<>(() -> source.blocks(after, last, last));
    begun = new Fetch(after, task);
    Thread.ofVirtual().name("fetch-ahead").start(task);
  }
}
