package coffer.chain.evm;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/// Sockets as long questions and long answers need them.
///
/// The client sends 8 KB at a time; by the rules of TCP the rest of a longer question would wait
/// for the node's word that the first part came, which it keeps back for 40 ms. And it reads 8 KB
/// at a time, with a call to the system for each.
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

  // The client connects by itself, with its own time limit.

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
