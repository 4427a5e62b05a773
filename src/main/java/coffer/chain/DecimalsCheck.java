package coffer.chain;

import coffer.chain.ChainSource.Doubt;
import coffer.core.chain.Asset;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks the decimals that the contract of each token reports: an amount that is wrong by a power
/// of ten must not be credited. Each family says how a contract is asked.
///
/// @param <N> an endpoint of the family
public abstract class DecimalsCheck<N extends Endpoint> {
  private final List<Asset> tokens;
  private volatile boolean verified;

  protected DecimalsCheck(List<Asset> tokens) {
    this.tokens = tokens;
  }

  /// Asks one endpoint about one token.
  ///
  /// @return empty if the decimals are those of the catalogue
  protected abstract Optional<Doubt> doubt(N node, Asset token);

  /// The tokens whose contracts do not report the decimals of their rows. Empty if any endpoint
  /// confirms all tokens.
  ///
  /// @throws SourceException if no endpoint answers
  public final Map<Asset, Doubt> doubts(Endpoints<N> nodes) {
    if (verified || tokens.isEmpty()) return Map.of();
    var doubts = nodes.ask(this::doubts);
    if (!doubts.isEmpty() && anotherConfirmsAll(nodes)) doubts = Map.of();
    verified = doubts.isEmpty();
    return doubts;
  }

  private boolean anotherConfirmsAll(Endpoints<N> nodes) {
    return nodes
        .askOther(nodes.inUse(), node -> Optional.of(doubts(node)).filter(Map::isEmpty))
        .isPresent();
  }

  private Map<Asset, Doubt> doubts(N node) {
    var doubts = new LinkedHashMap<Asset, Doubt>();
    for (var token : tokens) doubt(node, token).ifPresent(doubt -> doubts.put(token, doubt));
    return doubts;
  }

  /// The contract reported a number.
  protected static Optional<Doubt> compared(Asset token, BigInteger decimals) {
    if (decimals.equals(BigInteger.valueOf(token.decimals()))) return Optional.empty();
    var other =
        "the contract %s has %s decimals, the catalogue has %d"
            .formatted(token.contract().orElseThrow(), decimals, token.decimals());
    return Optional.of(new Doubt(true, other));
  }

  /// The contract reported no number.
  protected static Optional<Doubt> silent(Asset token, String why) {
    var silent =
        "the contract %s did not tell its decimals: %s"
            .formatted(token.contract().orElseThrow(), why);
    return Optional.of(new Doubt(false, silent));
  }
}
