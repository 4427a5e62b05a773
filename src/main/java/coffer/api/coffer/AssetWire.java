package coffer.api.coffer;

import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.invoice.InvoiceView.AssetView;
import java.util.Optional;

/// A coin or token on one chain.
///
/// @param asset the code, for example `USDT`
/// @param network the name that wallets show, for example `tron`
/// @param chain the chain, for example `tron-sandbox`
/// @param title of the chain, for people
/// @param contract null for the chain's native coin
/// @param precision maximum decimals of the amounts that payers are asked to send
record AssetWire(
    String asset,
    String network,
    String chain,
    String title,
    Optional<String> contract,
    int decimals,
    int precision) {

  static AssetWire of(AssetView view) {
    return new AssetWire(
        view.code(),
        view.network(),
        view.chain(),
        view.title(),
        view.contract(),
        view.decimals(),
        view.precision());
  }

  static AssetWire of(Asset asset, Chains chains) {
    var chain = chains.chainOf(asset);
    return new AssetWire(
        asset.code(),
        chain.network(),
        chain.name(),
        chain.spec().title(),
        asset.contract(),
        asset.decimals(),
        asset.precision());
  }
}
