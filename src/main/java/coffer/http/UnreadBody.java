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

/// What a handler leaves of a request's body, for example because it refuses the request. A server
/// that closes the connection while the client still sends may take the answer away from it: many
/// clients report a broken pipe and never read the answer. So the rest is read and dropped first.
public final class UnreadBody extends Handler.Wrapper {
  /// Of a longer body nothing is read: its client may lose the answer.
  public static final long MAX_BYTES = 1 << 20;

  /// Between two parts of a body. After a longer pause the client gets its answer at once.
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

  /// Reads the rest of the body, if there is one and the answer is not on its way yet.
  /// A client that waits for `100 Continue` sends no body when it gets the answer instead.
  ///
  /// @throws InterruptedException if the server ends meanwhile
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
