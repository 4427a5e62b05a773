package coffer.api.getcrypto;

import coffer.core.Rejection;
import coffer.core.invoice.InvoiceView;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Project;
import coffer.db.Tx;

/// Finds the project of a request. A project of another organization is treated as not found.
final class ProjectLookup {
  private final Merchants merchants;

  ProjectLookup(Merchants merchants) {
    this.merchants = merchants;
  }

  /// @param id as in the request
  /// @throws Rejection.Refused NotFound
  Project named(Tx tx, GetCryptoCall call, String id) {
    var principal = call.principal();
    var code = GetCryptoIds.projectCode(id);
    var own = principal.project();
    if (own.isPresent()) {
      return own.filter(project -> code.filter(project.code()::equals).isPresent())
          .orElseThrow(() -> none(id));
    }
    return code.flatMap(digits -> merchants.projectByCode(tx, digits))
        .filter(project -> project.organizationId() == principal.organizationId())
        .orElseThrow(() -> none(id));
  }

  /// The project of an invoice that the key may access.
  Project of(Tx tx, GetCryptoCall call, InvoiceView view) {
    return call.principal()
        .project()
        .or(() -> merchants.project(tx, view.project()))
        .orElseThrow(() -> none(view.project().toString()));
  }

  private static Rejection.Refused none(String id) {
    return new Rejection.NotFound("project", id).asException();
  }
}
