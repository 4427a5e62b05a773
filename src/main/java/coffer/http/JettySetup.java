package coffer.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;

/// Configures Jetty: everything that happens before Javalin sees a request, or without Javalin.
final class JettySetup {
  /// Errors below this path are RFC 9457 problems; elsewhere they are plain JSON.
  private static final String PROBLEMS = "/coffer/";

  private JettySetup() {}

  /// @param underWay number of requests without a completely written response
  /// @param chain handlers that end in Javalin
  static void install(Server server, Handler.Wrapper chain, AtomicInteger underWay) {
    server.setErrorHandler(JettySetup::plainError);
    server.setHandler(new Counting(underWay, chain));
  }

  static void plain(ServletContextHandler context) {
    context.setErrorHandler(JettySetup::plainError);
  }

  static void quiet(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(HttpServer.MAX_HEAD_BYTES);
    // RequestScreening checks paths, so that each front end can answer in its own format.
    http.setUriCompliance(UriCompliance.from(EnumSet.allOf(UriCompliance.Violation.class)));
  }

  /// Writes the response to a request that Jetty cannot parse. No front end is known yet, so the
  /// body contains an error field for the clients of each, and no details about the server.
  /// `status` is a number in problems only: GetCrypto clients treat every value except `false` as
  /// success.
  private static boolean plainError(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    var error = status < 500 ? "bad_request" : "internal_error";
    var words = HttpStatus.getMessage(status);
    var path = Optional.ofNullable(request.getHttpURI().getPath()).orElse("");
    boolean problem = path.startsWith(PROBLEMS);
    var body =
        "{\"type\":\"about:blank\",\"status\":%s,\"error\":\"%s\",\"message\":\"%s\",\"detail\":\"%s\"}"
            .formatted(problem ? status : "false", error, words, words);
    var type = problem ? "application/problem+json" : "application/json";
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.write(true, java.nio.ByteBuffer.wrap(body.getBytes(UTF_8)), callback);
    return true;
  }

  private static final class Counting extends Handler.Wrapper {
    private final AtomicInteger underWay;

    Counting(AtomicInteger underWay, Handler.Wrapper next) {
      super(next);
      this.underWay = underWay;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      underWay.incrementAndGet();
      var counted = Callback.from(callback, underWay::decrementAndGet);
      try {
        boolean handled = super.handle(request, response, counted);
        if (!handled) underWay.decrementAndGet();
        return handled;
      } catch (Exception | Error e) {
        underWay.decrementAndGet();
        throw e;
      }
    }
  }
}
