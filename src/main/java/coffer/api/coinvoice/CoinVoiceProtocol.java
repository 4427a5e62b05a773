package coffer.api.coinvoice;

import coffer.api.ApiHandler;
import coffer.api.QueryParameters;
import coffer.core.merchant.Principal;
import coffer.http.Failure;
import io.javalin.http.Context;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// A request has the key of one project in a header of its own.
final class CoinVoiceProtocol implements ApiHandler.Protocol<CoinVoiceCall> {
  static final String KEY = "X-API-Key";

  static Optional<String> key(Context ctx) {
    return Optional.ofNullable(ctx.header(KEY)).map(String::strip);
  }

  /// Nothing here could say which project a key of a whole account is meant for.
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
