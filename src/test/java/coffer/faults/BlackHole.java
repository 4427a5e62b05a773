package coffer.faults;

import coffer.db.Db;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Stands before PostgreSQL and passes everything on, until its connections fall silent: what
/// either side sends is swallowed, and no connection is closed or reset. So it looks when a machine
/// loses its power, or a switch between two machines.
final class BlackHole implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile AtomicBoolean silent = new AtomicBoolean();
  private volatile boolean swallowing;

  /// @param postgres whose port is behind it
  BlackHole(Db.Address postgres) throws IOException {
    this.target = PgProxy.port(postgres);
    this.server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /// The address of a database, through this.
  Db.Address before(Db.Address address) {
    var url = address.url().replaceFirst(":[0-9]+/", ":" + server.getLocalPort() + "/");
    return new Db.Address(url, address.user(), address.password());
  }

  /// Every connection that is open falls silent, for ever. Those that are opened later work.
  void silence() {
    silent.set(true);
    silent = new AtomicBoolean();
  }

  /// New connections are taken, and nothing is answered on them, either.
  void swallow(boolean all) {
    swallowing = all;
    if (all) silence();
  }

  private void accept() {
    try {
      while (true) {
        var client = server.accept();
        open.add(client);
        if (swallowing) continue;
        var mine = silent;
        var postgres = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(postgres);
        Thread.ofVirtual().start(() -> pass(client, postgres, mine));
        Thread.ofVirtual().start(() -> pass(postgres, client, mine));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private static void pass(Socket from, Socket to, AtomicBoolean silent) {
    var bytes = new byte[1 << 16];
    try {
      for (int n = from.getInputStream().read(bytes);
          n >= 0;
          n = from.getInputStream().read(bytes)) {
        if (!silent.get()) to.getOutputStream().write(bytes, 0, n);
      }
    } catch (IOException _) {
      // one side is gone
    }
    if (silent.get()) return; // the other side does not hear of it
    end(from);
    end(to);
  }

  private static void end(Closeable socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // it is gone
    }
  }

  @Override
  public void close() {
    end(server);
    open.forEach(BlackHole::end);
  }
}
