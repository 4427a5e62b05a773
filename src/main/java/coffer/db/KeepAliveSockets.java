package coffer.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/// Sockets with TCP keep-alive: the kernel probes a silent server after 10 s, then every 5 s, and
/// drops the connection after the third unanswered probe. The driver creates the factory by its
/// class name.
public final class KeepAliveSockets extends SocketFactory {
  static final int IDLE = 10;
  static final int INTERVAL = 5;
  static final int COUNT = 3;

  @Override
  public Socket createSocket() throws IOException {
    var socket = new Socket();
    socket.setKeepAlive(true);
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL);
      socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, COUNT);
    }
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw unused();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
    throw unused();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw unused();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
    throw unused();
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("the driver connects its sockets itself");
  }
}
