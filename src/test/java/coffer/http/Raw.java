package coffer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;

/// Requests as bytes, for what no client library would send.
public final class Raw {
  private Raw() {}

  /// @param request each char is a byte
  /// @return all that comes back until the server closes the connection
  public static String ask(int port, String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(60_000);
      var answer = new ByteArrayOutputStream();
      try {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        socket.getInputStream().transferTo(answer);
      } catch (SocketException _) {
        // The server may close before it has read everything.
      }
      return answer.toString(ISO_8859_1);
    }
  }

  /// A whole request that asks for the connection to be closed.
  ///
  /// @param line `GET /path`
  /// @param headers each ends in a line break
  public static String ask(int port, String line, String headers, String body) throws IOException {
    return ask(
        port,
        line + " HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n" + headers + "\r\n" + body);
  }
}
