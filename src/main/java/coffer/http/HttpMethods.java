package coffer.http;

import io.javalin.http.Context;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Which method Javalin is told. `HEAD` is a `GET` whose body Jetty leaves out: Javalin itself
/// would answer 200 wherever there is a `GET`, whoever asks and whatever is there. A header that
/// names another method than the request does is dropped, for Javalin would follow it.
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
    return super.handle(new Told(request, method, headers), response, callback);
  }

  /// Whether nobody will see a body: one that never ends need not be begun.
  static boolean head(Context ctx) {
    return ctx.req().getAttribute(HEAD) != null;
  }

  private static final class Told extends Request.Wrapper {
    private final String method;
    private final HttpFields headers;

    Told(Request request, String method, HttpFields headers) {
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
