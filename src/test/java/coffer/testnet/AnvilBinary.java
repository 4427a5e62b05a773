package coffer.testnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Where the anvil binary is: in testnet/node_modules (installed on first use), else on the PATH.
final class AnvilBinary {
  static final Path TESTNET = Path.of("testnet").toAbsolutePath();
  private static final String INSTALL =
      "anvil is missing; install it with: cd testnet && npm ci --ignore-scripts";
  private static Optional<Path> found = Optional.empty();
  private static boolean tried;

  private AnvilBinary() {}

  /// Fails the test if COFFER_REQUIRE names anvil, else skips it.
  static synchronized Path orSkip() {
    if (!tried) found = installed().or(AnvilBinary::onPath).or(AnvilBinary::install);
    tried = true;
    if (found.isPresent()) return found.get();
    var required = Optional.ofNullable(System.getenv("COFFER_REQUIRE")).orElse("");
    if (required.contains("anvil")) return Assertions.fail(INSTALL);
    return Assumptions.<Path>abort(INSTALL);
  }

  private static Optional<Path> installed() {
    var system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    var cpu = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    var path = "node_modules/@foundry-rs/anvil-" + system + "-" + cpu + "/bin/anvil";
    return Optional.of(TESTNET.resolve(path)).filter(Files::isExecutable);
  }

  private static Optional<Path> onPath() {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(":"))
        .map(folder -> Path.of(folder, "anvil"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Optional<Path> install() {
    install(() -> installed().isPresent());
    return installed();
  }

  /// Installs what package.json names.
  ///
  /// @param there whether that is not needed any more
  static void install(BooleanSupplier there) {
    try {
      Files.createDirectories(Path.of("target"));
      try (var lock =
          FileChannel.open(
              Path.of("target", "testnet-install.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE)) {
        lock.lock();
        if (!there.getAsBoolean()) npm();
      }
    } catch (IOException _) {
      // Then it is not there.
    }
  }

  private static void npm() throws IOException {
    var log = Path.of("target", "testnet-install.log").toFile();
    var process =
        new ProcessBuilder(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
            .directory(TESTNET.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    try {
      if (!process.waitFor(3, TimeUnit.MINUTES)) process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  static String contract(String name) {
    try {
      return Files.readString(TESTNET.resolve("compiled").resolve(name + ".json"), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
