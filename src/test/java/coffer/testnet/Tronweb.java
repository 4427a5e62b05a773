package coffer.testnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Runs testnet/tronweb.mjs, where Node.js and tronweb are.
public final class Tronweb {
  private static final String INSTALL =
      "Node.js or tronweb is missing; install it with: cd testnet && npm ci --ignore-scripts";

  private Tronweb() {}

  /// What it prints. Fails the test if COFFER_REQUIRE names tronweb and it is not there; elsewhere
  /// the test is skipped then.
  public static String run(String... args) {
    orSkip();
    var command = new ArrayList<>(List.of("node", "tronweb.mjs"));
    command.addAll(List.of(args));
    try {
      var errors = Files.createTempFile("tronweb", ".log");
      var process =
          new ProcessBuilder(command)
              .directory(AnvilBinary.TESTNET.toFile())
              .redirectError(errors.toFile())
              .start();
      var said = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) process.destroyForcibly();
      var complaint = Files.readString(errors);
      Files.delete(errors);
      if (process.exitValue() != 0) throw new IllegalStateException(complaint);
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void orSkip() {
    if (present()) return;
    var required = Optional.ofNullable(System.getenv("COFFER_REQUIRE")).orElse("");
    if (required.contains("tronweb")) Assertions.fail(INSTALL);
    Assumptions.abort(INSTALL);
  }

  private static boolean present() {
    var installed = AnvilBinary.TESTNET.resolve("node_modules/tronweb/package.json");
    if (!onPath("node")) return false;
    if (!Files.exists(installed)) AnvilBinary.install(() -> Files.exists(installed));
    return Files.exists(installed);
  }

  private static boolean onPath(String name) {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return List.of(path.split(":")).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }
}
