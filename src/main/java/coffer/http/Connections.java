package coffer.http;

import coffer.core.BackgroundLoop;
import io.javalin.http.Context;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Limits the number of connections, and the time in which a client must send a request and read a
/// response. A client that sends or reads one byte now and then never triggers Jetty's idle
/// timeout, so a timer closes connections after their deadline.
final class Connections implements Connection.Listener, AutoCloseable {
  private static final String ATTRIBUTE = Connections.class.getName();
  private static final Duration MAX_PAUSE = Duration.ofSeconds(1);

  private final HttpServer.ConnectionLimits limits;
  private final ClientAddress clients;
  private final Map<EndPoint, Line> lines = new ConcurrentHashMap<>();
  private final Map<ClientBlock, Integer> perBlock = new ConcurrentHashMap<>();
  private final Duration pause;
  private final BackgroundLoop timer;

  Connections(HttpServer.ConnectionLimits limits, ClientAddress clients) {
    this.limits = limits;
    this.clients = clients;
    var shortest =
        Stream.of(limits.head(), limits.body(), limits.answer())
            .min(Duration::compareTo)
            .orElseThrow()
            .dividedBy(4);
    this.pause = shortest.compareTo(MAX_PAUSE) < 0 ? shortest : MAX_PAUSE;
    this.timer = BackgroundLoop.onPlatformThread("connection deadlines", this::closeOverdue);
  }

  /// One connection and its deadline, on the clock of `System.nanoTime`.
  private static final class Line {
    private final EndPoint endPoint;
    private final Optional<ClientBlock> block;
    private volatile boolean stream;
    private volatile boolean limited;
    private volatile long deadline;
    private volatile Optional<Long> end = Optional.empty();

    Line(EndPoint endPoint, Optional<ClientBlock> block) {
      this.endPoint = endPoint;
      this.block = block;
    }

    void within(Duration time) {
      deadline = System.nanoTime() + time.toNanos();
      limited = true;
    }

    /// The time for one write of a stream or a download.
    void writesWithin(Duration time) {
      var left = end.map(at -> Duration.ofNanos(at - System.nanoTime())).orElse(time);
      within(left.compareTo(time) < 0 ? left : time);
    }

    void unlimited() {
      limited = false;
    }

    boolean overdue(long now) {
      return limited && now - deadline >= 0;
    }
  }

  void install(ServerConnector connector) {
    connector.addBean(this);
    connector.addBean(new NetworkConnectionLimit(limits.most(), connector));
    timer.start();
  }

  Handler.Wrapper timed(Handler next) {
    return new Timed(next);
  }

  /// Marks the response as an event stream: from now on, each write has its own deadline.
  static void stream(Context ctx) {
    if (ctx.req().getAttribute(ATTRIBUTE) instanceof Line line) line.stream = true;
  }

  /// The same for a download, which also has a deadline as a whole.
  static void download(Context ctx, Duration atMost) {
    if (!(ctx.req().getAttribute(ATTRIBUTE) instanceof Line line)) return;
    line.end = Optional.of(System.nanoTime() + atMost.toNanos());
    line.stream = true;
  }

  /// Closes the connection of a request, in the middle of its answer.
  static void close(Context ctx) {
    if (ctx.req().getAttribute(ATTRIBUTE) instanceof Line line) line.endPoint.close();
  }

  /// The number of open connections.
  int open() {
    return lines.size();
  }

  @Override
  public void onOpened(Connection connection) {
    var endPoint = connection.getEndPoint();
    var line = new Line(endPoint, block(endPoint));
    line.within(limits.head());
    lines.put(endPoint, line);
    if (line.block.isEmpty()) return;
    if (perBlock.merge(line.block.get(), 1, Integer::sum) > limits.mostPerBlock()) endPoint.close();
  }

  @Override
  public void onClosed(Connection connection) {
    var line = lines.remove(connection.getEndPoint());
    if (line == null) return;
    line.block.ifPresent(
        block -> perBlock.computeIfPresent(block, (_, count) -> count == 1 ? null : count - 1));
  }

  private Optional<ClientBlock> block(EndPoint endPoint) {
    return endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote
        ? Optional.of(remote.getAddress())
            .filter(address -> !clients.trusts(address))
            .map(ClientBlock::of)
        : Optional.empty();
  }

  private void closeOverdue() throws InterruptedException {
    var now = System.nanoTime();
    for (var line : lines.values()) if (line.overdue(now)) cutOff(line);
    timer.pause(pause);
  }

  /// Closes the connection as if the client had disconnected: code that reads or writes gets the
  /// usual I/O error.
  private static void cutOff(Line line) {
    line.unlimited();
    line.endPoint.close(new EofException("the client took too long"));
  }

  @Override
  public void close() {
    timer.close();
  }

  private final class Timed extends Handler.Wrapper {
    Timed(Handler next) {
      super(next);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      var line = lines.get(request.getConnectionMetaData().getConnection().getEndPoint());
      if (line == null) return super.handle(request, response, callback);
      request.setAttribute(ATTRIBUTE, line);
      line.stream = false;
      line.end = Optional.empty();
      line.unlimited();
      return super.handle(
          new Reading(request, line),
          new Writing(request, response, line),
          answered(callback, line));
    }

    private Callback answered(Callback callback, Line line) {
      return new Callback.Nested(callback) {
        @Override
        public void succeeded() {
          // Before Jetty continues: it may start with the next request at once.
          line.within(limits.head());
          super.succeeded();
        }

        @Override
        public void failed(Throwable failure) {
          line.within(limits.head());
          super.failed(failure);
        }
      };
    }
  }

  private final class Reading extends Request.Wrapper {
    private final Line line;
    private boolean begun;

    Reading(Request request, Line line) {
      super(request);
      this.line = line;
    }

    @Override
    public Content.@Nullable Chunk read() {
      if (!begun) line.within(limits.body());
      begun = true;
      var chunk = super.read();
      if (chunk != null && (chunk.isLast() || Content.Chunk.isFailure(chunk))) line.unlimited();
      return chunk;
    }
  }

  private final class Writing extends Response.Wrapper {
    private final Line line;
    private boolean begun;

    Writing(Request request, Response response, Line line) {
      super(request, response);
      this.line = line;
    }

    @Override
    public void write(boolean last, ByteBuffer content, Callback callback) {
      if (line.stream) {
        line.writesWithin(limits.answer());
        super.write(last, content, Callback.from(line::unlimited, callback));
        return;
      }
      if (!begun) line.within(limits.answer());
      begun = true;
      super.write(last, content, callback);
    }
  }
}
