package coffer.chain;

import coffer.chain.SourceException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/// How many things a node takes at once: blocks a range, calls a batch. It is found out by asking.
/// What is refused is asked for again in halves, down to one; after several sizes in a row that
/// were taken, one that is larger by an eighth is tried. If that is refused, the size falls back to
/// the one that was taken, and the next try comes after twice as many.
///
/// Only a refusal of one thing alone is believed. Safe to be used by several threads.
public final class AdaptiveSize {
  private static final int SUCCESSES_TO_GROW = 8;
  private static final int MAX_SUCCESSES_TO_GROW = 1024;

  private final int most;
  private final Duration pause;
  private int size;

  /// The largest size that was taken since it last shrank below it.
  private int known;

  private int taken;
  private int row = SUCCESSES_TO_GROW;

  /// @param most 1 or more: where it begins, and what it never exceeds
  /// @param pause before the rest is asked for, of things of which a node answered some and told us
  ///     to slow down for the others
  public AdaptiveSize(int most, Duration pause) {
    if (most < 1) throw new IllegalArgumentException("a size is 1 or more");
    this.most = most;
    this.size = most;
    this.pause = pause;
  }

  public synchronized int now() {
    return size;
  }

  /// Asks for all items, in as many portions as the node makes necessary. What was answered is not
  /// asked for again.
  ///
  /// @param answered whether an item has its answer, after `ask` has failed
  /// @param ask for a portion of them: returns when all have their answers
  /// @throws SourceException if one item alone was refused, and not for the first time; if the node
  ///     told us to slow down and answered nothing; if it is a failure of another sort
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
        var told = left.size() - rest.size();
        if (began == 0) began = now();
        if (told == 0) refuse(portion.size(), began, refused, e);
        else if (!(e instanceof NodeErrorResponse)) throw e;
        else if (e.kind() == Kind.LIMITED) pause();
        else if (2 * told < portion.size()) refused(portion.size());
        refused = true;
        left = rest;
      }
    }
  }

  /// Nothing was answered. Returns if it is worth asking again.
  ///
  /// @param began the size before anything was refused
  /// @param before whether anything was refused before
  private void refuse(int asked, int began, boolean before, SourceException e) {
    if (!(e instanceof NodeErrorResponse)) {
      // A time-out, a connection that ends: may be too much at once, or a node that went away.
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

  /// Asks for as many things at once as are taken. If the node tells us to slow down, half as many
  /// are asked for next time: a limit on size may be worded as one on time.
  ///
  /// @param wanted 1 or more
  /// @param ask is told how many
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

  /// It was not about the size.
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
