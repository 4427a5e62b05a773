package coffer.http;

import io.javalin.http.HandlerType;
import io.javalin.router.InternalRouter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Rewrites the path of a request as [PathAliases] defines, before Javalin sees it. Several slashes
/// in a row become one, because clients join a base URL that ends in a slash with a path that
/// begins with one. The path is not decoded: a path that Javalin does not know stays unknown.
final class PathAliasHandler extends Handler.Wrapper {
  private static final Pattern SLASHES = Pattern.compile("/{2,}");

  private final PathAliases aliases;
  private final Supplier<InternalRouter> router;

  /// @param router not available until the first request
  PathAliasHandler(PathAliases aliases, Supplier<InternalRouter> router, Handler next) {
    super(next);
    this.aliases = aliases;
    this.router = router;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    var path = request.getHttpURI().getPath();
    if (path == null) return super.handle(request, response, callback);
    var found =
        aliases.find(new Asked(request, SLASHES.matcher(path).replaceAll("/"), router.get()));
    if (found.equals(path)) return super.handle(request, response, callback);
    var moved = HttpURI.build(request.getHttpURI()).path(found).asImmutable();
    return super.handle(Request.serveAs(request, moved), response, callback);
  }

  private record Asked(Request request, String path, InternalRouter router)
      implements PathAliases.Call {
    @Override
    public String host() {
      var host = Request.getServerName(request);
      // "name." is the same host name, written as an absolute name.
      return host == null ? "" : host.toLowerCase(Locale.ROOT).replaceFirst("\\.+$", "");
    }

    /// A CORS preflight (`OPTIONS`) names the headers of the request that will follow.
    @Override
    public boolean has(String header) {
      var sent = Optional.ofNullable(request.getHeaders().get(header));
      if (sent.isPresent()) return !sent.get().isBlank();
      return request.getMethod().equals("OPTIONS")
          && request.getHeaders().getCSV("Access-Control-Request-Headers", false).stream()
              .anyMatch(header::equalsIgnoreCase);
    }

    @Override
    public boolean routed(String place) {
      var method = request.getMethod();
      return HandlerType.commonHttp().stream()
          .anyMatch(type -> type.name().equals(method) && router.hasHttpHandlerEntry(type, place));
    }

    @Override
    public boolean known(String place) {
      return HandlerType.commonHttp().stream()
          .anyMatch(type -> router.hasHttpHandlerEntry(type, place));
    }
  }
}
