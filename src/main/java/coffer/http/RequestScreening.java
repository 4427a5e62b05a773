package coffer.http;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.Callback;

/// Finds requests that cannot be read, before Javalin sees them: an ambiguous or undecodable path,
/// an undecodable query, or a body above the size limit, of any media type. Such a request
/// continues with the failure as an attribute and without its path and query. [HttpServer] throws
/// the failure, and the front end writes the error response in its own format.
///
/// The parameters of `Content-Type` are dropped: JSON and forms are UTF-8, and Javalin fails on a
/// charset that Java does not know.
final class RequestScreening extends SizeLimitHandler {
  private static final String FAILURE = RequestScreening.class.getName() + ".failure";
  private static final Pattern PLAIN = Pattern.compile("/([A-Za-z0-9_-]+/)*");

  private final int maxBodyBytes;

  RequestScreening(int maxBodyBytes) {
    super(maxBodyBytes, -1);
    this.maxBodyBytes = maxBodyBytes;
  }

  /// Why a request cannot be read; empty if it can be.
  static Optional<Failure> failure(Context ctx) {
    return Optional.ofNullable((Failure) ctx.req().getAttribute(FAILURE));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    var failure = check(request);
    if (failure.isEmpty()) {
      return super.handle(
          new Rewritten(request, request.getHttpURI(), headers(request)), response, callback);
    }
    request.setAttribute(FAILURE, failure.get());
    // Skips the size limit, which would write a response itself: a request that failed here is
    // answered without reading its body.
    return getHandler()
        .handle(new Rewritten(request, front(request), headers(request)), response, callback);
  }

  private Optional<Failure> check(Request request) {
    var uri = request.getHttpURI();
    boolean path = !uri.hasViolations() && PercentEncoding.decode(uri.getPath()).isPresent();
    if (!path) return Optional.of(new Failure.BadRequest(400));
    var query = Optional.ofNullable(uri.getQuery()).flatMap(RequestScreening::undecodable);
    if (query.isPresent()) {
      var problem = new FieldProblem.Malformed(PercentEncoding.SENTENCE);
      return Optional.of(new Failure.Invalid(List.of(new FieldError(query.get(), problem))));
    }
    return request.getLength() > maxBodyBytes
        ? Optional.of(new Failure.TooLarge(maxBodyBytes))
        : Optional.empty();
  }

  /// The name of the first parameter that cannot be decoded.
  private static Optional<String> undecodable(String query) {
    for (var pair : query.split("&", -1)) {
      if (PercentEncoding.decode(pair).isPresent()) continue;
      return PercentEncoding.decode(pair.split("=", 2)[0])
          .filter(name -> name.matches("[\\x21-\\x7e]{1,100}"))
          .or(() -> Optional.of("query"));
    }
    return Optional.empty();
  }

  /// The part of the path that is needed to find the front end.
  private static HttpURI front(Request request) {
    var plain = PLAIN.matcher(request.getHttpURI().getPath());
    return HttpURI.build(request.getHttpURI())
        .clear()
        .path(plain.lookingAt() ? plain.group() : "/")
        .asImmutable();
  }

  private static HttpFields headers(Request request) {
    var headers = request.getHeaders();
    var type = headers.get(HttpHeader.CONTENT_TYPE);
    if (type == null || type.indexOf(';') < 0) return headers;
    var media = type.substring(0, type.indexOf(';')).strip();
    return HttpFields.build(headers).put(HttpHeader.CONTENT_TYPE, media).asImmutable();
  }

  private static final class Rewritten extends Request.Wrapper {
    private final HttpURI uri;
    private final HttpFields headers;

    Rewritten(Request request, HttpURI uri, HttpFields headers) {
      super(request);
      this.uri = uri;
      this.headers = headers;
    }

    @Override
    public HttpURI getHttpURI() {
      return uri;
    }

    @Override
    public HttpFields getHeaders() {
      return headers;
    }
  }
}
