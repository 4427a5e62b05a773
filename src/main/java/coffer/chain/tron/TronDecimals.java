package coffer.chain.tron;

import coffer.chain.ChainSource.Doubt;
import coffer.chain.DecimalsCheck;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import java.util.Optional;

/// Asks each pinned contract by the node's JSON-RPC or by a constant call.
final class TronDecimals extends DecimalsCheck<TronNodeClient> {
  private static final ContractCall DECIMALS = new ContractCall("decimals()", "313ce567", "");

  private final TronPinnedAssets pinned;

  TronDecimals(TronPinnedAssets pinned) {
    super(pinned.contracts().stream().map(TronPinnedAssets.Contract::asset).toList());
    this.pinned = pinned;
  }

  @Override
  protected Optional<Doubt> doubt(TronNodeClient node, Asset token) {
    var answer = DECIMALS.of(node, address(token));
    return answer
        .number()
        .map(decimals -> compared(token, decimals))
        .orElseGet(
            () ->
                silent(
                    token, answer.why().isEmpty() ? "the answer is not a number" : answer.why()));
  }

  private Address address(Asset token) {
    return pinned.contracts().stream()
        .filter(contract -> contract.asset().equals(token))
        .findFirst()
        .orElseThrow()
        .address();
  }
}
