package coffer.api.itispay;

import coffer.api.ApiHandler;
import coffer.api.QueryParameters;
import coffer.core.merchant.Principal;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// Requests carry a key of 64 hex digits in the header `Api-Key`.
final class ItIsPayProtocol implements ApiHandler.Protocol<ItIsPayCall> {
  static final String KEY = "Api-Key";
  private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");

  static Optional<String> key(Context ctx) {
    return Optional.ofNullable(ctx.header(KEY))
        .map(String::strip)
        .filter(key -> SHAPE.matcher(key).matches());
  }

  @Override
  public ItIsPayCall call(Context ctx, Principal principal) {
    return new ItIsPayCall(ctx, principal, QueryParameters.lenient(ctx));
  }

  @Override
  public QueryParameters query(ItIsPayCall call) {
    return call.query();
  }

  @Override
  public String idempotencyScope(ItIsPayCall call) {
    return "key/" + call.principal().keyId();
  }

  @Override
  public JsonMapper mapper() {
    return ItIsPayJson.MAPPER;
  }
}
