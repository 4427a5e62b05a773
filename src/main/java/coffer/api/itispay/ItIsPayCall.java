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

/// A request that was let in.
record ItIsPayCall(Context ctx, Principal principal, QueryParameters query) {
  private static final String PREFIX = "invoice_";

  /// The project of its key.
  ///
  /// @throws Failure.Failed MissingScope, if it is a key of the whole account
  Project project() {
    return project(principal);
  }

  static Project project(Principal principal) {
    return principal
        .project()
        .orElseThrow(() -> new Failure.MissingScope(Scope.INVOICES_WRITE).asException());
  }

  /// The invoice in the path.
  UUID invoiceId() {
    return invoiceId(ctx.pathParam("invoice_id"));
  }

  /// @param text an id as we write it, or as the vendor's guide does, with `invoice_` before it
  /// @throws Rejection.Refused NotFound, if it is no id at all
  static UUID invoiceId(String text) {
    var bare = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    return ValueFormats.id(bare.toLowerCase(java.util.Locale.ROOT))
        .orElseThrow(() -> new Rejection.NotFound("invoice", text).asException());
  }

  /// Who did something, as an invoice's mark keeps it.
  String by() {
    return "key:" + principal.keyId();
  }
}
