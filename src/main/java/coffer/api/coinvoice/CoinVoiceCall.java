package coffer.api.coinvoice;

import coffer.api.QueryParameters;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import io.javalin.http.Context;

/// An authenticated request.
///
/// @param project the project of the key
record CoinVoiceCall(Context ctx, Principal principal, Project project, QueryParameters query) {}
