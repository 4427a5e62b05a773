package coffer.api.getcrypto;

import java.util.Locale;

/// A coin as this API knows it: the same on all networks.
enum GetCryptoCurrency {
  USDT(1),
  USDC(2),
  BTC(3),
  ETH(4);

  private final int id;

  GetCryptoCurrency(int id) {
    this.id = id;
  }

  /// Its number among the payment methods.
  int id() {
    return id;
  }

  /// As it stands in JSON: `usdt`.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
