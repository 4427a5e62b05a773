package coffer.testnet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.Optional;

/// As much of HTTP/1.1 as a JSON-RPC client needs, on a bare socket.
final class Wire {
  private Wire() {}

  /// The body of the next request; empty at the end of the connection.
  static Optional<byte[]> request(InputStream in) throws IOException {
    var length = 0;
    var line = line(in);
    if (line.isEmpty()) return Optional.empty();
    for (line = line(in); !line.isEmpty(); line = line(in)) {
      var header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring("content-length:".length()).strip());
      }
    }
    return Optional.of(in.readNBytes(length));
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c; (c = in.read()) >= 0 && c != '\n'; ) {
      if (c != '\r') line.append((char) c);
    }
    return line.toString();
  }

  static void send(Socket socket, int status, byte[] body) throws IOException {
    var head =
        "HTTP/1.1 %d .\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
            .formatted(status, body.length);
    var out = socket.getOutputStream();
    out.write(head.getBytes(US_ASCII));
    out.write(body);
    out.flush();
  }
}
