package coffer.db;

import coffer.operator.UserError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// The programs of PostgreSQL, unpacked from Coffer's jar.
final class PostgresPrograms {
  static final String FOLDER = "server-18";

  private PostgresPrograms() {}

  /// @return the folder of the programs
  /// @throws UserError if there are none for this machine
  static Path unpack(Path home) throws IOException {
    var arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    var resource = "/postgres-linux-" + arch + ".txz";
    var target = home.resolve(FOLDER);
    var done = target.resolve("unpacked");
    if (Files.exists(done)) return target.resolve("bin");
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new UserError(
          "the PostgreSQL that we bring along runs on Linux (x86-64, arm64): set database.url to a"
              + " server of your own");
    }
    try (var packed = PostgresPrograms.class.getResourceAsStream(resource)) {
      if (packed == null) throw new UserError("no PostgreSQL for " + arch + " here");
      extract(packed, target);
    }
    Files.createFile(done);
    return target.resolve("bin");
  }

  private static void extract(InputStream packed, Path target) throws IOException {
    try (var tar =
        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        var path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) throw new IOException("bad path in archive: " + path);
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.getParent());
        Files.deleteIfExists(path);
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, path);
          var mode = (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--";
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        }
      }
    }
  }
}
