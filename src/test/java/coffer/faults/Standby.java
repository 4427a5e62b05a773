package coffer.faults;

import static org.awaitility.Awaitility.await;

import coffer.db.Db;
import coffer.db.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A synchronous standby of a PostgreSQL, made by a copy of its files: the binaries that we bring
/// along have no pg_basebackup.
final class Standby implements AutoCloseable {
  private static final int NOBODY = 65534;

  private final Path data;
  private final Path programs;
  private final int port;

  private Standby(Path data, Path programs, int port) {
    this.data = data;
    this.programs = programs;
    this.port = port;
  }

  /// @param home the folder of the primary; the standby lives beside it
  static Standby of(EmbeddedPostgres primary, Path home) throws Exception {
    var address = primary.owner();
    var data = home.resolve("standby");
    var standby = new Standby(data, home.resolve("server-18/bin"), Site.port());
    try (var connection =
            DriverManager.getConnection(address.url(), address.user(), address.password());
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('standby', true)");
      copy(home.resolve("data"), data);
      try (var stopped = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        stopped.next();
        write(data.resolve("backup_label"), stopped.getString(1));
      }
      write(data.resolve("standby.signal"), "");
      write(
          data.resolve("postgresql.auto.conf"),
          "primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s application_name=standby'\n"
              .formatted(PgProxy.port(address), address.user(), address.password()));
      standby.run(
          "start", "-w", "-l", data.resolve("standby.log").toString(), "-o", options(standby.port));
      statement.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
      statement.execute("SELECT pg_reload_conf()");
    }
    return standby;
  }

  private static String options(int port) {
    return "-p "
        + port
        + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200";
  }

  int port() {
    return port;
  }

  /// Until the primary waits for us at each commit.
  void awaitSynchronous(Db primary) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                Oracle.count(
                        primary,
                        "SELECT count(*) AS n FROM pg_stat_replication WHERE sync_state = 'sync'")
                    == 1);
  }

  void promote() throws Exception {
    run("promote", "-w");
  }

  private void run(String what, String... options) throws Exception {
    var command = new ArrayList<String>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    command.addAll(List.of(programs.resolve("pg_ctl").toString(), what, "-D", data.toString()));
    command.addAll(List.of(options));
    var said = data.resolveSibling("pg_ctl.log");
    var process =
        new ProcessBuilder(command)
            .directory(data.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("pg_ctl " + what + ": " + Files.readString(said));
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    own(file);
  }

  private static void own(Path path) throws IOException {
    if (!System.getProperty("user.name").equals("root")) return;
    Files.setAttribute(path, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", NOBODY, LinkOption.NOFOLLOW_LINKS);
  }

  /// Files come and go meanwhile: the log of the backup makes it whole.
  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            var target = to.resolve(from.relativize(folder));
            Files.createDirectories(target);
            Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(folder));
            own(target);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.getFileName().toString().startsWith("postmaster.")) {
              return FileVisitResult.CONTINUE;
            }
            var target = to.resolve(from.relativize(file));
            Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            own(target);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
            throw e;
          }
        });
  }

  @Override
  public void close() throws SQLException {
    try {
      run("stop", "-m", "immediate", "-w");
    } catch (Exception e) {
      throw new SQLException("the standby does not stop", e);
    }
  }
}
