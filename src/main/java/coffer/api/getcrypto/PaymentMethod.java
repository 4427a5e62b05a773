package coffer.api.getcrypto;

import coffer.core.invoice.InvoiceView.AssetView;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A coin on a network, by the names and numbers that clients know. Names are all that it knows.
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
  private final String word;
  private final String network;

  PaymentMethod(int id, GetCryptoCurrency coin, String word, String network) {
    this.id = id;
    this.coin = coin;
    this.word = word;
    this.network = network;
  }

  /// Its number among the networks.
  int id() {
    return id;
  }

  GetCryptoCurrency coin() {
    return coin;
  }

  /// The network as it stands in JSON: `bep20`.
  String word() {
    return word;
  }

  /// The network as the core knows it: `bsc`.
  String network() {
    return network;
  }

  /// @return empty if the coin is not on that network
  static Optional<PaymentMethod> of(GetCryptoCurrency coin, String word) {
    return Arrays.stream(values())
        .filter(method -> method.coin == coin && method.word.equals(word))
        .findFirst();
  }

  /// The networks of a coin.
  static List<String> words(GetCryptoCurrency coin) {
    return Arrays.stream(values())
        .filter(method -> method.coin == coin)
        .map(PaymentMethod::word)
        .toList();
  }

  /// The network's name for any asset, also for one that no client of this API can ask for: a token
  /// goes by its network's standard, a chain's own coin by its own name.
  static String word(AssetView asset) {
    if (asset.contract().isEmpty()) return asset.code().toLowerCase(Locale.ROOT);
    return STANDARDS.getOrDefault(asset.network(), asset.network());
  }
}
