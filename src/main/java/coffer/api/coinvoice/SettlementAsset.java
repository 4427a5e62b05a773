package coffer.api.coinvoice;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.merchant.Project;

/// Finds the one token in which a project is paid through this dialect.
final class SettlementAsset {
  private final Chains chains;

  SettlementAsset(Chains chains) {
    this.chains = chains;
  }

  /// @throws Rejection.Refused InvalidField if the project has no settlement token;
  ///     AssetUnavailable if that token is not available
  Asset of(Project project) {
    var text =
        project
            .settings()
            .settlement()
            .orElseThrow(
                () ->
                    new Rejection.InvalidField(Field.Project.SETTLEMENT, how(project))
                        .asException());
    int colon = text.indexOf(':');
    var code = text.substring(0, Math.max(0, colon));
    var network = text.substring(colon + 1);
    return chains
        .find(project.mode(), project.organizationId(), code, network)
        .orElseThrow(
            () ->
                new Rejection.AssetUnavailable(Field.Project.SETTLEMENT, code, network)
                    .asException());
  }

  private static String how(Project project) {
    return "The project has no settlement token. To make it USDT on tron, the operator runs"
        + " `./coffer admin project set --settlement USDT:tron "
        + project.publicId()
        + "`, or a key of Coffer's own API sends PATCH /coffer/v1/project with"
        + " {\"settlement\": {\"asset\": \"USDT\", \"network\": \"tron\"}}.";
  }
}
