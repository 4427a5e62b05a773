package coffer.api.getcrypto;

import coffer.api.Desk;
import coffer.api.Query;
import coffer.core.merchant.Principal;
import coffer.http.Authenticator;
import io.javalin.http.Context;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// How this API is spoken to: with a bearer key, by programs and by browsers.
final class GetCryptoManner implements Desk.Manner<Call> {
  private final Browsers browsers;

  GetCryptoManner(Browsers browsers) {
    this.browsers = browsers;
  }

  @Override
  public String dialect() {
    return GetCryptoApi.DIALECT;
  }

  @Override
  public Optional<String> key(Context ctx) {
    return Authenticator.bearer(ctx);
  }

  @Override
  public Call call(Context ctx, Principal principal) {
    browsers.admit(ctx, principal);
    return new Call(ctx, principal, Query.lenient(ctx));
  }

  @Override
  public Query query(Call call) {
    return call.query();
  }

  @Override
  public String idempotencyScope(Call call) {
    return call.idempotencyScope();
  }

  @Override
  public JsonMapper mapper() {
    return GetCryptoJson.MAPPER;
  }
}
