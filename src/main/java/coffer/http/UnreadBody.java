package coffer.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Reads and drops the part of a request's body that the handler did not read, for example because
/// it rejected the request. If a server closes a connection while the client still sends, many
/// clients report a broken pipe and never read the response.
public final class UnreadBody extends Handler.Wrapper {
  /// A longer body is not read; its client may lose the response.
  public static final long MAX_BYTES = 1 << 20;

  /// Maximum time between two parts of a body. After a longer pause, the server responds at once.
  public static final Duration READ_TIMEOUT = Duration.ofSeconds(1);

  private static final String ATTRIBUTE = UnreadBody.class.getName();

  UnreadBody(Handler next) {
    super(next);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    var body = new Body(request);
    request.setAttribute(ATTRIBUTE, body);
    return super.handle(body, response, callback);
  }

  /// Drops the rest of the body unless the response is already committed. A client that waits for
  /// `100 Continue` sends no body when it receives the final response instead.
  ///
  /// @throws InterruptedException if the server stops meanwhile
  static void drop(Context ctx) throws InterruptedException {
    if (ctx.res().isCommitted()) return;
    if (!(ctx.req().getAttribute(ATTRIBUTE) instanceof Body body) || body.ended) return;
    var waits = body.getHeaders().contains(HttpHeader.EXPECT);
    if (!waits && body.getLength() <= MAX_BYTES) body.drop();
  }

  private static final class Body extends Request.Wrapper {
    private volatile boolean ended;

    Body(Request request) {
      super(request);
    }

    @Override
    public Content.@Nullable Chunk read() {
      var chunk = super.read();
      if (chunk != null && (chunk.isLast() || Content.Chunk.isFailure(chunk))) ended = true;
      return chunk;
    }

    void drop() throws InterruptedException {
      var more = new Semaphore(0);
      for (long left = MAX_BYTES; left > 0 && !ended; ) {
        var chunk = read();
        if (chunk != null) {
          left -= chunk.remaining();
          chunk.release();
        } else {
          demand(more::release);
          if (!more.tryAcquire(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) return;
        }
      }
    }
  }
}
