package coffer.chain.evm;

import java.time.Duration;

/// Limits for the requests to a node. Ranges and batches shrink automatically if a node accepts
/// less, and grow back slowly.
///
/// @param range the maximum number of blocks per range
/// @param batch the maximum number of calls per request
/// @param heads the maximum number of blocks above the final height that are read at once
/// @param answerBytes the maximum size of a response
/// @param timeout of one request
/// @param rest of an endpoint that failed twice in a row; doubles with each further failure
/// @param longestRest the maximum rest; also that of an endpoint on a wrong chain
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
