package coffer.chain.tron;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Sends several requests to one node in parallel.
final class Parallel {
  private Parallel() {}

  /// The answers in the order of the requests. If one fails, the others are cancelled.
  ///
  /// @param most the maximum number of concurrent requests
  static <T> List<T> all(int most, List<Callable<T>> questions) {
    if (questions.size() == 1) return List.of(one(questions.getFirst()));
    var threads = Math.min(most, questions.size());
    if (threads == 0) return List.of();
    var factory = Thread.ofVirtual().name("tron-fetch").factory();
    try (var pool = Executors.newFixedThreadPool(threads, factory)) {
      var asked = questions.stream().map(pool::submit).toList();
      try {
        return answers(asked);
      } finally {
        pool.shutdownNow();
      }
    }
  }

  private static <T> T one(Callable<T> question) {
    try {
      return question.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("blocks cannot be fetched", e);
    }
  }

  private static <T> List<T> answers(List<Future<T>> asked) {
    var answers = new ArrayList<T>(asked.size());
    try {
      for (var future : asked) answers.add(future.get());
      return answers;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      throw new IllegalStateException("blocks cannot be fetched", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
