package coffer.api.coinvoice;

import coffer.api.Desk;
import coffer.api.Query;
import coffer.core.merchant.Principal;
import coffer.http.Failure;
import io.javalin.http.Context;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// How this dialect is spoken to: with a key of one project, in a header of its own.
final class CoinVoiceManner implements Desk.Manner<Call> {
  private static final String KEY = "X-API-Key";

  @Override
  public String dialect() {
    return CoinVoiceApi.DIALECT;
  }

  @Override
  public Optional<String> key(Context ctx) {
    return Optional.ofNullable(ctx.header(KEY)).map(String::strip);
  }

  /// Nothing here could say which project a key of a whole account is meant for.
  @Override
  public Call call(Context ctx, Principal principal) {
    var project = principal.project().orElseThrow(() -> new Failure.Unauthorized().asException());
    return new Call(ctx, principal, project, Query.lenient(ctx));
  }

  @Override
  public Query query(Call call) {
    return call.query();
  }

  @Override
  public String idempotencyScope(Call call) {
    return "key/" + call.principal().keyId() + "/project/" + call.project().id();
  }

  @Override
  public JsonMapper mapper() {
    return CoinVoiceJson.MAPPER;
  }
}
