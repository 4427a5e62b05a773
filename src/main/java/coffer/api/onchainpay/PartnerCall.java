package coffer.api.onchainpay;

import coffer.api.QueryParameters;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Principal.Owner;
import io.javalin.http.Context;

/// An authenticated request of a partner.
record PartnerCall(
    Context ctx, Principal principal, Owner.OfPartner partner, QueryParameters query) {}
