package coffer.api.itispay;

import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.invoice.InvoiceView.AssetView;
import java.util.Locale;
import java.util.Map;

/// What assets are called here. On its home network an asset goes by its code alone: `BTC`, `USDT`.
/// Elsewhere the standard of that network stands behind it: `USDT_TRC20`, `USDT_BEP20`; of a
/// network that has none in the table, its name: `ETH_BASE`.
final class AssetCodes {
  private static final Map<String, String> STANDARDS =
      Map.of("ethereum", "ERC20", "bsc", "BEP20", "tron", "TRC20");
  private static final Map<String, String> HOMES =
      Map.of("BTC", "bitcoin", "ETH", "ethereum", "BNB", "bsc", "TRX", "tron");

  /// Where a token is at home: who says `USDT` and nothing else means this one, and must not be
  /// given an address of another network.
  private static final String TOKENS = "ethereum";

  private AssetCodes() {}

  static String of(AssetView asset) {
    return of(asset.code(), asset.network(), asset.contract().isEmpty());
  }

  static String of(Asset asset, Chain chain) {
    return of(asset.code(), chain.network(), asset.isNative());
  }

  /// @param coin whether it is its chain's own
  static String of(String code, String network, boolean coin) {
    var home = HOMES.getOrDefault(code, coin ? network : TOKENS);
    return network.equals(home) ? code : code + "_" + standard(network);
  }

  /// Whether a text means the asset: its name here, or the longer one with its standard or network,
  /// in capital letters or small ones: `usdt`, `USDT_ERC20`, `USDT_ETHEREUM`.
  static boolean means(String text, Asset asset, Chain chain) {
    var asked = text.toUpperCase(Locale.ROOT).replace('-', '_');
    var network = chain.network();
    return asked.equals(of(asset, chain))
        || asked.equals(asset.code() + "_" + standard(network))
        || asked.equals(asset.code() + "_" + name(network));
  }

  private static String standard(String network) {
    return STANDARDS.getOrDefault(network, name(network));
  }

  private static String name(String network) {
    return network.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
