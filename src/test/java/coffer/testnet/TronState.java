package coffer.testnet;

import java.util.HashMap;
import java.util.Map;

/// What the accounts of the double have after a block.
final class TronState {
  /// In sun; an account that does not exist has no entry.
  final Map<String, Long> trx;

  /// TRC-10, by asset and holder.
  final Map<String, Long> assets;

  /// Bandwidth that was free, and is used.
  final Map<String, Long> freeNet;

  final Map<String, TronVm.Contract> contracts;

  TronState() {
    this(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
  }

  private TronState(
      Map<String, Long> trx,
      Map<String, Long> assets,
      Map<String, Long> freeNet,
      Map<String, TronVm.Contract> contracts) {
    this.trx = trx;
    this.assets = assets;
    this.freeNet = freeNet;
    this.contracts = contracts;
  }

  TronState copy() {
    var copied = new HashMap<String, TronVm.Contract>();
    contracts.forEach((address, contract) -> copied.put(address, contract.copy()));
    return new TronState(new HashMap<>(trx), new HashMap<>(assets), new HashMap<>(freeNet), copied);
  }

  /// Takes over what a call has made of a copy.
  void become(TronState other) {
    trx.clear();
    trx.putAll(other.trx);
    contracts.clear();
    contracts.putAll(other.contracts);
  }

  long balance(String account) {
    return trx.getOrDefault(account, 0L);
  }

  /// @throws IllegalStateException if there is not so much
  void take(String from, long sun) {
    if (balance(from) < sun) throw new IllegalStateException("balance is not sufficient.");
    if (sun > 0) trx.merge(from, -sun, Long::sum);
  }

  void move(String from, String to, long sun) {
    if (sun == 0) return;
    take(from, sun);
    trx.merge(to, sun, Long::sum);
  }
}
