package coffer.api.coinvoice;

import coffer.api.ApiHandler;
import coffer.api.QueryParameters;
import coffer.core.merchant.Principal;
import coffer.http.Failure;
import io.javalin.http.Context;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Requests carry the key of one project in the header `X-API-Key`.
final class CoinVoiceProtocol implements ApiHandler.Protocol<CoinVoiceCall> {
  static final String KEY = "X-API-Key";

  static Optional<String> key(Context ctx) {
    return Optional.ofNullable(ctx.header(KEY)).map(String::strip);
  }

  /// Rejects account keys: requests of this API cannot name a project.
  @Override
  public CoinVoiceCall call(Context ctx, Principal principal) {
    var project = principal.project().orElseThrow(() -> new Failure.Unauthorized().asException());
    return new CoinVoiceCall(ctx, principal, project, QueryParameters.lenient(ctx));
  }

  @Override
  public QueryParameters query(CoinVoiceCall call) {
    return call.query();
  }

  @Override
  public String idempotencyScope(CoinVoiceCall call) {
    return "key/" + call.principal().keyId() + "/project/" + call.project().id();
  }

  @Override
  public JsonMapper mapper() {
    return CoinVoiceJson.MAPPER;
  }
}
