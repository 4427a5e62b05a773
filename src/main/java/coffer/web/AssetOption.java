package coffer.web;

import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.invoice.InvoiceView.AssetView;
import java.util.Locale;
import java.util.Set;

/// An asset as payers see it.
///
/// @param key identifies it in URLs, for example `USDT:tron-sandbox`
/// @param code for example `USDT`
/// @param network for people, for example `TRON`
/// @param standard the network's token standard, for example `TRC20`; "" if there is none
/// @param picture name of its picture; `coin` if it has none
public record AssetOption(
    String key, String code, String network, String standard, String picture) {
  private static final Set<String> PICTURES =
      Set.of("btc", "eth", "bnb", "trx", "usdt", "usdc", "dai");

  static AssetOption of(AssetView asset) {
    return of(
        asset.code(), asset.chain(), asset.title(), asset.network(), asset.contract().isPresent());
  }

  public static AssetOption of(Asset asset, Chain chain) {
    return of(
        asset.code(),
        chain.name(),
        chain.spec().title(),
        chain.network(),
        asset.contract().isPresent());
  }

  private static AssetOption of(
      String code, String chain, String title, String network, boolean token) {
    var picture = code.toLowerCase(Locale.ROOT);
    return new AssetOption(
        code + ":" + chain,
        code,
        title,
        token ? standard(network) : "",
        PICTURES.contains(picture) ? picture : "coin");
  }

  /// For example `TRON (TRC20)`.
  public String networkAndStandard() {
    return standard.isEmpty() ? network : network + " (" + standard + ")";
  }

  private static String standard(String network) {
    return switch (network) {
      case "ethereum" -> "ERC20";
      case "bsc" -> "BEP20";
      case "tron" -> "TRC20";
      default -> "";
    };
  }
}
