package coffer.chain.bitcoin;

import java.time.Duration;

/// Limits for the requests to a node.
///
/// @param parallel the number of blocks that are fetched at the same time
/// @param blockBytes the total size of the blocks of one batch; the last block may exceed it
/// @param batch the maximum number of calls per request
/// @param waiting the maximum number of unconfirmed transactions that are fetched per poll
/// @param timeout of one request
/// @param rest of an endpoint that failed twice in a row; doubles with each further failure
/// @param longestRest the maximum rest; also that of an endpoint on a wrong chain
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
