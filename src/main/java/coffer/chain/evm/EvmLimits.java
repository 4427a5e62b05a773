package coffer.chain.evm;

import java.time.Duration;

/// How much is asked of a node at once. Ranges and batches shrink by themselves when a node wants
/// less, and grow back slowly.
///
/// @param range blocks a range, at most
/// @param batch calls a request, at most
/// @param heads blocks above finality that are read at once, at most
/// @param answerBytes the longest answer that is read
/// @param timeout of one request
/// @param rest of an endpoint that failed twice in a row; doubles with each further failure
/// @param longestRest the most that it grows to; also that of an endpoint on a wrong chain
public record EvmLimits(
    int range,
    int batch,
    int heads,
    long answerBytes,
    Duration timeout,
    Duration rest,
    Duration longestRest) {
  public static final EvmLimits DEFAULTS =
      new EvmLimits(
          1000,
          100,
          16,
          128L << 20,
          Duration.ofSeconds(30),
          Duration.ofMillis(250),
          Duration.ofSeconds(30));

  public EvmLimits {
    if (range < 1 || batch < 1 || heads < 1 || answerBytes < 1) {
      throw new IllegalArgumentException("limits are 1 or more");
    }
  }
}
