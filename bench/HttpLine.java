package coffer.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;

/// One kept-alive HTTP/1.1 connection, as bare as can be: the load must not cost more than what is
/// measured.
final class HttpLine implements AutoCloseable {
  record Answer(int status, byte[] body) {
    String text() {
      return new String(body, UTF_8);
    }
  }

  private final Socket socket = new Socket();
  private final InputStream in;

  HttpLine(int port) throws IOException {
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress("127.0.0.1", port), 5000);
    in = new BufferedInputStream(socket.getInputStream(), 8192);
  }

  static byte[] post(String path, Map<String, String> headers, byte[] body) {
    var head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n");
    var start = head.toString().getBytes(UTF_8);
    var whole = java.util.Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    return whole;
  }

  static byte[] get(String path) {
    return get(path, Map.of());
  }

  static byte[] get(String path, Map<String, String> headers) {
    var head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return head.append("\r\n").toString().getBytes(UTF_8);
  }

  Answer ask(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    return answer();
  }

  private Answer answer() throws IOException {
    var status = Integer.parseInt(line().split(" ", 3)[1]);
    var length = 0;
    var chunked = false;
    for (String header; !(header = line()).isEmpty(); ) {
      var lower = header.toLowerCase(Locale.ROOT);
      chunked |= lower.startsWith("transfer-encoding: chunked");
      if (lower.startsWith("content-length:"))
        length = Integer.parseInt(lower.substring(15).strip());
    }
    if (chunked) return new Answer(status, chunks());
    var body = in.readNBytes(length);
    if (body.length < length) throw new EOFException("cut off");
    return new Answer(status, body);
  }

  private byte[] chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    for (int size = -1; size != 0; ) {
      size = Integer.parseInt(line(), 16);
      body.writeBytes(in.readNBytes(size));
      line();
    }
    return body.toByteArray();
  }

  /// Asks for a stream of events and leaves it open; [#line] reads on.
  void open(String path) throws IOException {
    socket.getOutputStream().write(get(path));
    if (!line().contains(" 200 ")) throw new IOException("no stream at " + path);
  }

  String line() throws IOException {
    var line = new StringBuilder(80);
    for (int c; (c = in.read()) != '\n'; ) {
      if (c < 0) throw new EOFException("cut off");
      if (c != '\r') line.append((char) c);
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
