package coffer.api.getcrypto;

import coffer.core.invoice.InvoiceView.AssetView;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A coin on a network, with the names and numbers that clients know; independent of the configured
/// chains.
enum PaymentMethod {
  USDT_BEP20(1, GetCryptoCurrency.USDT, "bep20", "bsc"),
  USDT_TRC20(2, GetCryptoCurrency.USDT, "trc20", "tron"),
  USDT_ERC20(3, GetCryptoCurrency.USDT, "erc20", "ethereum"),
  USDC_BEP20(4, GetCryptoCurrency.USDC, "bep20", "bsc"),
  USDC_TRC20(5, GetCryptoCurrency.USDC, "trc20", "tron"),
  USDC_ERC20(6, GetCryptoCurrency.USDC, "erc20", "ethereum"),
  BTC(7, GetCryptoCurrency.BTC, "btc", "bitcoin"),
  ETH(8, GetCryptoCurrency.ETH, "eth", "ethereum");

  private static final Map<String, String> STANDARDS =
      Map.of("bsc", "bep20", "tron", "trc20", "ethereum", "erc20");

  private final int id;
  private final GetCryptoCurrency coin;
  private final String networkCode;
  private final String network;

  PaymentMethod(int id, GetCryptoCurrency coin, String word, String network) {
    this.id = id;
    this.coin = coin;
    this.networkCode = word;
    this.network = network;
  }

  /// The network's number in the list of payment methods.
  int id() {
    return id;
  }

  GetCryptoCurrency coin() {
    return coin;
  }

  /// The network's name in JSON, for example `bep20`.
  String networkCode() {
    return networkCode;
  }

  /// The network's name in the core, for example `bsc`.
  String network() {
    return network;
  }

  /// @return empty if the coin is not available on that network
  static Optional<PaymentMethod> of(GetCryptoCurrency coin, String word) {
    return Arrays.stream(values())
        .filter(method -> method.coin == coin && method.networkCode.equals(word))
        .findFirst();
  }

  /// The names of a coin's networks.
  static List<String> networkCodes(GetCryptoCurrency coin) {
    return Arrays.stream(values())
        .filter(method -> method.coin == coin)
        .map(PaymentMethod::networkCode)
        .toList();
  }

  /// The network's name for any asset, including those that clients of this API cannot request: for
  /// a token the network's token standard, for a chain's native coin the coin's code.
  static String networkCode(AssetView asset) {
    if (asset.contract().isEmpty()) return asset.code().toLowerCase(Locale.ROOT);
    return STANDARDS.getOrDefault(asset.network(), asset.network());
  }
}
