package coffer.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;

/// A folder for a PostgreSQL of a test's own, as [EmbeddedPostgres] and a demo want it, gone when
/// closed. The user that the server runs as can reach it, and the programs of the suite's server
/// are in it: to unpack them takes seconds.
public final class ServerFolder implements AutoCloseable {
  private final Path data;
  private final Path home;

  public ServerFolder() {
    try {
      var parent = Files.createDirectories(Path.of("target").toAbsolutePath());
      data = Files.createTempDirectory(parent, "postgres-");
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
      home = Files.createDirectories(EmbeddedPostgres.reachable(data.resolve("postgres")));
      var programs = TestDb.programs();
      Files.createSymbolicLink(home.resolve(programs.getFileName()), programs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Of a whole Coffer, whose database is in `postgres`.
  public Path data() {
    return data;
  }

  /// Of the database alone.
  public Path postgres() {
    return home;
  }

  /// The server must have ended.
  @Override
  public void close() throws IOException {
    for (var folder : List.of(home, data)) {
      if (!Files.exists(folder)) continue;
      try (var paths = Files.walk(folder)) {
        for (var path : paths.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
      }
    }
  }
}
