package coffer.api.coffer;

import coffer.api.QueryParameters;
import coffer.api.ValueFormats;
import coffer.core.Rejection;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import io.javalin.http.Context;
import java.util.UUID;

/// An authenticated request.
///
/// @param project the project that the request is about
record CofferCall(Context ctx, Principal principal, Project project, QueryParameters query) {

  /// The id in the path.
  ///
  /// @param what type of the object, for example `invoice`
  /// @throws Rejection.Refused NotFound if it is not an id
  UUID id(String what) {
    var text = ctx.pathParam("id");
    return ValueFormats.id(text)
        .orElseThrow(() -> new Rejection.NotFound(what, text).asException());
  }

  /// The scope within which an Idempotency-Key is unique.
  String idempotencyScope() {
    return "key/" + principal.keyId() + "/project/" + project.id();
  }
}
