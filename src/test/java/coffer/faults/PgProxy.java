package coffer.faults;

import coffer.db.Db;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Stands before PostgreSQL, reads its wire protocol as far as is needed to know a COMMIT, and cuts
/// the connection of one: just before it, just after it was sent on, or when PostgreSQL has
/// answered and the server has not heard of it.
final class PgProxy implements AutoCloseable {
  /// Where a COMMIT is cut off.
  enum Cut {
    /// PostgreSQL never sees it: nothing is committed.
    BEFORE,
    /// Sent on, and cut at once: nobody knows.
    DURING,
    /// Committed, but whoever asked is not told.
    AFTER
  }

  /// What is done to the one COMMIT that it is meant for.
  ///
  /// @param strike what else is done then
  record Blow(Cut cut, Runnable strike) {}

  /// @param commits how many of those that it is meant for still go by
  private record Armed(Function<CommitPoint, Optional<Blow>> blow, int commits) {}

  private final ServerSocket server;
  private volatile int target;
  private final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  final AtomicInteger commits = new AtomicInteger();

  /// @param target the port of PostgreSQL
  PgProxy(int target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /// PostgreSQL is somewhere else now.
  void target(int port) {
    target = port;
  }

  /// PostgreSQL is nowhere: every connection breaks, and there is no new one.
  void away() {
    target = 1; // where nobody listens
    open.forEach(PgProxy::end);
  }

  /// The address of a database, past us.
  Db.Address before(Db.Address address) {
    var host = address.url().split("\\?")[0].replaceFirst(":[0-9]+/", ":" + port() + "/");
    var url = host + "?sslmode=disable&gssEncMode=disable";
    return new Db.Address(url, address.user(), address.password());
  }

  /// The port in an address.
  static int port(Db.Address address) {
    return URI.create(address.url().substring("jdbc:".length())).getPort();
  }

  int port() {
    return server.getLocalPort();
  }

  /// Cuts the n-th COMMIT from now, of whichever connection.
  void arm(int n, Cut cut) {
    var blow = Optional.of(new Blow(cut, () -> {}));
    armed.set(new Armed(_ -> blow, n - 1));
  }

  /// Cuts the next COMMIT of a kind that there is a blow for; it is run at that moment: before the
  /// COMMIT is sent on, or when it was answered.
  void arm(Function<CommitPoint, Optional<Blow>> blow) {
    armed.set(new Armed(blow, 0));
  }

  /// Takes back what was asked for, if it is not done yet.
  ///
  /// @return whether it was not
  boolean disarm() {
    return armed.getAndSet(null) != null;
  }

  /// Whether the last cut was made.
  boolean done() {
    return armed.get() == null;
  }

  private void accept() {
    try {
      while (true) {
        var client = server.accept();
        open.add(client);
        Thread.ofPlatform().daemon().start(() -> serve(client));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client;
        var postgres = new Socket(InetAddress.getLoopbackAddress(), target)) {
      client.setTcpNoDelay(true);
      postgres.setTcpNoDelay(true);
      var link = new Link(client, postgres);
      var back = Thread.ofPlatform().daemon().start(link::backward);
      link.forward();
      end(postgres);
      back.join();
    } catch (IOException | InterruptedException _) {
      // one side is gone, so is the other
    } finally {
      open.remove(client);
    }
  }

  private static void end(Closeable socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // it is gone
    }
  }

  /// Counts down, and says what is to be done to this COMMIT.
  private Optional<Blow> next(CommitPoint point) {
    commits.incrementAndGet();
    while (true) {
      var now = armed.get();
      var blow = now == null ? Optional.<Blow>empty() : now.blow.apply(point);
      if (now == null || blow.isEmpty()) return Optional.empty();
      var last = now.commits == 0;
      if (armed.compareAndSet(now, last ? null : new Armed(now.blow, now.commits - 1))) {
        return last ? blow : Optional.empty();
      }
    }
  }

  /// One connection.
  private final class Link {
    private final Socket client;
    private final Socket postgres;
    private final Statements statements = new Statements();
    private volatile Optional<Blow> awaited = Optional.empty();

    Link(Socket client, Socket postgres) {
      this.client = client;
      this.postgres = postgres;
    }

    /// What the server says. Messages are held until a Sync or a Query, as the driver sends them in
    /// one go: a COMMIT that is cut off before leaves nothing behind.
    void forward() throws IOException {
      var in = new DataInputStream(new BufferedInputStream(client.getInputStream(), 1 << 16));
      var out = postgres.getOutputStream();
      startup(in, out);
      var held = new ByteArrayOutputStream();
      var commit = false;
      while (true) {
        int type = in.read();
        if (type < 0) return;
        var body = new byte[in.readInt() - 4];
        in.readFully(body);
        held.write(type);
        held.write(ByteBuffer.allocate(4).putInt(body.length + 4).array());
        held.write(body);
        commit |= statements.commits(type, body);
        if (type == 'P' || type == 'B' || type == 'D' || type == 'E' || type == 'C') continue;
        var blow = commit ? next(statements.point()) : Optional.<Blow>empty();
        commit = false;
        var cut = blow.map(Blow::cut).orElse(null);
        if (cut == Cut.AFTER) awaited = blow;
        if (cut != Cut.BEFORE) out.write(held.toByteArray());
        held.reset();
        if (cut == Cut.BEFORE || cut == Cut.DURING) {
          blow.get().strike.run();
          return;
        }
        // The answer will not be passed on, and ends the connection.
      }
    }

    private void startup(DataInputStream in, OutputStream out) throws IOException {
      int length = in.readInt();
      var body = new byte[length - 4];
      in.readFully(body);
      out.write(ByteBuffer.allocate(4).putInt(length).array());
      out.write(body);
    }

    void backward() {
      var bytes = new byte[1 << 16];
      try {
        var in = postgres.getInputStream();
        var out = client.getOutputStream();
        for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
          var blow = awaited;
          if (blow.isPresent()) {
            if (!ready(bytes, n)) continue;
            blow.get().strike.run();
            throw new EOFException("committed, and not told");
          }
          out.write(bytes, 0, n);
        }
      } catch (IOException _) {
        // cut
      }
      end(client);
      end(postgres);
    }

    /// Whether all that was asked is answered: the last of it says that no transaction is open.
    private static boolean ready(byte[] bytes, int length) {
      return length >= 6
          && bytes[length - 6] == 'Z'
          && bytes[length - 2] == 5
          && bytes[length - 1] == 'I';
    }
  }

  @Override
  public void close() {
    end(server);
    open.forEach(PgProxy::end);
  }
}
