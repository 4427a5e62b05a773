package coffer.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// `coffer serve`, as it is run: another process.
final class ServerProcess implements AutoCloseable {
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static ServerProcess start(Path config, int port, Path log) throws IOException {
    return start(config, port, log, Map.of());
  }

  /// @param log is appended to
  /// @param environment more of it
  static ServerProcess start(Path config, int port, Path log, Map<String, String> environment)
      throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        new ProcessBuilder(
                java,
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "coffer.app.Main",
                "serve",
                "--config",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    var process = builder.start();
    RUNNING.add(process);
    return new ServerProcess(process, port);
  }

  ServerProcess awaitReady() {
    await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(50)).until(this::ready);
    return this;
  }

  private boolean ready() throws InterruptedException {
    if (!process.isAlive()) throw new IllegalStateException("the server ended");
    return ready(port);
  }

  /// Whether whoever listens there has a database and takes requests.
  static boolean ready(int port) throws InterruptedException {
    try {
      var health = URI.create("http://127.0.0.1:" + port + "/health/ready");
      var request = HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(15)).build();
      return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  Process process() {
    return process;
  }

  /// SIGKILL: not a word more.
  void kill() {
    process.destroyForcibly().onExit().join();
    RUNNING.remove(process);
  }

  /// SIGTERM, and waits.
  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    RUNNING.remove(process);
  }
}
