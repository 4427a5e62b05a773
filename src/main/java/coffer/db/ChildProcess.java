package coffer.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import coffer.operator.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A program that this process starts. The environment of this process may contain the master key
/// and passwords, so the program gets only the PATH of it.
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

  /// Runs a program until it ends, for at most ten minutes; then kills it.
  ///
  /// @param input for its standard input
  /// @return its output
  /// @throws UserError with its output, if it failed
  static String run(List<String> command, Path directory, String input) throws IOException {
    var process = of(command, directory).start();
    CompletableFuture.delayedExecutor(10, TimeUnit.MINUTES).execute(process::destroyForcibly);
    try (var out = process.outputWriter(UTF_8)) {
      out.write(input);
    } catch (IOException _) {
      // It ended before it read its input. Its output contains the reason.
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
