package coffer.api;

import coffer.core.Rejection;
import coffer.core.invoice.PublishableInvoices;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Project;
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
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/// Handles the requests of one dialect: authenticates the sender, reads the request, runs it in one
/// transaction and writes the response. It also creates the dialect's routes.
///
/// @param <C> an authenticated request in the dialect's own type
public final class ApiHandler<C> {
  private static final String JSON = "application/json";

  private final ApiServices services;
  private final RequestAuthenticator authenticator;
  private final Protocol<C> protocol;
  private final RequestAudit<C> audit;

  public ApiHandler(
      ApiServices services, RequestAuthenticator authenticator, Protocol<C> protocol) {
    this.services = services;
    this.authenticator = authenticator;
    this.protocol = protocol;
    this.audit = new RequestAudit<>(services, protocol);
  }

  /// Defines how one dialect writes requests and responses.
  public interface Protocol<C> {
    /// Wraps a request in the dialect's own type, with its project if that is known before the body
    /// is read.
    C call(Context ctx, Principal principal);

    /// The query. If it is strict, unknown parameters and unknown fields of the body are errors.
    QueryParameters query(C call);

    /// The scope within which an Idempotency-Key is unique.
    String idempotencyScope(C call);

    /// The project that a request is about; empty = that of its key, if it has one.
    default Optional<Project> project(C call) {
      return Optional.empty();
    }

    /// The mapper for request and response bodies.
    JsonMapper mapper();

    /// Runs first in each transaction of a `POST` request, for example to use up its nonce.
    default void begin(Tx tx, C call, BodyFields body) {}

    /// The fields in which a repeated request with the same Idempotency-Key may differ.
    default Set<String> varying() {
      return Set.of();
    }

    /// The body of a response.
    default Object envelope(Object answer) {
      return answer;
    }
  }

  /// A request that only reads.
  @FunctionalInterface
  public interface Query<C> {
    Object answer(Tx tx, C call);
  }

  /// Parses the body of a request that only reads. It runs before the transaction; the handler
  /// calls [BodyFields#check] afterwards.
  @FunctionalInterface
  public interface QueryParser<C> {
    Function<Tx, Object> query(C call, BodyFields body);
  }

  /// Parses the body of a command. It runs before the transaction; the handler calls
  /// [BodyFields#check] afterwards.
  @FunctionalInterface
  public interface CommandParser<C> {
    Command command(C call, BodyFields body);
  }

  /// A response with a status other than the route's.
  public record Response(int status, Object body) {}

  /// A parsed command.
  ///
  /// @param creates type of the object that the command creates, for example `invoice`
  /// @param run executes the command
  /// @param replay returns the current state of the object, by the row id that `run` returned
  /// @param fallback handles rejections that have another response than an error
  public record Command(
      String creates, Function<Tx, Done<Object>> run, Replay replay, Fallback fallback) {
    public static Command creating(String what, Function<Tx, Done<Object>> run, Replay replay) {
      return new Command(what, run, replay, _ -> Optional.empty());
    }

    /// A command on an object that the request itself identifies.
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

  /// The response to a rejected command, if it is not an error. It runs in a separate transaction,
  /// because that of the command was rolled back.
  @FunctionalInterface
  public interface Fallback {
    Optional<Function<Tx, Object>> of(Rejection rejection);
  }

  private record Outcome(Object answer, boolean replayed) {}

  /// A `GET` route.
  public Route get(String path, Access.Keyed access, Query<C> query) {
    return new Route(
        HandlerType.GET,
        path,
        access,
        Route.Kind.QUERY,
        200,
        new Route.Recording.Undeclared(),
        ctx -> answer(ctx, call(ctx, access), query));
  }

  /// A `GET` route for a list. Lists use a narrower share of the database connections: a list waits
  /// only for other lists of the same project.
  public Route list(String path, Access.Keyed access, Query<C> query) {
    return new Route(
        HandlerType.GET,
        path,
        access,
        Route.Kind.QUERY,
        200,
        new Route.Recording.Undeclared(),
        ctx -> {
          var call = call(ctx, access);
          RequestShare.ofLists();
          answer(ctx, call, query);
        });
  }

  /// A `POST` route that only reads: it changes nothing and ignores an Idempotency-Key.
  public Route query(String path, Access.Keyed access, QueryParser<C> parser) {
    return new Route(
        HandlerType.POST,
        path,
        access,
        Route.Kind.QUERY,
        200,
        new Route.Recording.Undeclared(),
        ctx -> {
          var call = call(ctx, access);
          refuseUnread(call);
          var body = body(ctx, protocol.mapper());
          var query = parser.query(call, body);
          check(call, body);
          send(
              ctx,
              200,
              services
                  .db()
                  .tx(
                      tx -> {
                        protocol.begin(tx, call, body);
                        return query.apply(tx);
                      }));
        });
  }

  /// A `DELETE` route that answers 204.
  ///
  /// @param act what the audit gets
  public Route delete(String path, Access.Keyed access, Query<C> query, RequestAct<C> act) {
    return new Route(
        HandlerType.DELETE,
        path,
        access,
        Route.Kind.COMMAND,
        204,
        new Route.Recording.Act(act.name()),
        ctx -> {
          var principal = principal(ctx, access);
          var call = protocol.call(ctx, principal);
          refuseUnread(call);
          var request = new RequestAudit.Request<>(ctx, principal, call);
          services.db().run(tx -> audit.removing(tx, request, act, () -> query.answer(tx, call)));
          ctx.status(204);
        });
  }

  /// A `POST` route that changes something.
  ///
  /// @param status HTTP status of success
  /// @param act what the audit gets
  public Route command(
      String path, Access.Keyed access, int status, CommandParser<C> parser, RequestAct<C> act) {
    return command(path, access, status, parser, Optional.of(act));
  }

  /// The same without an act for the audit. With a publishable key it can only create invoices;
  /// their rate and number are limited.
  public Route command(String path, Access.Keyed access, int status, CommandParser<C> parser) {
    return command(path, access, status, parser, Optional.empty());
  }

  private Route command(
      String path,
      Access.Keyed access,
      int status,
      CommandParser<C> parser,
      Optional<RequestAct<C>> act) {
    return new Route(
        HandlerType.POST,
        path,
        access,
        Route.Kind.COMMAND,
        status,
        act.<Route.Recording>map(it -> new Route.Recording.Act(it.name()))
            .orElseGet(Route.Recording.Undeclared::new),
        ctx -> {
          var principal = principal(ctx, access);
          var call = protocol.call(ctx, principal);
          if (publishable(principal)) {
            services.authenticator().payers().countInvoice(ctx, principal);
          }
          refuseUnread(call);
          var body = body(ctx, protocol.mapper());
          var request = new RequestAudit.Request<>(ctx, principal, call);
          var parsed = audit.recorded(request, act, parser.command(call, body));
          var command = begun(call, body, bounded(principal, parsed));
          check(call, body);
          var key = Optional.ofNullable(ctx.header("Idempotency-Key"));
          var repeatable = key.map(k -> request(ctx, call, k, body));
          var outcome = outcome(command, repeatable);
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

  /// Requests with equal content are the same request, even if their JSON is formatted differently.
  private Idempotency.Request request(Context ctx, C call, String key, BodyFields body) {
    var path = ctx.path().replaceAll("/+", "/").replaceFirst("(?<=.)/$", "");
    return Idempotency.Request.of(
        protocol.idempotencyScope(call),
        key,
        ctx.method() + " " + path,
        body.canonical(protocol.varying()));
  }

  private Command begun(C call, BodyFields body, Command command) {
    return new Command(
        command.creates,
        tx -> {
          protocol.begin(tx, call, body);
          return command.run.apply(tx);
        },
        (tx, id) -> {
          protocol.begin(tx, call, body);
          return command.replay.show(tx, id);
        },
        command.fallback);
  }

  /// Rejects query parameters that the route did not read.
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
    boolean partner = principal.kind() == ApiKey.Kind.PARTNER;
    if (partner != (access.accepts() == Access.Accepts.PARTNER)) {
      throw new Failure.WrongKeyKind(partner).asException();
    }
    access.scope().ifPresent(wanted -> Authenticator.demand(principal, wanted));
    if (access.accepts() == Access.Accepts.SECRET && publishable(principal)) {
      throw new Failure.MissingScope(access.scope().orElse(Scope.INVOICES_READ)).asException();
    }
    return principal;
  }

  /// Reads the request body; without a body, an object without fields.
  ///
  /// @throws Failure.Failed WrongMediaType if the type is not JSON; BadBody if the body is not a
  ///     JSON object
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
      var body = protocol.envelope(answer);
      ctx.status(status).result(protocol.mapper().writeValueAsBytes(body)).contentType(JSON);
    }
  }
}
