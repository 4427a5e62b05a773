package coffer.api.onchainpay;

import coffer.api.QueryParameters;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import io.javalin.http.Context;
import java.util.UUID;

/// An authenticated request.
///
/// @param project the project of the key
record OnchainPayCall(Context ctx, Principal principal, Project project, QueryParameters query) {
  /// The advanced account of the key's organization. An organization has one.
  UUID advancedBalanceId() {
    return principal.organization();
  }
}
