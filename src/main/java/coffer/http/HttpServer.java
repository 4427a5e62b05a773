package coffer.http;

import coffer.core.Rejection;
import coffer.db.Db;
import coffer.operator.UserError;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.core.JacksonException;

/// The HTTP server: Javalin on virtual threads, serving the given front ends.
public final class HttpServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
  private static final Logger access = LoggerFactory.getLogger("access");

  /// Maximum size of a request's line and headers together.
  public static final int MAX_HEAD_BYTES = 16 * 1024;

  /// The server closes a connection after this time without a byte in either direction. It is
  /// longer than the idle timeouts of usual clients and proxies (Java's client 30 s, nginx 60 s),
  /// so that they close first: a request that is sent while the server closes the connection is
  /// lost.
  public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(75);

  // `Retry-After` while the database is away; the pool checks as often whether it is back.
  private static final Duration DATABASE_AWAY = Duration.ofSeconds(5);

  /// @param listen a local address, for example `127.0.0.1` or `0.0.0.0`
  /// @param port 0 = any free port
  /// @param maxBodyBytes maximum size of a request's body
  /// @param aliases mapping of paths without a front end's prefix
  /// @param https whether the public URL uses https; responses then contain
  ///     `Strict-Transport-Security`
  /// @param drain maximum time for which a stopping server waits for running requests
  public record Settings(
      String listen,
      int port,
      int maxBodyBytes,
      PathAliases aliases,
      boolean https,
      Duration drain,
      ConnectionLimits connections) {}

  /// Limits of connections. The server closes a connection within a second after its deadline,
  /// without a response.
  ///
  /// @param most maximum number of open connections; further ones wait to be accepted
  /// @param mostPerBlock maximum number for one client block, trusted proxies excepted; further
  ///     ones are closed
  /// @param head time until the headers of a request are complete, measured from the opening of the
  ///     connection or the end of the previous response
  /// @param body time from the first to the last read of a request's body
  /// @param answer time from the first to the last write of a response; for an event stream and a
  ///     download, the time of each write
  public record ConnectionLimits(
      int most, int mostPerBlock, Duration head, Duration body, Duration answer) {
    /// The limits if the configuration sets none.
    public static final ConnectionLimits DEFAULT =
        new ConnectionLimits(
            10_000, 500, IDLE_TIMEOUT, Duration.ofSeconds(30), Duration.ofSeconds(60));
  }

  private final Settings settings;
  private final List<FrontEnd> fronts;
  private final ClientAddress clients;
  private final RateLimiter limiter;
  private final Health health;
  private final Metrics metrics;
  private final EventStreams streams;
  private final Connections connections;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Optional<RequestLog> requests;
  private final Javalin javalin;

  /// @param limiter rate limit of each client block
  public HttpServer(
      Settings settings,
      List<FrontEnd> fronts,
      ClientAddress clients,
      RateLimiter limiter,
      Health health,
      Metrics metrics,
      EventStreams streams) {
    this(settings, fronts, clients, limiter, health, metrics, streams, Optional.empty());
  }

  /// The same with a log of the requests of projects.
  public HttpServer(
      Settings settings,
      List<FrontEnd> fronts,
      ClientAddress clients,
      RateLimiter limiter,
      Health health,
      Metrics metrics,
      EventStreams streams,
      Optional<RequestLog> requests) {
    this.requests = requests;
    this.settings = settings;
    this.fronts = new ArrayList<>(fronts);
    this.fronts.addAll(List.of(health, metrics));
    this.clients = clients;
    this.limiter = limiter;
    this.health = health;
    this.metrics = metrics;
    this.streams = streams;
    this.connections = new Connections(settings.connections, clients);
    this.javalin = Javalin.create(this::configure);
    metrics.gauge("coffer_http_connections", "open connections", connections::open);
    metrics.gauge("coffer_http_streams", "open event streams", streams::open);
    metrics.gauge("coffer_http_under_way", "requests under way", underWay::get);
  }

  /// @throws UserError if the server cannot listen on the address and port
  public HttpServer start() {
    try {
      javalin.start();
    } catch (JavalinBindException e) {
      throw new UserError(
          "cannot listen on %s:%d: %s".formatted(settings.listen, settings.port, why(e)), e);
    }
    return this;
  }

  /// A reason for the operator, from Jetty's messages: "Address already in use", "Permission
  /// denied".
  private static String why(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (!(cause instanceof BindException)) continue;
      var words = String.valueOf(cause.getMessage());
      if (words.startsWith("Cannot assign")) return "this machine has no such address";
      if (words.startsWith("Permission")) return "this user may not use that port";
    }
    return "another program uses that port";
  }

  public int port() {
    return javalin.port();
  }

  private void configure(JavalinConfig config) {
    config.jsonMapper(new WireJson());
    config.concurrency.useVirtualThreads = true;
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = settings.maxBodyBytes;
    config.http.prefer405over404 = true;
    config.http.strictContentTypes = true;
    config.http.generateEtags = false;
    config.jetty.addConnector(this::connector);
    config.jetty.modifyServer(server -> JettySetup.install(server, chain(), underWay));
    config.jetty.modifyServletContextHandler(JettySetup::plain);
    config.jetty.modifyHttpConfiguration(JettySetup::quiet);
    config.router.javaLangErrorHandler((res, error) -> log.error("an error of Java's", error));
    config.requestLogger.http(this::finished);
    config.routes.before(this::begin);
    config.routes.after(UnreadBody::drop);
    config.routes.exception(
        Rejection.Refused.class,
        (e, ctx) -> {
          RequestLog.error(ctx, name(e.rejection()));
          front(ctx).refuse(ctx, e.rejection());
        });
    config.routes.exception(Failure.Failed.class, (e, ctx) -> fail(ctx, e.failure()));
    config.routes.exception(JacksonException.class, (e, ctx) -> fail(ctx, WireJson.explain(e)));
    config.routes.exception(HttpResponseException.class, this::ofServer);
    config.routes.exception(Exception.class, this::unexpected);
    fronts.forEach(frontEnd -> frontEnd.routes(config.routes));
  }

  private Connector connector(Server server, HttpConfiguration http) {
    var connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(settings.listen);
    connector.setPort(settings.port);
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    connections.install(connector);
    return connector;
  }

  private Handler.Wrapper chain() {
    var screening = new RequestScreening(settings.maxBodyBytes);
    var mounted =
        new PathAliasHandler(settings.aliases, () -> javalin.unsafe.internalRouter, screening);
    return connections.timed(new UnreadBody(new HttpMethods(mounted)));
  }

  private void begin(Context ctx) {
    MDC.put(RequestId.LOG_KEY, RequestId.give(ctx));
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("X-Frame-Options", "DENY");
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    ctx.header("Cache-Control", "no-store");
    if (settings.https) ctx.header("Strict-Transport-Security", "max-age=31536000");
    clients.find(ctx);
    // Health checks have separate buckets: a busy client must not make the server look unhealthy.
    var bucket = ctx.path().startsWith("/health/") ? "health/" : "";
    var client = ClientBlock.of(ctx);
    RequestShare.ofClient(client);
    limiter.take(ctx, bucket + client.text());
    RequestScreening.failure(ctx)
        .ifPresent(
            failure -> {
              throw failure.asException();
            });
  }

  /// Log and metrics contain the route's template instead of the path: no ids, no query, no
  /// secrets.
  private void finished(Context ctx, Float millis) {
    var endpoint = ctx.endpoints().matchedHttpEndpoint();
    var route = endpoint == null ? "(none)" : endpoint.path;
    var took = Duration.ofNanos((long) (millis * 1e6));
    var method = endpoint == null ? "(any)" : ctx.method().name();
    metrics.request(method, route, ctx.statusCode(), took);
    var level = route.startsWith("/health/") ? access.atDebug() : access.atInfo();
    requests.ifPresent(log -> log.add(ctx, route, took));
    level
        .addKeyValue("method", method)
        .addKeyValue("route", route)
        .addKeyValue("status", ctx.statusCode())
        .addKeyValue("ms", took.toMillis())
        .log("request");
    MDC.remove(RequestId.LOG_KEY);
    RequestShare.end();
  }

  private void fail(Context ctx, Failure failure) {
    RequestLog.error(ctx, name(failure));
    front(ctx).fail(ctx, failure);
  }

  /// The name of a failure for the log of requests, if its dialect has no codes: `not_found`.
  private static String name(Object failure) {
    var name = failure.getClass().getSimpleName();
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private FrontEnd front(Context ctx) {
    return fronts.stream()
        .filter(frontEnd -> PathAliases.under(ctx.path(), frontEnd.prefix()))
        .max(java.util.Comparator.comparingInt(frontEnd -> frontEnd.prefix().length()))
        .orElse(health);
  }

  private void ofServer(HttpResponseException e, Context ctx) {
    fail(ctx, failure(e));
  }

  private Failure failure(HttpResponseException e) {
    int status = e.getStatus();
    if (status == 404) return new Failure.NoRoute();
    if (status == 405) return new Failure.MethodNotAllowed(allowed(e));
    if (status == 413) return new Failure.TooLarge(settings.maxBodyBytes);
    // Javalin's strictContentTypes has no exception class for this.
    boolean type = String.valueOf(e.getMessage()).startsWith("Content-Type is not");
    if (status == 415 || type) return new Failure.WrongMediaType("application/json");
    if (status < 500) return new Failure.BadRequest(status);
    log.error("the server gave up on a request", e);
    return new Failure.Unexpected();
  }

  private static List<String> allowed(HttpResponseException e) {
    var methods = e.getDetails().get("availableMethods");
    return methods == null
        ? List.of()
        : Arrays.stream(methods.split(",")).map(String::strip).toList();
  }

  /// Finds Jetty's errors about a body that a handler reads: too long, a broken chunk, an end
  /// before the declared length. The client causes all of them, and has often disconnected already.
  private Optional<Failure> unreadable(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpException http && http.getCode() < 500) {
        return Optional.of(
            http.getCode() == 413
                ? new Failure.TooLarge(settings.maxBodyBytes)
                : new Failure.BadRequest(http.getCode()));
      }
      if (cause instanceof EofException) return Optional.of(new Failure.BadRequest(400));
    }
    return Optional.empty();
  }

  private void unexpected(Exception e, Context ctx) {
    var unreadable = unreadable(e);
    if (unreadable.isPresent()) {
      log.debug("a body cannot be read", e);
      fail(ctx, unreadable.get());
    } else if (Db.unavailable(e)) {
      log.warn("a request could not be served by the database: {}", Db.reason(e));
      fail(ctx, new Failure.Unavailable(DATABASE_AWAY));
    } else {
      log.error("a request failed: {}", e.getClass().getSimpleName(), e);
      fail(ctx, new Failure.Unexpected());
    }
  }

  /// Accepts no new connections, ends the open streams and waits for running requests, up to the
  /// drain time.
  @Override
  public void close() {
    health.stopping();
    streams.close();
    for (var connector : javalin.jettyServer().server().getConnectors()) {
      if (connector instanceof ServerConnector open) open.close();
    }
    var until = System.nanoTime() + settings.drain.toNanos();
    while (underWay.get() > 0 && System.nanoTime() < until) LockSupport.parkNanos(10_000_000);
    if (underWay.get() > 0) log.warn("{} requests are cut off", underWay.get());
    javalin.stop();
    connections.close();
    metrics.close();
  }
}
