package coffer.dialects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// A program that a vendor published: `getcrypto/create.py`. It runs as it was published, but for
/// what stands between two `@`.
record Sample(String name) {
  private static final Map<List<String>, Boolean> THERE = new ConcurrentHashMap<>();
  private static final int SECONDS = 60;

  /// What a program said and how it ended.
  record Ran(int exit, String out, String err) {}

  String text() {
    return resource(name);
  }

  /// @param text of the program, with everything filled in
  Ran run(Path folder, String text) {
    orSkip();
    var file = folder.resolve("sample." + extension());
    var php = "<?php\nrequire __DIR__ . '/guzzle.php';\n";
    try {
      if (extension().equals("php")) {
        Files.writeString(folder.resolve("guzzle.php"), resource("guzzle.php"));
        Files.writeString(file, php + text);
      } else {
        Files.writeString(file, text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return run(folder, List.of(language(), file.toString()));
  }

  private static String resource(String name) {
    try (var in = Sample.class.getResourceAsStream("/coffer/samples/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String extension() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private String language() {
    return switch (extension()) {
      case "sh" -> "sh";
      case "py" -> "python3";
      case "mjs" -> "node";
      case "php" -> "php";
      default -> throw new IllegalStateException(name);
    };
  }

  /// Fails the test if COFFER_REQUIRE names samples and what they need is not there; elsewhere the
  /// test is skipped then. PHP is nowhere required.
  private void orSkip() {
    var need =
        switch (extension()) {
          case "sh" -> List.of("curl", "--version");
          case "py" -> List.of("python3", "-c", "import requests");
          case "mjs" -> List.of("node", "-e", "fetch");
          default -> List.of("php", "--version");
        };
    if (THERE.computeIfAbsent(need, Sample::works)) return;
    var missing = String.join(" ", need) + " does not work here: install it";
    var required = Optional.ofNullable(System.getenv("COFFER_REQUIRE")).orElse("");
    if (required.contains("samples") && !extension().equals("php")) Assertions.fail(missing);
    Assumptions.abort(missing);
  }

  private static boolean works(List<String> command) {
    try {
      return run(Path.of("."), command).exit == 0;
    } catch (UncheckedIOException _) {
      return false; // no such program
    }
  }

  private static Ran run(Path folder, List<String> command) {
    try {
      var out = Files.createTempFile("sample", ".out");
      var err = Files.createTempFile("sample", ".err");
      try {
        var builder =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        builder.environment().put("NO_PROXY", "*");
        var process = builder.start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        assertThat(process.isAlive()).as("%s does not end", command).isFalse();
        return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
