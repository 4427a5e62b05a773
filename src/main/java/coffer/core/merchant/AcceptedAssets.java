package coffer.core.merchant;

import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which assets a project accepts: those that its settings name, or all that its mode offers.
public final class AcceptedAssets {
  private final Chains chains;

  public AcceptedAssets(Chains chains) {
    this.chains = chains;
  }

  /// The assets that the project can accept now: those that are read. One asset for each code and
  /// network: where the name of a network means the organization's sandbox, the public test network
  /// is accepted only if the settings name its chain.
  public List<Asset> of(Project project) {
    var offered = chains.offered(project.mode(), project.organizationId());
    return accepted(project).filter(offered::contains).toList();
  }

  private Stream<Asset> accepted(Project project) {
    var named =
        project.settings().accepts().isEmpty()
            ? chains.configured(project.mode(), project.organizationId()).stream()
                .flatMap(a -> known(project, a.code(), chains.chainOf(a).network()).stream())
            : project.settings().accepts().stream().flatMap(text -> named(project, text));
    return named.distinct();
  }

  /// @param network the name of a network or of a chain
  public Optional<Asset> find(Project project, String code, String network) {
    var found = known(project, code, network);
    if (project.settings().accepts().isEmpty()) return found;
    return found.filter(asset -> accepted(project).anyMatch(asset::equals));
  }

  private Stream<Asset> named(Project project, String text) {
    int colon = text.indexOf(':');
    if (colon < 0) return Stream.of();
    return known(project, text.substring(0, colon), text.substring(colon + 1)).stream();
  }

  private Optional<Asset> known(Project project, String code, String network) {
    return chains.find(project.mode(), project.organizationId(), code, network);
  }
}
