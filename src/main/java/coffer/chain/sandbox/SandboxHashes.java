package coffer.chain.sandbox;

import coffer.core.chain.Chain;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Random ids for blocks and transactions, in the format of the simulated network.
final class SandboxHashes {
  private final SecureRandom random = new SecureRandom();

  String next(Chain chain) {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    return prefix(chain) + HexFormat.of().formatHex(bytes);
  }

  /// The parent hash of the first block.
  static String none(Chain chain) {
    return prefix(chain) + "0".repeat(64);
  }

  /// A random address index below 2^31.
  int index() {
    return random.nextInt(Integer.MAX_VALUE);
  }

  private static String prefix(Chain chain) {
    return chain.family().equals("evm") ? "0x" : "";
  }
}
