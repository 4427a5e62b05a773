package coffer.api.getcrypto;

import coffer.api.QueryParameters;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import coffer.http.Authenticator;
import io.javalin.http.Context;
import java.util.Optional;

/// An authenticated request.
record GetCryptoCall(Context ctx, Principal principal, QueryParameters query) {

  /// Whether the key is publishable, so that the sender is a payer.
  boolean isPayers() {
    return principal.kind() == ApiKey.Kind.PUBLISHABLE;
  }

  /// Checks the permission to read an invoice: with a publishable key, a client that knows
  /// an invoice's id may read it; other keys need the scope.
  void demandReading() {
    if (!isPayers()) Authenticator.demand(principal, Scope.INVOICES_READ);
  }

  /// The only project that the key may access; empty = all projects of the organization.
  Optional<Long> projectId() {
    return principal.project().map(Project::id);
  }

  /// The scope within which an Idempotency-Key is unique.
  String idempotencyScope() {
    return "key/" + principal.keyId();
  }
}
