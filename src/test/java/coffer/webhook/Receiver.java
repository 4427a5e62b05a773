package coffer.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A merchant's server on a real socket, which answers whatever bytes its handler writes: what a
/// proper HTTP server would never send, too.
final class Receiver implements AutoCloseable {
  /// Header names are in lower case.
  record Request(String line, Map<String, String> headers, String body) {
    String id() {
      return headers.get("webhook-id");
    }
  }

  interface Handler {
    void answer(Request request, OutputStream out) throws Exception;
  }

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  final AtomicInteger connections = new AtomicInteger();
  private final Handler handler;
  private final boolean keeps;
  private volatile byte[] greeting = {};

  private Receiver(String address, Handler handler, boolean keeps) throws IOException {
    this.keeps = keeps;
    this.server = new ServerSocket(0, 1000, InetAddress.ofLiteral(address));
    this.handler = handler;
    // A virtual thread that waits here would keep the socket open for a while after its end.
    Thread.ofPlatform().daemon().start(this::accept);
  }

  static Receiver at(String address, Handler handler) {
    try {
      return new Receiver(address, handler, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Receiver of(Handler handler) {
    return at("127.0.0.1", handler);
  }

  /// Reads one request after the other from a connection, until the handler fails.
  static Receiver keeping(Handler handler) {
    try {
      return new Receiver("127.0.0.1", handler, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Receiver answering(int status, String... headers) {
    var body = status == 204 ? "" : "thanks";
    return of((_, out) -> out.write(response(status, body, headers)));
  }

  /// Speaks first, whatever comes.
  static Receiver greeting(byte[] words) throws IOException {
    var receiver = of((_, _) -> {});
    receiver.greeting = words;
    return receiver;
  }

  /// Takes connections and says nothing.
  static Receiver dead() {
    return of((_, _) -> Thread.sleep(60_000));
  }

  static byte[] response(int status, String body, String... headers) {
    var lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    var head = "HTTP/1.1 %d X\r\n%sContent-Length: %d\r\n\r\n";
    return (head.formatted(status, lines, body.getBytes(UTF_8).length) + body).getBytes(UTF_8);
  }

  /// How many connections are open.
  int open() {
    return open.size();
  }

  int port() {
    return server.getLocalPort();
  }

  String url(String path) {
    return "http://" + server.getInetAddress().getHostAddress() + ":" + port() + path;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        open.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.getOutputStream().write(greeting);
      var in = new BufferedInputStream(socket.getInputStream());
      do {
        var request = read(in);
        requests.add(request);
        handler.answer(request, socket.getOutputStream());
        socket.getOutputStream().flush();
      } while (keeps);
    } catch (Exception _) {
      // The other side went away, or the test is over.
    } finally {
      open.remove(socket);
    }
  }

  private static Request read(InputStream in) throws IOException {
    var first = line(in);
    var headers = new LinkedHashMap<String, String>();
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      var colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    var length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Request(first, headers, new String(in.readNBytes(length), UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    var out = new java.io.ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) throw new IOException("closed");
      if (b != '\r') out.write(b);
    }
    return out.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var socket : open) socket.close();
  }
}
