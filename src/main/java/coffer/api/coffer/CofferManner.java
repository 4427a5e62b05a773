package coffer.api.coffer;

import coffer.api.Desk;
import coffer.api.Query;
import coffer.api.Texts;
import coffer.core.Rejection;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import coffer.db.Db;
import coffer.http.Authenticator;
import coffer.http.Failure;
import coffer.http.Fault;
import coffer.http.Flaw;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// How our own API is spoken to: with a bearer key, about the key's project or the one that a
/// header names.
final class CofferManner implements Desk.Manner<Call> {
  private static final String PROJECT = "Coffer-Project";

  private final Db db;
  private final Merchants merchants;

  CofferManner(Db db, Merchants merchants) {
    this.db = db;
    this.merchants = merchants;
  }

  @Override
  public String dialect() {
    return CofferApi.DIALECT;
  }

  @Override
  public Optional<String> key(Context ctx) {
    return Authenticator.bearer(ctx);
  }

  @Override
  public Call call(Context ctx, Principal principal) {
    return new Call(ctx, principal, project(ctx, principal), Query.strict(ctx));
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
    return CofferJson.MAPPER;
  }

  /// The key's own, or the one that an account key names. Another organization's is as none.
  private Project project(Context ctx, Principal principal) {
    var named = Optional.ofNullable(ctx.header(PROJECT));
    var id = named.flatMap(Texts::id);
    var own = principal.project();
    if (own.isPresent() && (named.isEmpty() || id.equals(Optional.of(own.get().publicId())))) {
      return own.get();
    }
    if (named.isEmpty()) {
      var reason = "A key of the whole account names the project in this header.";
      var fault = new Fault(PROJECT, new Flaw.Malformed(reason));
      throw new Failure.Invalid(List.of(fault)).asException();
    }
    return id.filter(_ -> own.isEmpty())
        .flatMap(it -> db.tx(tx -> merchants.project(tx, it)))
        .filter(project -> project.organizationId() == principal.organizationId())
        .orElseThrow(() -> new Rejection.NotFound("project", named.get()).asException());
  }
}
