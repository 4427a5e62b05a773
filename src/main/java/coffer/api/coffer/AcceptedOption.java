package coffer.api.coffer;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.merchant.AcceptedAssets;
import coffer.core.merchant.Project;
import java.util.Optional;

/// Finds the asset that a request for an address names.
final class AcceptedOption {
  static final Field FIELD = new Field.At("asset");

  private final Chains chains;
  private final AcceptedAssets assets;

  AcceptedOption(Chains chains) {
    this.chains = chains;
    this.assets = new AcceptedAssets(chains);
  }

  /// The asset, even if the project accepts it no more.
  Optional<Asset> known(Project project, CofferInvoiceRequest.Option option) {
    return chains.find(project.mode(), project.organizationId(), option.asset(), option.network());
  }

  /// @throws Rejection.Refused AssetUnavailable, if the project does not accept it
  Asset find(Project project, CofferInvoiceRequest.Option option) {
    return assets
        .find(project, option.asset(), option.network())
        .orElseThrow(
            () ->
                new Rejection.AssetUnavailable(FIELD, option.asset(), option.network())
                    .asException());
  }
}
