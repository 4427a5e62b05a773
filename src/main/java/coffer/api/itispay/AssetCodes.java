package coffer.api.itispay;

import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.invoice.InvoiceView.AssetView;
import java.util.Locale;
import java.util.Map;

/// The asset codes of this API. On its home network, an asset has its plain code: `BTC`, `USDT`. On
/// other networks, the token standard is appended: `USDT_TRC20`, `USDT_BEP20`; without an entry in
/// the table, the network's name: `ETH_BASE`.
final class AssetCodes {
  private static final Map<String, String> STANDARDS =
      Map.of("ethereum", "ERC20", "bsc", "BEP20", "tron", "TRC20");
  private static final Map<String, String> HOMES =
      Map.of("BTC", "bitcoin", "ETH", "ethereum", "BNB", "bsc", "TRX", "tron");

  /// The home network of all tokens. `USDT` alone means the token on this network; the payer must
  /// not get an address on another one.
  private static final String TOKENS = "ethereum";

  private AssetCodes() {}

  static String of(AssetView asset) {
    return of(asset.code(), asset.network(), asset.contract().isEmpty());
  }

  static String of(Asset asset, Chain chain) {
    return of(asset.code(), chain.network(), asset.isNative());
  }

  /// @param coin whether the asset is its chain's native coin
  static String of(String code, String network, boolean coin) {
    var home = HOMES.getOrDefault(code, coin ? network : TOKENS);
    return network.equals(home) ? code : code + "_" + standard(network);
  }

  /// Whether a text means the asset. Accepted are its code and the longer forms with standard or
  /// network, in upper or lower case: `usdt`, `USDT_ERC20`, `USDT_ETHEREUM`.
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
