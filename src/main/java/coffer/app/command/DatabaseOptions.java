package coffer.app.command;

import coffer.app.config.Config;
import coffer.app.config.ConfigFile;
import coffer.app.config.DemoConfig;
import coffer.app.server.Infrastructure;
import coffer.app.server.Logs;
import coffer.operator.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that select the database of a command. The server may or may not run at the same time:
/// the command uses the same database.
final class DatabaseOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the server's configuration (default: coffer.toml)")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the data folder of a demo, instead of --config")
  private @Nullable Path data;

  Config read() {
    if (data != null) {
      if (config != null) throw new UserError("use --config or --data, not both");
      return DemoConfig.existing(data);
    }
    var file = config == null ? Path.of("coffer.toml") : config;
    if (config == null && !Files.exists(file)) {
      throw new Config.Invalid(
          "coffer.toml",
          List.of("is not in this folder: use --config FILE, or --data DIR for a demo"));
    }
    return ConfigFile.read(file, System.getenv());
  }

  Infrastructure open() {
    Logs.configure(new Config.Logs("warn", "text"));
    return Infrastructure.open(read());
  }
}
