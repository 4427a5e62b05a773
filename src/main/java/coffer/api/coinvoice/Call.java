package coffer.api.coinvoice;

import coffer.api.Query;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import io.javalin.http.Context;

/// A request that was let in.
///
/// @param project the key's own
record Call(Context ctx, Principal principal, Project project, Query query) {}
