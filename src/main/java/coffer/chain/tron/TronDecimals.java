package coffer.chain.tron;

import coffer.chain.ChainSource.Doubt;
import coffer.chain.Endpoints;
import coffer.chain.SourceException;
import coffer.core.chain.Asset;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Checks the decimals that each pinned contract reports: an amount that is wrong by a power of ten
/// must not be credited.
final class TronDecimals {
  private static final ContractCall DECIMALS = new ContractCall("decimals()", "313ce567", "");

  private final TronPinnedAssets pinned;
  private volatile boolean verified;

  TronDecimals(TronPinnedAssets pinned) {
    this.pinned = pinned;
  }

  /// The tokens whose contracts do not report the decimals of their rows. Empty if any endpoint
  /// confirms all tokens.
  ///
  /// @throws SourceException if no endpoint answers
  Map<Asset, Doubt> doubts(Endpoints<TronNodeClient> nodes) {
    if (verified || pinned.contracts().isEmpty()) return Map.of();
    var doubts = nodes.ask(this::doubts);
    if (!doubts.isEmpty() && anotherAnswersAll(nodes)) doubts = Map.of();
    verified = doubts.isEmpty();
    return doubts;
  }

  private boolean anotherAnswersAll(Endpoints<TronNodeClient> nodes) {
    return nodes
        .askOther(nodes.inUse(), node -> Optional.of(doubts(node)).filter(Map::isEmpty))
        .isPresent();
  }

  private Map<Asset, Doubt> doubts(TronNodeClient node) {
    var doubts = new LinkedHashMap<Asset, Doubt>();
    for (var contract : pinned.contracts()) {
      var token = contract.asset();
      doubt(token, DECIMALS.of(node, contract.address()))
          .ifPresent(doubt -> doubts.put(token, doubt));
    }
    return doubts;
  }

  private static Optional<Doubt> doubt(Asset token, ContractCall.Said said) {
    var contract = token.contract().orElseThrow();
    var decimals = said.number();
    if (decimals.isEmpty()) {
      var reason = said.why().isEmpty() ? "the answer is not a number" : said.why();
      var silent = "the contract %s did not tell its decimals: %s".formatted(contract, reason);
      return Optional.of(new Doubt(false, silent));
    }
    if (decimals.get().equals(BigInteger.valueOf(token.decimals()))) return Optional.empty();
    var other =
        "the contract %s has %s decimals, the catalogue has %d"
            .formatted(contract, decimals.get(), token.decimals());
    return Optional.of(new Doubt(true, other));
  }
}
