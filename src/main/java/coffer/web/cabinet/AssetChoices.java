package coffer.web.cabinet;

import coffer.core.chain.Asset;
import coffer.core.merchant.Project;
import java.util.List;

/// The assets that the people of a project can choose.
final class AssetChoices {
  private final CabinetServices services;

  AssetChoices(CabinetServices services) {
    this.services = services;
  }

  /// Those that payers can pay with now.
  List<AssetChoice> offered(Project project) {
    return services.chains().offered(project.mode(), project.organizationId()).stream()
        .map(asset -> choice(project, asset))
        .toList();
  }

  AssetChoice choice(Project project, Asset asset) {
    return new AssetChoice(
        name(project, asset),
        asset.code() + " · " + services.chains().chainOf(asset).spec().title());
  }

  /// By the name of its network, unless that means another asset here.
  String name(Project project, Asset asset) {
    var chains = services.chains();
    var chain = chains.chainOf(asset);
    boolean plain =
        chains
            .find(project.mode(), project.organizationId(), asset.code(), chain.network())
            .filter(asset::equals)
            .isPresent();
    return asset.code() + ":" + (plain ? chain.network() : chain.name());
  }
}
