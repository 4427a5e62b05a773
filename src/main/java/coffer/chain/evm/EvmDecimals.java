package coffer.chain.evm;

import coffer.chain.ChainSource.Doubt;
import coffer.chain.Endpoints;
import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Asset;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks the decimals that the contract of each token reports: an amount that is wrong by a power
/// of ten must not be credited.
final class EvmDecimals {
  private static final String SELECTOR = "0x313ce567";

  private final List<Asset> tokens;
  private volatile boolean verified;

  EvmDecimals(List<Asset> tokens) {
    this.tokens = tokens;
  }

  /// The tokens whose contracts do not report the decimals of their rows. Empty if any endpoint
  /// confirms all tokens.
  ///
  /// @throws SourceException if no endpoint answers
  Map<Asset, Doubt> doubts(Endpoints<EvmNodeClient> nodes) {
    if (verified || tokens.isEmpty()) return Map.of();
    var doubts = nodes.ask(this::doubts);
    if (!doubts.isEmpty() && anotherAnswersAll(nodes)) doubts = Map.of();
    verified = doubts.isEmpty();
    return doubts;
  }

  private boolean anotherAnswersAll(Endpoints<EvmNodeClient> nodes) {
    return nodes
        .askOther(nodes.inUse(), node -> Optional.of(doubts(node)).filter(Map::isEmpty))
        .isPresent();
  }

  private Map<Asset, Doubt> doubts(EvmNodeClient node) {
    var doubts = new LinkedHashMap<Asset, Doubt>();
    for (var token : tokens) doubt(node, token).ifPresent(doubt -> doubts.put(token, doubt));
    return doubts;
  }

  private static Optional<Doubt> doubt(EvmNodeClient node, Asset token) {
    var contract = token.contract().orElseThrow();
    var params = "[{\"to\":\"%s\",\"data\":\"%s\"},\"latest\"]".formatted(contract, SELECTOR);
    try {
      return node.call("eth_call", params, EvmJsonValues::bytes)
          .map(answer -> doubt(token, contract, answer))
          .orElseGet(() -> silent(contract, "the node answers null"));
    } catch (NodeErrorResponse e) {
      // A rejection concerns this contract, not the node.
      if (e.kind() != Kind.BROKEN) throw e;
      return silent(contract, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Doubt> doubt(Asset token, String contract, byte[] answer) {
    if (answer.length != 32) return silent(contract, "no contract with decimals() is there");
    var decimals = new BigInteger(1, answer);
    if (decimals.equals(BigInteger.valueOf(token.decimals()))) return Optional.empty();
    var other =
        "the contract %s has %s decimals, the catalogue has %d"
            .formatted(contract, decimals, token.decimals());
    return Optional.of(new Doubt(true, other));
  }

  private static Optional<Doubt> silent(String contract, String why) {
    return Optional.of(
        new Doubt(false, "the contract %s did not tell its decimals: %s".formatted(contract, why)));
  }
}
