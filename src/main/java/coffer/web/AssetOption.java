package coffer.web;

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
    var picture = asset.code().toLowerCase(Locale.ROOT);
    return new AssetOption(
        asset.code() + ":" + asset.chain(),
        asset.code(),
        asset.title(),
        asset.contract().isEmpty() ? "" : standard(asset.network()),
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
