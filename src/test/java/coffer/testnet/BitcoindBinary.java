package coffer.testnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Where bitcoind is: on the PATH, else fetched on first use by testnet/bitcoind.sh.
final class BitcoindBinary {
  private static final Path SCRIPT = Path.of("testnet", "bitcoind.sh").toAbsolutePath();
  private static final Path LOG = Path.of("target", "testnet-bitcoind.log");

  private static Optional<Path> found = Optional.empty();
  private static boolean tried;

  private BitcoindBinary() {}

  /// Fails the test if COFFER_REQUIRE names bitcoind, else skips it.
  static synchronized Path orSkip() {
    if (!tried) found = find();
    tried = true;
    if (found.isPresent()) return found.get();
    var missing = "bitcoind is missing; testnet/bitcoind.sh says why";
    var required = Optional.ofNullable(System.getenv("COFFER_REQUIRE")).orElse("");
    if (required.contains("bitcoind")) return Assertions.fail(missing);
    return Assumptions.<Path>abort(missing);
  }

  private static Optional<Path> find() {
    try {
      Files.createDirectories(Path.of("target"));
      try (var lock =
          FileChannel.open(
              Path.of("target", "testnet-bitcoind.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE)) {
        lock.lock();
        return run();
      }
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Optional<Path> run() throws IOException {
    var process = new ProcessBuilder("sh", SCRIPT.toString()).redirectError(LOG.toFile()).start();
    try {
      var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (!process.waitFor(3, TimeUnit.MINUTES)) process.destroyForcibly();
      if (said.isEmpty() || process.waitFor() != 0) return Optional.empty();
      return Optional.of(Path.of(said)).filter(Files::isExecutable);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
