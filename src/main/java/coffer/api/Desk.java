package coffer.api;

import coffer.core.Rejection;
import coffer.core.invoice.PublishableInvoices;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Principal;
import coffer.core.merchant.Scope;
import coffer.db.Db;
import coffer.db.Tx;
import coffer.http.Authenticator;
import coffer.http.Failure;
import coffer.http.FairShare;
import coffer.http.Idempotency;
import coffer.http.Idempotency.Done;
import coffer.http.PayerLimits;
import coffer.http.Wire;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/// Takes the requests of one dialect in (whose they are, what they may, what they say) and sends
/// answers out. Each is one transaction.
///
/// @param <C> a request that was let in, as the dialect sees it
public final class Desk<C> {
  private static final String JSON = "application/json";

  private final Services services;
  private final Manner<C> manner;

  public Desk(Services services, Manner<C> manner) {
    this.services = services;
    this.manner = manner;
  }

  /// @param clock that says which invoices are past their time
  public record Services(
      Db db, Authenticator authenticator, Idempotency idempotency, InstantSource clock) {}

  /// How one dialect is spoken to.
  public interface Manner<C> {
    /// That its keys are for.
    String dialect();

    /// Where the key stands in a request.
    Optional<String> key(Context ctx);

    /// The request as the dialect sees it: with the project that it is about, where that is known
    /// before the body is read.
    C call(Context ctx, Principal principal);

    /// Of a strict one, every parameter and every field of the body must be known to the route.
    Query query(C call);

    /// Within which an Idempotency-Key is unique.
    String idempotencyScope(C call);

    /// How answers are written and bodies read.
    JsonMapper mapper();
  }

  /// Which keys may send a request. A publishable one is known to every payer.
  public enum Keys {
    SECRET,
    ANY
  }

  @FunctionalInterface
  public interface Reading<C> {
    Object answer(Tx tx, C call);
  }

  /// Reads the body, before any transaction; [Fields#check] is called afterwards.
  @FunctionalInterface
  public interface Writing<C> {
    Work work(C call, Fields body);
  }

  /// An answer with a status other than the route's.
  public record Reply(int status, Object body) {}

  /// @param makes what kind of object: `invoice`
  /// @param run does it
  /// @param replay shows the object as it is now; is given the row id that `run` told
  /// @param rescue for refusals that have another answer
  public record Work(String makes, Function<Tx, Done<Object>> run, Replay replay, Rescue rescue) {
    public static Work making(String makes, Function<Tx, Done<Object>> run, Replay replay) {
      return new Work(makes, run, replay, _ -> Optional.empty());
    }

    /// To an object that the request itself names.
    public static Work on(String what, Function<Tx, Object> run, Function<Tx, Object> replay) {
      return making(what, tx -> new Done<>(0, run.apply(tx)), (tx, _) -> replay.apply(tx));
    }

    public Work rescued(Rescue by) {
      return new Work(makes, run, replay, by);
    }
  }

  @FunctionalInterface
  public interface Replay {
    Object show(Tx tx, long id);
  }

  /// What is answered although the command was refused: in a transaction of its own, for nothing of
  /// the command's is there.
  @FunctionalInterface
  public interface Rescue {
    Optional<Function<Tx, Object>> of(Rejection rejection);
  }

  private record Outcome(Object answer, boolean replayed) {}

  /// @param scope that the key must have; empty = any key of the dialect will do
  public Handler get(Optional<Scope> scope, Keys keys, Reading<C> reading) {
    return ctx -> answer(ctx, call(ctx, scope, keys), reading);
  }

  /// The same for a list: it waits for the other lists of its project, and for nothing else.
  public Handler list(Optional<Scope> scope, Keys keys, Reading<C> reading) {
    return ctx -> {
      var call = call(ctx, scope, keys);
      FairShare.ofLists();
      answer(ctx, call, reading);
    };
  }

  private void answer(Context ctx, C call, Reading<C> reading) {
    var answer = services.db.tx(tx -> reading.answer(tx, call));
    refuseUnread(call);
    send(ctx, 200, answer);
  }

  public Handler delete(Scope scope, Reading<C> reading) {
    return ctx -> {
      var call = call(ctx, Optional.of(scope), Keys.SECRET);
      refuseUnread(call);
      services.db.run(tx -> reading.answer(tx, call));
      ctx.status(204);
    };
  }

  /// What a publishable key may send makes an invoice: these are counted, and bounded.
  ///
  /// @param status of success
  public Handler post(Scope scope, Keys keys, int status, Writing<C> writing) {
    return ctx -> {
      var principal = principal(ctx, Optional.of(scope), keys);
      var call = manner.call(ctx, principal);
      if (publishable(principal)) services.authenticator.payers().countInvoice(ctx, principal);
      refuseUnread(call);
      var body = body(ctx, manner.mapper());
      var work = bounded(principal, writing.work(call, body));
      if (manner.query(call).strict()) body.checkAll();
      else body.check();
      var key = Optional.ofNullable(ctx.header("Idempotency-Key"));
      var request = key.map(k -> request(ctx, manner.idempotencyScope(call), k, body));
      var outcome = outcome(work, request);
      if (outcome.replayed) ctx.header("Idempotent-Replayed", "true");
      send(ctx, status, outcome.answer);
    };
  }

  /// What says the same is the same request, however it is written.
  private static Idempotency.Request request(Context ctx, String scope, String key, Fields body) {
    var path = ctx.path().replaceAll("/+", "/").replaceFirst("(?<=.)/$", "");
    return Idempotency.Request.of(scope, key, ctx.method() + " " + path, body.canonical());
  }

  /// The query of a route that reads none, or did not read all of it.
  private void refuseUnread(C call) {
    var query = manner.query(call);
    if (query.strict()) query.check();
  }

  private Outcome outcome(Work work, Optional<Idempotency.Request> request) {
    try {
      return services.db.tx(tx -> run(tx, work, request));
    } catch (Rejection.Refused e) {
      var otherwise = work.rescue.of(e.rejection()).orElseThrow(() -> e);
      return new Outcome(services.db.tx(otherwise), false);
    }
  }

  private Outcome run(Tx tx, Work work, Optional<Idempotency.Request> request) {
    if (request.isEmpty()) return new Outcome(work.run.apply(tx).answer(), false);
    return services.idempotency.run(
        tx,
        request.get(),
        work.makes,
        () -> {
          var done = work.run.apply(tx);
          return new Done<>(done.objectId(), new Outcome(done.answer(), false));
        },
        id -> new Outcome(work.replay.show(tx, id), true));
  }

  private Work bounded(Principal principal, Work work) {
    if (!publishable(principal)) return work;
    var invoices = new PublishableInvoices(services.authenticator.payers().openInvoices());
    long project = principal.project().orElseThrow().id();
    return new Work(
        work.makes,
        tx -> {
          if (!invoices.haveRoom(tx, project, services.clock.instant()))
            throw PayerLimits.tooManyOpen();
          var done = work.run.apply(tx);
          invoices.add(tx, project, done.objectId());
          return done;
        },
        work.replay,
        work.rescue);
  }

  private static boolean publishable(Principal principal) {
    return principal.kind() == ApiKey.Kind.PUBLISHABLE;
  }

  private C call(Context ctx, Optional<Scope> scope, Keys keys) {
    return manner.call(ctx, principal(ctx, scope, keys));
  }

  private Principal principal(Context ctx, Optional<Scope> scope, Keys keys) {
    var principal = services.authenticator.principal(ctx, manner.dialect(), manner.key(ctx));
    scope.ifPresent(wanted -> Authenticator.demand(principal, wanted));
    if (keys == Keys.SECRET && publishable(principal)) {
      throw new Failure.MissingScope(scope.orElse(Scope.INVOICES_READ)).asException();
    }
    return principal;
  }

  /// What a request says; nothing where it has no body.
  ///
  /// @throws Failure.Failed if it is no JSON object, or is not called one
  public static Fields body(Context ctx, JsonMapper mapper) {
    var bytes = ctx.bodyAsBytes();
    if (bytes.length == 0) return Fields.none();
    var type = Optional.ofNullable(ctx.contentType()).orElse("");
    var media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!media.equals(JSON)) throw new Failure.WrongMediaType(JSON).asException();
    var node = Wire.tree(mapper, bytes);
    if (!node.isObject()) {
      throw new Failure.BadBody("", "This is not a JSON object.").asException();
    }
    return Fields.of(node);
  }

  private void send(Context ctx, int status, Object answer) {
    if (answer instanceof Reply(var other, var body)) {
      send(ctx, other, body);
    } else {
      ctx.status(status).result(manner.mapper().writeValueAsBytes(answer)).contentType(JSON);
    }
  }
}
