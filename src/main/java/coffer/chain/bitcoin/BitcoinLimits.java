package coffer.chain.bitcoin;

import java.time.Duration;

/// How much is asked of a node at once.
///
/// @param parallel blocks that are fetched at the same time
/// @param blockBytes of the blocks of one batch; the last may exceed it
/// @param batch calls a request, at most
/// @param waiting unconfirmed transactions that are fetched at one look, at most
/// @param timeout of one request
/// @param rest of an endpoint that failed twice in a row; doubles with each further failure
/// @param longestRest the most that it grows to; also that of an endpoint on a wrong chain
public record BitcoinLimits(
    int parallel,
    long blockBytes,
    int batch,
    int waiting,
    Duration timeout,
    Duration rest,
    Duration longestRest) {
  public static final BitcoinLimits DEFAULTS =
      new BitcoinLimits(
          4,
          32L << 20,
          200,
          4000,
          Duration.ofSeconds(60),
          Duration.ofMillis(250),
          Duration.ofSeconds(30));

  public BitcoinLimits {
    if (parallel < 1 || blockBytes < 1 || batch < 1 || waiting < 1) {
      throw new IllegalArgumentException("limits are 1 or more");
    }
  }
}
