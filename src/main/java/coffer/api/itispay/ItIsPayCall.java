package coffer.api.itispay;

import coffer.api.QueryParameters;
import coffer.api.ValueFormats;
import coffer.core.Rejection;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import coffer.http.Failure;
import io.javalin.http.Context;
import java.util.UUID;

/// An authenticated request.
record ItIsPayCall(Context ctx, Principal principal, QueryParameters query) {
  private static final String PREFIX = "invoice_";

  /// The project of the key.
  ///
  /// @throws Failure.Failed MissingScope if it is an account key
  Project project() {
    return project(principal);
  }

  static Project project(Principal principal) {
    return principal
        .project()
        .orElseThrow(() -> new Failure.MissingScope(Scope.INVOICES_WRITE).asException());
  }

  /// The id of the invoice in the path.
  UUID invoiceId() {
    return invoiceId(ctx.pathParam("invoice_id"));
  }

  /// @param text an id as Coffer writes it, or with the prefix `invoice_` of the vendor's guide
  /// @throws Rejection.Refused NotFound if it is not an id
  static UUID invoiceId(String text) {
    var bare = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    return ValueFormats.id(bare.toLowerCase(java.util.Locale.ROOT))
        .orElseThrow(() -> new Rejection.NotFound("invoice", text).asException());
  }

  /// The author of a change, as stored with an invoice's mark.
  String by() {
    return "key:" + principal.keyId();
  }
}
