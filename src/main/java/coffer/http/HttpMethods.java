package coffer.http;

import io.javalin.http.Context;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Rewrites the request method before Javalin sees it. A `HEAD` becomes a `GET`, and Jetty drops
/// the body of its response: Javalin itself would answer 200 on every path that has a `GET`,
/// without running its handler. The header `X-HTTP-Method-Override` is removed, because Javalin
/// would obey it.
final class HttpMethods extends Handler.Wrapper {
  private static final String OVERRIDE = "X-HTTP-Method-Override";
  private static final String HEAD = HttpMethods.class.getName() + ".head";

  HttpMethods(Handler next) {
    super(next);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    boolean head = HttpMethod.HEAD.is(request.getMethod());
    boolean override = request.getHeaders().contains(OVERRIDE);
    if (!head && !override) return super.handle(request, response, callback);
    if (head) request.setAttribute(HEAD, true);
    var method = head ? HttpMethod.GET.asString() : request.getMethod();
    var headers = HttpFields.build(request.getHeaders()).remove(OVERRIDE).asImmutable();
    return super.handle(new Rewritten(request, method, headers), response, callback);
  }

  /// Whether the request is a `HEAD`: its response has no body, so an endless one need not start.
  static boolean head(Context ctx) {
    return ctx.req().getAttribute(HEAD) != null;
  }

  private static final class Rewritten extends Request.Wrapper {
    private final String method;
    private final HttpFields headers;

    Rewritten(Request request, String method, HttpFields headers) {
      super(request);
      this.method = method;
      this.headers = headers;
    }

    @Override
    public String getMethod() {
      return method;
    }

    @Override
    public HttpFields getHeaders() {
      return headers;
    }
  }
}
