package coffer.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;

/// A folder for a PostgreSQL of a test's own, as [EmbeddedPostgres] and a demo want it, gone when
/// closed. The user that the server runs as can reach it, and the programs of the suite's server
/// are in it: to unpack them takes seconds.
public final class ServerFolder implements AutoCloseable {
  private final Path data;
  private final Path home;

  public ServerFolder() {
    try {
      data = Files.createTempDirectory(parent(), "postgres-");
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
      home = Files.createDirectories(data.resolve("postgres"));
      var programs = TestDb.programs();
      Files.createSymbolicLink(home.resolve(programs.getFileName()), programs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One that the server's user may enter.
  private static Path parent() throws IOException {
    var target = Files.createDirectories(Path.of("target").toAbsolutePath());
    var reachable = ServerUser.of(ServerUser.SHARED).barrier(target.resolve("any")).isEmpty();
    return reachable ? target : Path.of("/tmp");
  }

  /// Of a whole Coffer, whose database is in `postgres`.
  public Path data() {
    return data;
  }

  /// A server whose owner of tables may do everything.
  public static EmbeddedPostgres superuser(Path postgres) {
    return EmbeddedPostgres.start(
        postgres, new EmbeddedPostgres.Options(Map.of(), null, EmbeddedPostgres.Owner.SUPERUSER));
  }

  /// From now on nobody starts the server again if it ends.
  public static void leave(EmbeddedPostgres server) {
    server.leave();
  }

  /// Of the database alone.
  public Path postgres() {
    return home;
  }

  /// The server must have ended.
  @Override
  public void close() throws IOException {
    try (var paths = Files.walk(data)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }
}
