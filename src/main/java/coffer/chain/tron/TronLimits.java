package coffer.chain.tron;

import java.time.Duration;

/// How much is asked of a node at once. A range shrinks by itself when its answer is too long, and
/// grows back slowly.
///
/// @param range blocks a request, at most 100: nodes give no more
/// @param together requests at once to one node, at most
/// @param heads blocks above finality that are read at once, at most
/// @param answerBytes the longest answer that is read
/// @param timeout of one request
/// @param again before a block is asked for once more whose transactions are not all accounted for
/// @param rest of an endpoint that failed twice in a row; doubles with each further failure
/// @param longestRest the most that it grows to; also that of an endpoint on a wrong chain
public record TronLimits(
    int range,
    int together,
    int heads,
    long answerBytes,
    Duration timeout,
    Duration again,
    Duration rest,
    Duration longestRest) {
  public static final TronLimits DEFAULTS =
      new TronLimits(
          10,
          4,
          16,
          128L << 20,
          Duration.ofSeconds(30),
          Duration.ofMillis(250),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30));

  public TronLimits {
    if (range < 1 || range > 100 || together < 1 || heads < 1 || answerBytes < 1) {
      throw new IllegalArgumentException("limits are 1 or more, a range at most 100");
    }
  }
}
