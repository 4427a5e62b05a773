package coffer.app;

import coffer.db.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs a server until it is told to stop.
@Command(name = "serve", description = "Run a server.", mixinStandardHelpOptions = true)
final class Serve implements Callable<Integer> {
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
    var base = Base.open(settings, Clock.systemUTC());
    if (base.postgres().filter(EmbeddedPostgres::joined).isPresent()) {
      log.warn("another process runs the database in {}: it ends with that", settings.data());
    }
    var server = start(base);
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  log.info("stopping");
                  server.close();
                  base.close();
                  stopped.countDown();
                }));
    log.info(
        "listening on {}:{} for {}",
        settings.http().listen(),
        server.port(),
        settings.http().publicUrl());
    stopped.await();
    return 0;
  }

  private static Server start(Base base) {
    try {
      return Server.start(base, Wiring::plug);
    } catch (RuntimeException e) {
      base.close();
      throw e;
    }
  }
}
