package coffer.chain.evm;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/// Sockets for long requests and long responses.
///
/// OkHttp writes 8 KB at a time. Without TCP_NODELAY, the rest of a longer request would wait for
/// the acknowledgement of the first part, which the node delays by 40 ms. OkHttp also reads 8 KB at
/// a time, with one system call each; a larger buffer saves most of them.
final class NodeSockets extends SocketFactory {
  private static final int PIECE = 128 << 10;

  private static final class Wide extends Socket {
    private @Nullable InputStream in;

    @Override
    public synchronized InputStream getInputStream() throws IOException {
      if (in == null) in = new BufferedInputStream(super.getInputStream(), PIECE);
      return in;
    }
  }

  @Override
  public Socket createSocket() throws IOException {
    var socket = new Wide();
    socket.setTcpNoDelay(true);
    return socket;
  }

  // OkHttp connects the socket itself, with its own timeout.

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }
}
