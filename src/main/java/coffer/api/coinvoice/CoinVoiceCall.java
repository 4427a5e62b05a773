package coffer.api.coinvoice;

import coffer.api.QueryParameters;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import io.javalin.http.Context;

/// A request that was let in.
///
/// @param project the key's own
record CoinVoiceCall(Context ctx, Principal principal, Project project, QueryParameters query) {}
