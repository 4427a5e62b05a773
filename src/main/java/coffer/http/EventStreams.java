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

/// Server-sent events: many streams that stay open, each on a virtual thread of its own, which
/// waits for something to send. A client that reads too slowly is cut off; it asks again and gets
/// the present state.
public final class EventStreams implements AutoCloseable {
  /// Events that wait to be sent.
  public static final int QUEUE = 64;

  private static final Duration RETRY = Duration.ofSeconds(10);

  /// As long as a stream may be open.
  public static final Duration MAX_DURATION = Duration.ofHours(1);

  /// @param most open streams
  /// @param mostPerClient of one client block
  /// @param heartbeat after so long without an event, so that proxies keep the connection and a
  ///     client that went away is noticed
  /// @param longest until the server ends a stream; its client asks again
  public record Limits(int most, int mostPerClient, Duration heartbeat, Duration longest) {
    public Limits(int most, int mostPerClient, Duration heartbeat) {
      this(most, mostPerClient, heartbeat, MAX_DURATION);
    }

    /// Of pages of one project: the half, rounded up.
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

  /// One open stream. Whoever has something to tell calls [#send] from any thread.
  public static final class Stream {
    private final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread = Thread.currentThread();
    private final EndPoint connection;

    private Stream(Context ctx) {
      var request = ServletContextRequest.getServletContextRequest(ctx.req());
      this.connection = request.getConnectionMetaData().getConnection().getEndPoint();
    }

    /// Puts an event on its way; never waits.
    ///
    /// @param data of one or more lines
    /// @return whether the stream is still open
    public boolean send(String event, String data) {
      if (!closed.get() && !queue.offer(new Message(event, data))) close();
      return !closed.get();
    }

    /// Ends the stream once what was sent has gone out.
    public void finish() {
      if (!queue.offer(END)) close();
    }

    /// Cuts the connection: a writer that waits for a slow client hears of nothing else.
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

  /// How many streams are open.
  public int open() {
    return streams.size();
  }

  /// Keeps the request open until either side ends it.
  ///
  /// @param project whose page it is
  /// @param opened is given the stream, to register it with whoever has something to tell; what is
  ///     told from then on is not lost
  /// @param ended takes it back, however it ended
  /// @throws Failure.Failed if there are too many
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
      // The client went away: the usual end of a stream.
    } catch (InterruptedException _) {
      // Cut off, or the server stops. The thread is done with this request either way.
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

  /// Ends all streams; clients ask again, of another node.
  @Override
  public void close() {
    closed = true;
    streams.forEach(Stream::close);
  }
}
