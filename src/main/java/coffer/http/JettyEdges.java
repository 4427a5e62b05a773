package coffer.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;

/// What happens before Javalin sees a request, or when it never does.
final class JettyEdges {
  /// Below it, errors are RFC 9457 problems; elsewhere plain JSON.
  private static final String PROBLEMS = "/coffer/";

  private JettyEdges() {}

  /// @param underWay is kept at the number of requests whose answers are not wholly written yet
  static void install(Server server, Mounted mounted, AtomicInteger underWay) {
    server.setErrorHandler(JettyEdges::plainError);
    server.setHandler(new Counting(underWay, new Methods(mounted)));
  }

  static void plain(ServletContextHandler context) {
    context.setErrorHandler(JettyEdges::plainError);
  }

  static void quiet(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(16 * 1024);
  }

  /// A request that cannot even be read is told its status, and nothing of how the server is made.
  /// It is nobody's yet, so the body has a field for whatever a client looks at.
  private static boolean plainError(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    var error = status < 500 ? "bad_request" : "internal_error";
    var words = HttpStatus.getMessage(status);
    var body =
        "{\"type\":\"about:blank\",\"status\":%d,\"error\":\"%s\",\"message\":\"%s\",\"detail\":\"%s\"}"
            .formatted(status, error, words, words);
    var path = Optional.ofNullable(request.getHttpURI().getPath()).orElse("");
    var type = path.startsWith(PROBLEMS) ? "application/problem+json" : "application/json";
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
