package coffer.api.onchainpay;

import coffer.api.BodyFields;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.merchant.AcceptedAssets;
import coffer.core.merchant.Project;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the coin and the network of a request.
final class RequestedAssets {
  private static final int MAX_NAMES = 100;

  private final Chains chains;
  private final AcceptedAssets assets;

  RequestedAssets(Chains chains) {
    this.chains = chains;
    this.assets = new AcceptedAssets(chains);
  }

  /// @param currency in upper case
  /// @param network in lower case
  record Name(String currency, String network) {
    static Name read(BodyFields body) {
      var currency = body.required("currency", body.text("currency", 20), "");
      var network = body.required("network", body.text("network", 50), "");
      return new Name(currency.toUpperCase(Locale.ROOT), network.toLowerCase(Locale.ROOT));
    }
  }

  /// What a list is limited to.
  ///
  /// @param currencies in upper case; empty = all
  /// @param networks in lower case; empty = all
  record Names(Optional<List<String>> currencies, Optional<List<String>> networks) {
    static Names read(BodyFields body) {
      return new Names(
          body.texts("currency", MAX_NAMES, 20)
              .filter(all -> !all.isEmpty())
              .map(all -> all.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList()),
          body.texts("network", MAX_NAMES, 50)
              .filter(all -> !all.isEmpty())
              .map(all -> all.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList()));
    }
  }

  /// The asset, even if the project accepts it no more.
  Optional<Asset> known(Project project, Name name) {
    return chains.find(project.mode(), project.organizationId(), name.currency, name.network);
  }

  /// @throws Rejection.Refused AssetUnavailable
  Asset find(Project project, Name name) {
    return assets
        .find(project, name.currency, name.network)
        .orElseThrow(
            () ->
                new Rejection.AssetUnavailable(Field.Invoice.ASSET, name.currency, name.network)
                    .asException());
  }

  /// Everything that the project accepts now.
  List<Asset> all(Project project) {
    return assets.of(project);
  }

  /// Ids of the assets with these names; empty = all assets.
  Optional<List<Integer>> ids(Project project, Names names) {
    if (names.currencies.isEmpty() && names.networks.isEmpty()) return Optional.empty();
    return Optional.of(
        chains.configured(project.mode(), project.organizationId()).stream()
            .filter(it -> names.currencies.map(all -> all.contains(it.code())).orElse(true))
            .filter(it -> names.networks.map(all -> all.contains(network(it))).orElse(true))
            .map(Asset::id)
            .toList());
  }

  String network(Asset asset) {
    return chains.chainOf(asset).network();
  }
}
