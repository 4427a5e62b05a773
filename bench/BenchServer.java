package coffer.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The server that is measured: `serve` in a process of its own.
final class BenchServer implements AutoCloseable {
  final int port;
  final Child process;

  private BenchServer(int port, Child process) {
    this.port = port;
    this.process = process;
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Starts it and waits until it is ready.
  static BenchServer start(Path config, int port, Bench.Settings settings) throws Exception {
    return start(config, port, settings, "-Xmx2g");
  }

  /// @param heap of the server: `-Xmx2g`
  static BenchServer start(Path config, int port, Bench.Settings settings, String heap)
      throws Exception {
    var jvm = new ArrayList<>(List.of(heap));
    if (!settings.profile().isEmpty()) {
      jvm.add("-XX:StartFlightRecording=settings=profile,filename=" + settings.profile());
    }
    var child = Child.start(jvm, "coffer.app.Main", "serve", "--config", config.toString());
    var server = new BenchServer(port, child);
    WaitUntil.until(Duration.ofSeconds(60), server::ready);
    return server;
  }

  boolean ready() {
    if (!process.alive()) throw new IllegalStateException("the server ended");
    try (var line = new HttpLine(port)) {
      return line.ask(HttpLine.get("/health/ready")).status() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
