package coffer.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// Stands between the server and its database and counts what is asked.
final class WireCounter implements AutoCloseable {
  private static final int STARTUP = 196608;

  /// @param statements executions, BEGIN and COMMIT among them
  /// @param roundTrips how often an answer was waited for
  record Counts(long statements, long roundTrips) {
    Counts minus(Counts other) {
      return new Counts(statements - other.statements, roundTrips - other.roundTrips);
    }
  }

  private final ServerSocket server;
  private final int database;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong roundTrips = new AtomicLong();

  WireCounter(int database) throws IOException {
    this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    this.database = database;
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  Counts counts() {
    return new Counts(statements.get(), roundTrips.get());
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        var there = new Socket(InetAddress.getLoopbackAddress(), database);
        client.setTcpNoDelay(true);
        there.setTcpNoDelay(true);
        threads.execute(() -> forward(client, there));
        threads.execute(() -> back(there, client));
      } catch (IOException _) {
        return;
      }
    }
  }

  private static void back(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // Either side closed.
    }
  }

  private void forward(Socket from, Socket to) {
    try (from;
        to) {
      var in = new DataInputStream(new BufferedInputStream(from.getInputStream(), 1 << 16));
      var out = new java.io.BufferedOutputStream(to.getOutputStream(), 1 << 16);
      begin(in, out);
      while (true) {
        int type = in.readUnsignedByte();
        var length = in.readInt();
        var body = in.readNBytes(length - 4);
        out.write(type);
        number(out, length);
        out.write(body);
        if (type == 'E' || type == 'Q') statements.incrementAndGet();
        // BEGIN goes out with what follows it; its answer is not waited for.
        if (type == 'S' || (type == 'Q' && !begin(body))) roundTrips.incrementAndGet();
        if (in.available() == 0) out.flush();
      }
    } catch (IOException _) {
      // Either side closed.
    }
  }

  private static boolean begin(byte[] query) {
    return new String(query, StandardCharsets.UTF_8).startsWith("BEGIN");
  }

  /// The first messages have no type.
  private static void begin(DataInputStream in, OutputStream out) throws IOException {
    for (int code = 0; code != STARTUP; ) {
      var length = in.readInt();
      code = in.readInt();
      number(out, length);
      number(out, code);
      out.write(in.readNBytes(length - 8));
      out.flush();
    }
  }

  private static void number(OutputStream out, int value) throws IOException {
    out.write(java.nio.ByteBuffer.allocate(4).putInt(value).array());
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
