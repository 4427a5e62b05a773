package coffer.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads configuration values that may be secret: `env:NAME` means an environment variable,
/// `file:PATH` the content of a file, anything else is the value itself.
public final class SecretValues {
  private static final Set<String> WELL_KNOWN =
      Set.of(
          "admin",
          "change-me",
          "changeme",
          "coffer",
          "default",
          "example",
          "letmein",
          "pass",
          "password",
          "postgres",
          "root",
          "secret",
          "test",
          "123456",
          "12345678",
          "qwerty");

  private final Path folder;
  private final Map<String, String> environment;

  /// @param folder the base of relative file paths
  public SecretValues(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /// The value; empty if there is none, or if it cannot be read, which is recorded as a problem.
  public Optional<String> read(TomlTable table, String key) {
    return table.maybeText(key).flatMap(text -> Optional.ofNullable(resolve(table, key, text)));
  }

  /// A required value; "" if there is none. Records a problem if it is missing or [#isWellKnown].
  public String needed(TomlTable table, String key) {
    var secret = read(table, key);
    if (secret.isEmpty() && !table.has(key)) table.problem(key, "is missing");
    if (secret.isPresent() && isWellKnown(secret.get())) {
      table.problem(key, "is a default that everybody knows");
    }
    return secret.orElse("");
  }

  /// Whether a password is blank, or occurs in examples and password lists.
  public static boolean isWellKnown(String password) {
    return password.isBlank() || WELL_KNOWN.contains(password.toLowerCase(Locale.ROOT));
  }

  private @Nullable String resolve(TomlTable table, String key, String text) {
    if (text.startsWith("env:")) {
      var value = environment.get(text.substring(4));
      if (value == null || value.isBlank()) {
        table.problem(key, "the environment has no " + text.substring(4));
      }
      return value;
    }
    if (!text.startsWith("file:")) return text;
    try {
      return Files.readString(folder.resolve(text.substring(5))).strip();
    } catch (IOException _) {
      table.problem(key, "the file " + text.substring(5) + " cannot be read");
      return null;
    }
  }
}
