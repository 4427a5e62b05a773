package coffer.api.coffer;

import coffer.core.Rejection;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Merchants;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
import coffer.core.merchant.Scope;
import coffer.db.Db;
import coffer.db.Tx;
import coffer.http.Authenticator;
import coffer.http.Failure;
import coffer.http.Idempotency;
import coffer.http.Idempotency.Done;
import coffer.http.Wire;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Takes requests in (whose they are, what they may, what they say) and sends answers out. Each is
/// one transaction.
final class Desk {
  private static final String JSON = "application/json";
  private static final String PROJECT = "Coffer-Project";

  private final Db db;
  private final Authenticator authenticator;
  private final Merchants merchants;
  private final Idempotency idempotency;

  Desk(Db db, Authenticator authenticator, Merchants merchants, Idempotency idempotency) {
    this.db = db;
    this.authenticator = authenticator;
    this.merchants = merchants;
    this.idempotency = idempotency;
  }

  /// Which keys may send a request. A publishable one is known to every payer.
  enum Keys {
    SECRET,
    ANY
  }

  @FunctionalInterface
  interface Reading {
    Object answer(Tx tx, Call call);
  }

  /// Reads the body, before any transaction; [Fields#check] is called afterwards.
  @FunctionalInterface
  interface Writing {
    Work work(Call call, Fields body);
  }

  /// @param makes what kind of object: `invoice`
  /// @param run does it
  /// @param replay shows the object as it is now; is given the row id that `run` told
  record Work(String makes, Function<Tx, Done<Object>> run, Replay replay) {
    static Work making(String makes, Function<Tx, Done<Object>> run, Replay replay) {
      return new Work(makes, run, replay);
    }

    /// To an object that the request itself names.
    static Work on(String what, Function<Tx, Object> run, Function<Tx, Object> replay) {
      return new Work(what, tx -> new Done<>(0, run.apply(tx)), (tx, _) -> replay.apply(tx));
    }
  }

  @FunctionalInterface
  interface Replay {
    Object show(Tx tx, long id);
  }

  private record Outcome(Object answer, boolean replayed) {}

  Handler get(Optional<Scope> scope, Reading reading) {
    return ctx -> {
      var call = call(ctx, scope, Keys.SECRET);
      send(ctx, 200, db.tx(tx -> reading.answer(tx, call)));
    };
  }

  Handler delete(Scope scope, Reading reading) {
    return ctx -> {
      var call = call(ctx, Optional.of(scope), Keys.SECRET);
      db.run(tx -> reading.answer(tx, call));
      ctx.status(204);
    };
  }

  /// @param status of success
  Handler post(Scope scope, Keys keys, int status, Writing writing) {
    return ctx -> {
      var call = call(ctx, Optional.of(scope), keys);
      var bytes = ctx.bodyAsBytes();
      var body = body(ctx, bytes);
      var work = writing.work(call, body);
      body.check();
      var key = Optional.ofNullable(ctx.header("Idempotency-Key"));
      var operation = ctx.method() + " " + ctx.path();
      var request =
          key.map(k -> Idempotency.Request.of(call.idempotencyScope(), k, operation, bytes));
      var outcome = db.tx(tx -> run(tx, work, request));
      if (outcome.replayed) ctx.header("Idempotent-Replayed", "true");
      send(ctx, status, outcome.answer);
    };
  }

  private Outcome run(Tx tx, Work work, Optional<Idempotency.Request> request) {
    if (request.isEmpty()) return new Outcome(work.run.apply(tx).answer(), false);
    return idempotency.run(
        tx,
        request.get(),
        work.makes,
        () -> {
          var done = work.run.apply(tx);
          return new Done<>(done.objectId(), new Outcome(done.answer(), false));
        },
        id -> new Outcome(work.replay.show(tx, id), true));
  }

  private Call call(Context ctx, Optional<Scope> scope, Keys keys) {
    var principal = authenticator.principal(ctx, CofferApi.DIALECT, Authenticator.bearer(ctx));
    scope.ifPresent(wanted -> Authenticator.demand(principal, wanted));
    if (keys == Keys.SECRET && principal.kind() == ApiKey.Kind.PUBLISHABLE) {
      throw new Failure.MissingScope(scope.orElse(Scope.INVOICES_READ)).asException();
    }
    return new Call(ctx, principal, project(ctx, principal));
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
      throw new Invalid(
          List.of(
              new FieldError(
                  PROJECT, "A key of the whole account names the project in this header.")));
    }
    return id.filter(_ -> own.isEmpty())
        .flatMap(it -> db.tx(tx -> merchants.project(tx, it)))
        .filter(project -> project.organizationId() == principal.organizationId())
        .orElseThrow(() -> new Rejection.NotFound("project", named.get()).asException());
  }

  /// @throws Failure.Failed if it is no JSON object
  private static Fields body(Context ctx, byte[] bytes) {
    if (bytes.length == 0) return Fields.none();
    var type = Optional.ofNullable(ctx.contentType()).orElse("");
    var media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!media.equals(JSON)) throw new Failure.WrongMediaType(JSON).asException();
    var node = Wire.tree(CofferJson.MAPPER, bytes);
    if (!node.isObject()) {
      throw new Failure.BadBody("", "This is not a JSON object.").asException();
    }
    return Fields.of(node);
  }

  private static void send(Context ctx, int status, Object answer) {
    ctx.status(status).result(CofferJson.MAPPER.writeValueAsBytes(answer)).contentType(JSON);
  }
}
