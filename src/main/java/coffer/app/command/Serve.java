package coffer.app.command;

import coffer.app.config.Config;
import coffer.app.config.ConfigFile;
import coffer.app.config.DatabaseUrl;
import coffer.app.server.Infrastructure;
import coffer.app.server.Logs;
import coffer.app.server.Server;
import coffer.app.server.Shutdown;
import coffer.app.server.Wiring;
import coffer.db.EmbeddedPostgres;
import coffer.operator.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs a server until it receives a signal to stop.
@Command(name = "serve", description = "Run a server.", mixinStandardHelpOptions = true)
public final class Serve implements Callable<Integer> {
  private static final int MAX_ATTEMPTS = 30;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "coffer.toml",
      description = "default: ${DEFAULT-VALUE}; config/coffer.sample.toml documents every key")
  private Path config = Path.of("coffer.toml");

  @Override
  public Integer call() throws InterruptedException {
    var settings = ConfigFile.read(config, System.getenv());
    Logs.configure(settings.logs());
    Logger log = LoggerFactory.getLogger(Serve.class);
    settings.chains().cautions().forEach(log::warn);
    settings
        .database()
        .flatMap(database -> DatabaseUrl.caution(database.address()))
        .ifPresent(log::warn);
    checkUser(settings, log);
    var infrastructure = open(settings, log);
    var server = start(infrastructure);
    var shutdown = Shutdown.of(infrastructure, server);
    log.info(
        "listening on {}:{} for {}",
        settings.http().listen(),
        server.port(),
        settings.http().publicUrl());
    shutdown.await();
    return 0;
  }

  /// An attacker who takes over a server that runs as root controls the machine.
  private static void checkUser(Config settings, Logger log) {
    if (!System.getProperty("user.name").equals("root")) return;
    if (settings.database().isEmpty() && settings.postgres().user().isEmpty()) {
      throw new UserError(
          "serve does not run as root with the embedded database: run it as a separate user, or"
              + " set postgres_user to the user that PostgreSQL runs as");
    }
    log.warn("this server runs as root: run it as a user of its own");
  }

  /// Waits until this process runs the embedded database itself: if a short command runs it, the
  /// database ends with that command.
  private static Infrastructure open(Config settings, Logger log) throws InterruptedException {
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      var infrastructure = Infrastructure.open(settings);
      if (infrastructure.postgres().filter(EmbeddedPostgres::joined).isEmpty())
        return infrastructure;
      infrastructure.close();
      if (i == 0) {
        log.info(
            "another process uses the database in {}: waiting 30 s for its end", settings.data());
      }
      Thread.sleep(PAUSE);
    }
    throw new UserError(
        "another process runs the database in "
            + settings.data()
            + "; several servers need an external database: set database.url");
  }

  private static Server start(Infrastructure infrastructure) {
    try {
      return Server.start(infrastructure, Wiring::plug);
    } catch (RuntimeException e) {
      infrastructure.close();
      throw e;
    }
  }
}
