package coffer.api.getcrypto;

import java.util.Locale;

/// A coin of this API, independent of the network.
enum GetCryptoCurrency {
  USDT(1),
  USDC(2),
  BTC(3),
  ETH(4);

  private final int id;

  GetCryptoCurrency(int id) {
    this.id = id;
  }

  /// The coin's number in the list of payment methods.
  int id() {
    return id;
  }

  /// The name in JSON, for example `usdt`.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
