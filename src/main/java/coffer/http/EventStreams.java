package coffer.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/// Server-sent events. Each open stream has its own virtual thread, which waits for events to send.
/// The server closes a stream if the client reads too slowly; the client then reconnects and
/// receives the current state.
public final class EventStreams implements AutoCloseable {
  /// Maximum number of events of a stream that wait to be sent; a stream with more is closed.
  public static final int QUEUE = 64;

  private static final Duration RETRY = Duration.ofSeconds(10);

  /// Maximum duration of a stream.
  public static final Duration MAX_DURATION = Duration.ofHours(1);

  /// @param most maximum number of open streams
  /// @param mostPerClient maximum number for one client block
  /// @param heartbeat the server sends a heartbeat after this time without an event: proxies then
  ///     keep the connection open, and the server notices a disconnected client
  /// @param longest the server ends a stream after this time; the client reconnects
  public record Limits(int most, int mostPerClient, Duration heartbeat, Duration longest) {
    public Limits(int most, int mostPerClient, Duration heartbeat) {
      this(most, mostPerClient, heartbeat, MAX_DURATION);
    }

    /// Maximum number of streams of one project: half of all, rounded up.
    int mostPerProject() {
      return (most + 1) / 2;
    }
  }

  private record Message(String event, String data) {
    byte[] bytes() {
      var text = new StringBuilder("event: ").append(line(event)).append('\n');
      data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
      return text.append('\n').toString().getBytes(UTF_8);
    }

    private static String line(String text) {
      return text.replaceAll("[\r\n]", " ");
    }
  }

  /// One open stream. Any thread may call [#send].
  public static final class Stream {
    private final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread = Thread.currentThread();
    private final EndPoint connection;

    private Stream(Context ctx) {
      var request = ServletContextRequest.getServletContextRequest(ctx.req());
      this.connection = request.getConnectionMetaData().getConnection().getEndPoint();
    }

    /// Queues an event; never blocks.
    ///
    /// @param data one or more lines
    /// @return whether the stream is still open
    public boolean send(String event, String data) {
      if (!closed.get() && !queue.offer(new Message(event, data))) close();
      return !closed.get();
    }

    /// Ends the stream after the queued events have been sent.
    public void finish() {
      if (!queue.offer(END)) close();
    }

    /// Closes the connection: a thread that is blocked in a write to a slow client notices nothing
    /// else.
    private void close() {
      if (!closed.compareAndSet(false, true)) return;
      connection.close();
      thread.interrupt();
    }
  }

  private static final Message END = new Message("", "");
  private static final byte[] HEARTBEAT = ":\n\n".getBytes(UTF_8);

  private final Limits limits;
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private final Map<ClientBlock, Integer> perClient = new ConcurrentHashMap<>();
  private final Map<Long, Integer> perProject = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public EventStreams(Limits limits) {
    this.limits = limits;
  }

  /// The number of open streams.
  public int open() {
    return streams.size();
  }

  /// Serves a stream until the client or the server ends it; blocks the request's thread.
  ///
  /// @param project id of the project that the page belongs to
  /// @param opened receives the stream before it waits for events, to register it with their
  ///     publisher; no event that is sent after that is lost
  /// @param ended receives the same stream at the end, also after an error
  /// @throws Failure.Failed Unavailable if there are too many streams or the server is stopping
  public void serve(Context ctx, long project, Consumer<Stream> opened, Consumer<Stream> ended) {
    ctx.res().setContentType("text/event-stream");
    ctx.res().setCharacterEncoding("UTF-8");
    if (HttpMethods.head(ctx)) return;
    var client = ClientBlock.of(ctx);
    var stream = new Stream(ctx);
    Connections.stream(ctx);
    enter(client, project, stream);
    try {
      ctx.header("Cache-Control", "no-store");
      ctx.header("X-Accel-Buffering", "no");
      opened.accept(stream);
      write(stream, ctx.res().getOutputStream());
    } catch (IOException _) {
      // The client disconnected: the usual end of a stream.
    } catch (InterruptedException _) {
      // The stream was closed, or the server stops. In both cases this request is finished.
    } finally {
      ended.accept(stream);
      leave(client, project, stream);
      stream.closed.set(true);
      var _ = Thread.interrupted();
    }
  }

  private void write(Stream stream, OutputStream out) throws IOException, InterruptedException {
    out.write(HEARTBEAT);
    out.flush();
    var end = System.nanoTime() + limits.longest.toNanos();
    while (!stream.closed.get() && !closed && System.nanoTime() < end) {
      var message = stream.queue.poll(limits.heartbeat.toMillis(), TimeUnit.MILLISECONDS);
      if (END.equals(message)) return;
      out.write(message == null ? HEARTBEAT : message.bytes());
      out.flush();
    }
  }

  private void enter(ClientBlock client, long project, Stream stream) {
    int ofClient = perClient.merge(client, 1, Integer::sum);
    int ofProject = perProject.merge(project, 1, Integer::sum);
    streams.add(stream);
    boolean tooMany =
        ofClient > limits.mostPerClient
            || ofProject > limits.mostPerProject()
            || streams.size() > limits.most;
    if (closed || tooMany) {
      leave(client, project, stream);
      throw new Failure.Unavailable(RETRY).asException();
    }
  }

  private void leave(ClientBlock client, long project, Stream stream) {
    streams.remove(stream);
    perClient.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    perProject.computeIfPresent(project, (_, count) -> count == 1 ? null : count - 1);
  }

  /// Ends all streams; clients reconnect, to another node.
  @Override
  public void close() {
    closed = true;
    streams.forEach(Stream::close);
  }
}
