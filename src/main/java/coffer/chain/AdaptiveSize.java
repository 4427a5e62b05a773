package coffer.chain;

import coffer.chain.SourceException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/// The number of items that a node accepts per request: blocks per range, calls per batch. It is
/// learned from the node's answers. After a rejection, the size is halved, down to one. After 8
/// accepted requests of the full size, a size larger by an eighth is tried. If the node rejects
/// that, the size falls back to the accepted one, and the next attempt needs twice as many accepted
/// requests, at most 1,024.
///
/// A rejection counts as final only if it is for a single item. Thread-safe.
public final class AdaptiveSize {
  private static final int SUCCESSES_TO_GROW = 8;
  private static final int MAX_SUCCESSES_TO_GROW = 1024;

  private final int most;
  private final Duration pause;
  private int size;

  /// The largest size that was accepted since the size last shrank below it; 0 = none.
  private int known;

  private int taken;
  private int row = SUCCESSES_TO_GROW;

  /// @param most 1 or more: the initial and the largest size
  /// @param pause before the next request if a node answered some items and rate-limited the others
  public AdaptiveSize(int most, Duration pause) {
    if (most < 1) throw new IllegalArgumentException("a size is 1 or more");
    this.most = most;
    this.size = most;
    this.pause = pause;
  }

  public synchronized int now() {
    return size;
  }

  /// Asks for all items, in as many portions as the node requires. Items that were answered are not
  /// requested again.
  ///
  /// @param answered whether an item has its answer, tested after `ask` failed
  /// @param ask requests a portion: returns when all its items have their answers
  /// @throws SourceException if the node rejected a single item twice, or once after rejecting
  ///     larger portions; if it rate-limited the request and answered nothing; or for any failure
  ///     that is not a rejection
  public <I> void each(List<I> items, Predicate<I> answered, Consumer<List<I>> ask) {
    var left = items;
    var began = 0;
    var refused = false;
    while (!left.isEmpty()) {
      var portion = left.subList(0, Math.min(now(), left.size()));
      try {
        ask.accept(portion);
        taken(portion.size());
        left = left.subList(portion.size(), left.size());
      } catch (SourceException e) {
        var rest = left.stream().filter(answered.negate()).toList();
        var answers = left.size() - rest.size();
        if (began == 0) began = now();
        if (answers == 0) refuse(portion.size(), began, refused, e);
        else if (!(e instanceof NodeErrorResponse)) throw e;
        else if (e.kind() == Kind.LIMITED) pause();
        else if (2 * answers < portion.size()) refused(portion.size());
        refused = true;
        left = rest;
      }
    }
  }

  /// Handles a request of which nothing was answered. Returns if a retry is useful.
  ///
  /// @param began the size before the first rejection
  /// @param before whether the node rejected something before
  private void refuse(int asked, int began, boolean before, SourceException e) {
    if (!(e instanceof NodeErrorResponse)) {
      // A time-out or a lost connection: the portion may be too large, or the node is down.
      if (e.kind() == Kind.UNREACHABLE) refused(asked);
      throw e;
    }
    if (e.kind() == Kind.LIMITED) throw e;
    if (asked > 1) {
      refused(asked);
    } else if (before) {
      restore(began);
      throw e;
    }
  }

  /// Requests as many items as the node accepts. If the node rate-limits the request, the next one
  /// asks for half as many: some providers report a size limit as a rate limit.
  ///
  /// @param wanted 1 or more
  /// @param ask gets the number of items to request
  public <T> T upTo(long wanted, IntFunction<T> ask) {
    var count = (int) Math.min(wanted, now());
    try {
      var answer = ask.apply(count);
      taken(count);
      return answer;
    } catch (SourceException e) {
      if (e.kind() == Kind.LIMITED) refused(count);
      throw e;
    }
  }

  private synchronized void taken(int count) {
    if (count < size) return;
    if (count > known) row = SUCCESSES_TO_GROW;
    known = count;
    if (++taken < row || size == most) return;
    taken = 0;
    size = Math.min(most, size + Math.max(1, size / 8));
  }

  private synchronized void refused(int asked) {
    taken = 0;
    if (asked <= known) known = 0;
    if (known > 0 && asked <= known + Math.max(1, known / 8))
      row = Math.min(MAX_SUCCESSES_TO_GROW, 2 * row);
    size = Math.min(size, Math.max(Math.max(1, known), asked / 2));
  }

  /// Restores the size: the rejection had nothing to do with it.
  private synchronized void restore(int began) {
    size = Math.max(size, began);
  }

  private void pause() {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException(Kind.UNREACHABLE, "interrupted", e);
    }
  }
}
