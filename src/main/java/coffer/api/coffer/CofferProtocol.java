package coffer.api.coffer;

import coffer.api.ApiHandler;
import coffer.api.QueryParameters;
import coffer.api.ValueFormats;
import coffer.core.Rejection;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import coffer.db.Db;
import coffer.http.Failure;
import coffer.http.FieldError;
import coffer.http.FieldProblem;
import coffer.http.RequestLog;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// The protocol of this API: a request is about the project of its key or, with an account key,
/// about the project in the header `Coffer-Project`.
final class CofferProtocol implements ApiHandler.Protocol<CofferCall> {
  private static final String PROJECT = "Coffer-Project";

  private final Db db;
  private final Merchants merchants;

  CofferProtocol(Db db, Merchants merchants) {
    this.db = db;
    this.merchants = merchants;
  }

  @Override
  public CofferCall call(Context ctx, Principal principal) {
    var project = project(ctx, principal);
    RequestLog.project(ctx, project.id());
    return new CofferCall(ctx, principal, project, QueryParameters.strict(ctx));
  }

  @Override
  public Optional<Project> project(CofferCall call) {
    return Optional.of(call.project());
  }

  @Override
  public QueryParameters query(CofferCall call) {
    return call.query();
  }

  @Override
  public String idempotencyScope(CofferCall call) {
    return call.idempotencyScope();
  }

  @Override
  public JsonMapper mapper() {
    return CofferJson.MAPPER;
  }

  /// The project of the key, or the one that the header names. A project of another organization is
  /// treated as not found.
  private Project project(Context ctx, Principal principal) {
    var named = Optional.ofNullable(ctx.header(PROJECT));
    var id = named.flatMap(ValueFormats::id);
    var own = principal.project();
    if (own.isPresent() && (named.isEmpty() || id.equals(Optional.of(own.get().publicId())))) {
      return own.get();
    }
    if (named.isEmpty()) {
      var reason = "A key of the whole account names the project in this header.";
      var error = new FieldError(PROJECT, new FieldProblem.Malformed(reason));
      throw new Failure.Invalid(List.of(error)).asException();
    }
    return id.filter(_ -> own.isEmpty())
        .flatMap(it -> db.tx(tx -> merchants.project(tx, it)))
        .filter(project -> project.organizationId() == principal.organizationId())
        .orElseThrow(() -> new Rejection.NotFound("project", named.get()).asException());
  }
}
