package coffer.chain.tron;

import java.time.Duration;

/// Limits for the requests to a node. A range shrinks automatically if its response is too long,
/// and grows back slowly.
///
/// @param range the maximum number of blocks per request, at most 100: nodes return no more
/// @param together the maximum number of concurrent requests to one node
/// @param heads the maximum number of blocks above the final height that are read at once
/// @param answerBytes the maximum size of a response
/// @param timeout of one request
/// @param again the pause before transaction infos are requested again if some are missing
/// @param rest of an endpoint that failed twice in a row; doubles with each further failure
/// @param longestRest the maximum rest; also that of an endpoint on a wrong chain
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
