package coffer.chain.evm;

import coffer.chain.ChainSource.Doubt;
import coffer.chain.DecimalsCheck;
import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Asset;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Asks the contract of each token by `eth_call`.
final class EvmDecimals extends DecimalsCheck<EvmNodeClient> {
  private static final String SELECTOR = "0x313ce567";

  EvmDecimals(List<Asset> tokens) {
    super(tokens);
  }

  @Override
  protected Optional<Doubt> doubt(EvmNodeClient node, Asset token) {
    var contract = token.contract().orElseThrow();
    var params = "[{\"to\":\"%s\",\"data\":\"%s\"},\"latest\"]".formatted(contract, SELECTOR);
    try {
      return node.call("eth_call", params, EvmJsonValues::bytes)
          .map(answer -> doubt(token, answer))
          .orElseGet(() -> silent(token, "the node answers null"));
    } catch (NodeErrorResponse e) {
      // A rejection concerns this contract, not the node.
      if (e.kind() != Kind.BROKEN) throw e;
      return silent(token, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Doubt> doubt(Asset token, byte[] answer) {
    return answer.length == 32
        ? compared(token, new BigInteger(1, answer))
        : silent(token, "no contract with decimals() is there");
  }
}
