package coffer.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Where webhooks arrive: fast, on as many ports as one likes.
final class WebhookReceiver implements AutoCloseable {
  private static final byte[] OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII);

  /// Is told of each request as soon as it is whole.
  @FunctionalInterface
  interface Listener {
    void received(String webhookId, byte[] body);
  }

  private final List<ServerSocket> open = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Listener listener;

  WebhookReceiver(Listener listener) {
    this.listener = listener;
  }

  /// @param dead takes connections and never answers
  /// @return its port
  int listen(boolean dead) throws IOException {
    var server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    open.add(server);
    threads.execute(() -> accept(server, dead));
    return server.getLocalPort();
  }

  private void accept(ServerSocket server, boolean dead) {
    var held = new ArrayList<Socket>();
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        if (dead) held.add(socket);
        else threads.execute(() -> serve(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream());
      while (!line(in).isEmpty()) {
        var length = 0;
        var id = "";
        for (String header; !(header = line(in)).isEmpty(); ) {
          var lower = header.toLowerCase(Locale.ROOT);
          if (lower.startsWith("content-length:")) {
            length = Integer.parseInt(header.substring(15).strip());
          } else if (lower.startsWith("webhook-id:")) {
            id = header.substring(11).strip();
          }
        }
        var body = in.readNBytes(length);
        listener.received(id, body);
        socket.getOutputStream().write(OK);
      }
    } catch (IOException _) {
      // The client closed the connection.
    }
  }

  /// Empty at the end.
  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder(64);
    for (int c; (c = in.read()) != '\n' && c >= 0; ) if (c != '\r') line.append((char) c);
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    for (var server : open) server.close();
    threads.shutdownNow();
  }
}
