package coffer.api.onchainpay;

import coffer.api.ApiHandler;
import coffer.api.BodyFields;
import coffer.api.QueryParameters;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Principal.Owner;
import coffer.db.Tx;
import coffer.http.Failure;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// The partner API: requests are signed like the others, by the pair of a partner.
record PartnerProtocol(InstantSource clock) implements ApiHandler.Protocol<PartnerCall> {
  @Override
  public PartnerCall call(Context ctx, Principal principal) {
    return switch (principal.owner()) {
      case Owner.OfPartner partner ->
          new PartnerCall(ctx, principal, partner, QueryParameters.lenient(ctx));
      case Owner.OfOrganization _, Owner.OfProject _ ->
          throw new Failure.WrongKeyKind(false).asException();
    };
  }

  @Override
  public QueryParameters query(PartnerCall call) {
    return call.query();
  }

  @Override
  public String idempotencyScope(PartnerCall call) {
    return "key/" + call.principal().keyId() + "/partner/" + call.partner().id();
  }

  @Override
  public JsonMapper mapper() {
    return OnchainPayJson.MAPPER;
  }

  @Override
  public void begin(Tx tx, PartnerCall call, BodyFields body) {
    OnchainPayProtocol.useNonce(tx, call.principal().keyId(), body, clock.instant());
  }

  @Override
  public Set<String> varying() {
    return Set.of("nonce");
  }

  @Override
  public Object envelope(Object answer) {
    return OnchainPayProtocol.envelopeOf(answer);
  }
}
