package coffer.api.coinvoice;

import coffer.core.Rejection;
import coffer.core.chain.Asset;
import coffer.core.chain.Chains;
import coffer.core.merchant.Project;

/// The one token in which a project is paid through this dialect.
final class Settlement {
  static final String FIELD = "settlement";

  private static final String HOW =
      "The project has no settlement token. Set one, such as USDT on tron: PATCH /coffer/v1/project"
          + " with {\"settlement\": {\"asset\": \"USDT\", \"network\": \"tron\"}},"
          + " or ./coffer admin project set --settlement USDT:tron.";

  private final Chains chains;

  Settlement(Chains chains) {
    this.chains = chains;
  }

  /// @throws Rejection.Refused InvalidField, if none is set; AssetUnavailable, if there is none
  ///     such
  Asset of(Project project) {
    var text =
        project
            .settlement()
            .orElseThrow(() -> new Rejection.InvalidField(FIELD, HOW).asException());
    int colon = text.indexOf(':');
    var code = text.substring(0, Math.max(0, colon));
    var network = text.substring(colon + 1);
    return chains
        .find(project.mode(), project.organizationId(), code, network)
        .orElseThrow(() -> new Rejection.AssetUnavailable(FIELD, code, network).asException());
  }
}
