package coffer.api.getcrypto;

import coffer.api.ApiHandler;
import coffer.api.QueryParameters;
import coffer.core.merchant.Principal;
import io.javalin.http.Context;
import tools.jackson.databind.json.JsonMapper;

/// The protocol of this API: a bearer key, and the CORS rules for keys in web pages.
final class GetCryptoProtocol implements ApiHandler.Protocol<GetCryptoCall> {
  private final CorsPolicy cors;

  GetCryptoProtocol(CorsPolicy cors) {
    this.cors = cors;
  }

  @Override
  public GetCryptoCall call(Context ctx, Principal principal) {
    cors.admit(ctx, principal);
    return new GetCryptoCall(ctx, principal, QueryParameters.lenient(ctx));
  }

  @Override
  public QueryParameters query(GetCryptoCall call) {
    return call.query();
  }

  @Override
  public String idempotencyScope(GetCryptoCall call) {
    return call.idempotencyScope();
  }

  @Override
  public JsonMapper mapper() {
    return GetCryptoJson.MAPPER;
  }
}
