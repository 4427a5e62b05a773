package coffer.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.operator.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A program that this one starts. Of our environment, which may hold the master key and passwords,
/// it gets nothing but the PATH.
final class ChildProcess {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"), "LC_ALL", "C");

  private ChildProcess() {}

  static ProcessBuilder of(List<String> command, Path directory) {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    return builder.redirectErrorStream(true);
  }

  /// Runs it to its end, which is in ten minutes at the latest.
  ///
  /// @param input for its standard input
  /// @return what it wrote
  /// @throws IllegalStateException with what it wrote, if it failed
  static String run(List<String> command, Path directory, String input) throws IOException {
    var process = of(command, directory).start();
    CompletableFuture.delayedExecutor(10, TimeUnit.MINUTES).execute(process::destroyForcibly);
    try (var out = process.outputWriter(UTF_8)) {
      out.write(input);
    } catch (IOException _) {
      // It ended before it read that: what it wrote says why.
    }
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() == 0) return output;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    throw new UserError(command.getFirst() + ": " + output.strip());
  }
}
