package coffer.api;

import coffer.core.Rejection;
import coffer.core.invoice.PublishableInvoices;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Scope;
import coffer.db.Tx;
import coffer.http.Authenticator;
import coffer.http.Failure;
import coffer.http.Idempotency;
import coffer.http.Idempotency.Done;
import coffer.http.PayerLimits;
import coffer.http.RequestShare;
import coffer.http.WireJson;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/// Handles the requests of one dialect: it finds out who sends them, reads them, runs each in one
/// transaction, and writes the answer. It makes the dialect's routes.
///
/// @param <C> an admitted request, as the dialect sees it
public final class ApiHandler<C> {
  private static final String JSON = "application/json";

  private final ApiServices services;
  private final RequestAuthenticator authenticator;
  private final Protocol<C> protocol;

  public ApiHandler(
      ApiServices services, RequestAuthenticator authenticator, Protocol<C> protocol) {
    this.services = services;
    this.authenticator = authenticator;
    this.protocol = protocol;
  }

  /// How requests and answers of one dialect are written.
  public interface Protocol<C> {
    /// The request as the dialect sees it: with the project that it is about, where that is known
    /// before the body is read.
    C call(Context ctx, Principal principal);

    /// If it is strict, the route must know every parameter and every field of the body.
    QueryParameters query(C call);

    /// An Idempotency-Key is unique within this.
    String idempotencyScope(C call);

    /// Writes answers and reads bodies.
    JsonMapper mapper();
  }

  /// Reads.
  @FunctionalInterface
  public interface Query<C> {
    Object answer(Tx tx, C call);
  }

  /// Reads what a body asks for. It parses the body before any transaction; [BodyFields#check] is
  /// called afterwards.
  @FunctionalInterface
  public interface QueryParser<C> {
    Function<Tx, Object> query(C call, BodyFields body);
  }

  /// Reads the body before any transaction; [BodyFields#check] is called afterwards.
  @FunctionalInterface
  public interface CommandParser<C> {
    Command command(C call, BodyFields body);
  }

  /// An answer with a status other than the route's.
  public record Response(int status, Object body) {}

  /// @param creates what kind of object: `invoice`
  /// @param run does it
  /// @param replay shows the object as it is now, by the row id that `run` returned
  /// @param fallback for rejections that have another answer
  public record Command(
      String creates, Function<Tx, Done<Object>> run, Replay replay, Fallback fallback) {
    public static Command creating(String what, Function<Tx, Done<Object>> run, Replay replay) {
      return new Command(what, run, replay, _ -> Optional.empty());
    }

    /// To an object that the request itself names.
    public static Command on(String what, Function<Tx, Object> run, Function<Tx, Object> replay) {
      return creating(what, tx -> new Done<>(0, run.apply(tx)), (tx, _) -> replay.apply(tx));
    }

    public Command withFallback(Fallback other) {
      return new Command(creates, run, replay, other);
    }
  }

  @FunctionalInterface
  public interface Replay {
    Object show(Tx tx, long id);
  }

  /// The answer to a command that was rejected. It runs in a transaction of its own: that of the
  /// command was rolled back.
  @FunctionalInterface
  public interface Fallback {
    Optional<Function<Tx, Object>> of(Rejection rejection);
  }

  private record Outcome(Object answer, boolean replayed) {}

  /// Answers a `GET`.
  public Route get(String path, Access.Keyed access, Query<C> query) {
    return new Route(
        HandlerType.GET,
        path,
        access,
        Route.Kind.QUERY,
        200,
        ctx -> answer(ctx, call(ctx, access), query));
  }

  /// The same for a list: it waits for the other lists of its project, and for nothing else.
  public Route list(String path, Access.Keyed access, Query<C> query) {
    return new Route(
        HandlerType.GET,
        path,
        access,
        Route.Kind.QUERY,
        200,
        ctx -> {
          var call = call(ctx, access);
          RequestShare.ofLists();
          answer(ctx, call, query);
        });
  }

  /// Answers a `POST` that reads: it needs no Idempotency-Key, and changes nothing.
  public Route query(String path, Access.Keyed access, QueryParser<C> parser) {
    return new Route(
        HandlerType.POST,
        path,
        access,
        Route.Kind.QUERY,
        200,
        ctx -> {
          var call = call(ctx, access);
          refuseUnread(call);
          var body = body(ctx, protocol.mapper());
          var query = parser.query(call, body);
          check(call, body);
          send(ctx, 200, services.db().tx(query));
        });
  }

  /// Answers a `DELETE` by 204.
  public Route delete(String path, Access.Keyed access, Query<C> query) {
    return new Route(
        HandlerType.DELETE,
        path,
        access,
        Route.Kind.COMMAND,
        204,
        ctx -> {
          var call = call(ctx, access);
          refuseUnread(call);
          services.db().run(tx -> query.answer(tx, call));
          ctx.status(204);
        });
  }

  /// Answers a `POST` that changes something. A publishable key can only make invoices: these are
  /// counted and bounded.
  ///
  /// @param status of success
  public Route command(String path, Access.Keyed access, int status, CommandParser<C> parser) {
    return new Route(
        HandlerType.POST,
        path,
        access,
        Route.Kind.COMMAND,
        status,
        ctx -> {
          var principal = principal(ctx, access);
          var call = protocol.call(ctx, principal);
          if (publishable(principal)) {
            services.authenticator().payers().countInvoice(ctx, principal);
          }
          refuseUnread(call);
          var body = body(ctx, protocol.mapper());
          var command = bounded(principal, parser.command(call, body));
          check(call, body);
          var key = Optional.ofNullable(ctx.header("Idempotency-Key"));
          var request = key.map(k -> request(ctx, protocol.idempotencyScope(call), k, body));
          var outcome = outcome(command, request);
          if (outcome.replayed) ctx.header("Idempotent-Replayed", "true");
          send(ctx, status, outcome.answer);
        });
  }

  private void answer(Context ctx, C call, Query<C> query) {
    var answer = services.db().tx(tx -> query.answer(tx, call));
    refuseUnread(call);
    send(ctx, 200, answer);
  }

  private void check(C call, BodyFields body) {
    if (protocol.query(call).strict()) body.checkAll();
    else body.check();
  }

  /// What says the same is the same request, however it is written.
  private static Idempotency.Request request(
      Context ctx, String scope, String key, BodyFields body) {
    var path = ctx.path().replaceAll("/+", "/").replaceFirst("(?<=.)/$", "");
    return Idempotency.Request.of(scope, key, ctx.method() + " " + path, body.canonical());
  }

  /// The query of a route that reads none, or did not read all of it.
  private void refuseUnread(C call) {
    var query = protocol.query(call);
    if (query.strict()) query.check();
  }

  private Outcome outcome(Command command, Optional<Idempotency.Request> request) {
    try {
      return services.db().tx(tx -> run(tx, command, request));
    } catch (Rejection.Refused e) {
      var otherwise = command.fallback.of(e.rejection()).orElseThrow(() -> e);
      return new Outcome(services.db().tx(otherwise), false);
    }
  }

  private Outcome run(Tx tx, Command command, Optional<Idempotency.Request> request) {
    if (request.isEmpty()) return new Outcome(command.run.apply(tx).answer(), false);
    return services
        .idempotency()
        .run(
            tx,
            request.get(),
            command.creates,
            () -> {
              var done = command.run.apply(tx);
              return new Done<>(done.objectId(), new Outcome(done.answer(), false));
            },
            id -> new Outcome(command.replay.show(tx, id), true));
  }

  private Command bounded(Principal principal, Command command) {
    if (!publishable(principal)) return command;
    var invoices = new PublishableInvoices(services.authenticator().payers().openInvoices());
    long project = principal.project().orElseThrow().id();
    return new Command(
        command.creates,
        tx -> {
          if (!invoices.haveRoom(tx, project, services.clock().instant()))
            throw PayerLimits.tooManyOpen();
          var done = command.run.apply(tx);
          invoices.add(tx, project, done.objectId());
          return done;
        },
        command.replay,
        command.fallback);
  }

  private static boolean publishable(Principal principal) {
    return principal.kind() == ApiKey.Kind.PUBLISHABLE;
  }

  private C call(Context ctx, Access.Keyed access) {
    return protocol.call(ctx, principal(ctx, access));
  }

  private Principal principal(Context ctx, Access.Keyed access) {
    var principal = authenticator.authenticate(ctx);
    access.scope().ifPresent(wanted -> Authenticator.demand(principal, wanted));
    if (!access.publishable() && publishable(principal)) {
      throw new Failure.MissingScope(access.scope().orElse(Scope.INVOICES_READ)).asException();
    }
    return principal;
  }

  /// What a request says; nothing where it has no body.
  ///
  /// @throws Failure.Failed if it is no JSON object, or is not called one
  public static BodyFields body(Context ctx, JsonMapper mapper) {
    var bytes = ctx.bodyAsBytes();
    if (bytes.length == 0) return BodyFields.none();
    var type = Optional.ofNullable(ctx.contentType()).orElse("");
    var media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!media.equals(JSON)) throw new Failure.WrongMediaType(JSON).asException();
    var node = WireJson.tree(mapper, bytes);
    if (!node.isObject()) {
      throw new Failure.BadBody("", "This is not a JSON object.").asException();
    }
    return BodyFields.of(node);
  }

  private void send(Context ctx, int status, Object answer) {
    if (answer instanceof Response(var other, var body)) {
      send(ctx, other, body);
    } else {
      ctx.status(status).result(protocol.mapper().writeValueAsBytes(answer)).contentType(JSON);
    }
  }
}
