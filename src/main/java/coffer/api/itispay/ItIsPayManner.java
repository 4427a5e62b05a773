package coffer.api.itispay;

import coffer.api.Desk;
import coffer.api.Query;
import coffer.core.merchant.Principal;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// How this dialect is spoken to: with a key of 64 hex digits in a header of its own.
final class ItIsPayManner implements Desk.Manner<Call> {
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

  @Override
  public String dialect() {
    return ItIsPayApi.DIALECT;
  }

  @Override
  public Optional<String> key(Context ctx) {
    return Optional.ofNullable(ctx.header("Api-Key"))
        .map(String::strip)
        .filter(key -> KEY.matcher(key).matches());
  }

  @Override
  public Call call(Context ctx, Principal principal) {
    return new Call(ctx, principal, Query.lenient(ctx));
  }

  @Override
  public Query query(Call call) {
    return call.query();
  }

  @Override
  public String idempotencyScope(Call call) {
    return "key/" + call.principal().keyId();
  }

  @Override
  public JsonMapper mapper() {
    return ItIsPayJson.MAPPER;
  }
}
