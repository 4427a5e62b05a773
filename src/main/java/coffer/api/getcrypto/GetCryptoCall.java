package coffer.api.getcrypto;

import coffer.api.QueryParameters;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import coffer.http.Authenticator;
import io.javalin.http.Context;
import java.util.Optional;

/// A request that was let in.
record GetCryptoCall(Context ctx, Principal principal, QueryParameters query) {

  /// Whether it came with a key that everyone knows: its sender is a payer.
  boolean isPayers() {
    return principal.kind() == ApiKey.Kind.PUBLISHABLE;
  }

  /// A publishable key may look at what it can name; others as their scopes say.
  void demandReading() {
    if (!isPayers()) Authenticator.demand(principal, Scope.INVOICES_READ);
  }

  /// The only project that it may see; empty = all of the organization's.
  Optional<Long> projectId() {
    return principal.project().map(Project::id);
  }

  /// Within which an Idempotency-Key is unique.
  String idempotencyScope() {
    return "key/" + principal.keyId();
  }
}
