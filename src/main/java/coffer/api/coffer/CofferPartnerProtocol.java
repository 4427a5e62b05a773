package coffer.api.coffer;

import coffer.api.ApiHandler;
import coffer.api.QueryParameters;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Principal.Owner;
import coffer.http.Failure;
import io.javalin.http.Context;
import tools.jackson.databind.json.JsonMapper;

/// The protocol of the routes `/partner`: a request is about what the partner of its key created.
record CofferPartnerProtocol() implements ApiHandler.Protocol<CofferPartnerCall> {
  @Override
  public CofferPartnerCall call(Context ctx, Principal principal) {
    return switch (principal.owner()) {
      case Owner.OfPartner partner ->
          new CofferPartnerCall(ctx, principal, partner, QueryParameters.strict(ctx));
      case Owner.OfOrganization _, Owner.OfProject _ ->
          throw new Failure.WrongKeyKind(false).asException();
    };
  }

  @Override
  public QueryParameters query(CofferPartnerCall call) {
    return call.query();
  }

  @Override
  public String idempotencyScope(CofferPartnerCall call) {
    return "key/" + call.principal().keyId() + "/partner/" + call.partner().id();
  }

  @Override
  public JsonMapper mapper() {
    return CofferJson.MAPPER;
  }
}
