package coffer.api.coffer;

import coffer.api.QueryParameters;
import coffer.api.ValueFormats;
import coffer.core.Rejection;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import io.javalin.http.Context;
import java.util.UUID;

/// A request that was let in.
///
/// @param project the one that it is about
record CofferCall(Context ctx, Principal principal, Project project, QueryParameters query) {

  /// The id in the path.
  ///
  /// @param what the kind of object: `invoice`
  /// @throws Rejection.Refused NotFound, if it is no id at all
  UUID id(String what) {
    var text = ctx.pathParam("id");
    return ValueFormats.id(text)
        .orElseThrow(() -> new Rejection.NotFound(what, text).asException());
  }

  /// Within which an Idempotency-Key is unique.
  String idempotencyScope() {
    return "key/" + principal.keyId() + "/project/" + project.id();
  }
}
