package coffer.db;

import coffer.operator.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the database of a data folder is: normally inside it. Under root, PostgreSQL runs as a
/// user that may not be able to reach the folder; the database of a demo or a test is then
/// elsewhere. The file `place` in the data folder states the location from the first start on.
/// Later starts search nowhere else.
///
/// @param folder the data folder
/// @param home the folder that contains the server and its files
record DataFolder(Path folder, Path home) {
  private static final Logger log = LoggerFactory.getLogger(DataFolder.class);
  private static final Path ELSEWHERE = Path.of("/var/lib/coffer");
  private static final String HERE = ".";

  /// @param own whether the user is used by this server only, or shared
  /// @throws UserError with what to do, if the database is not where it was, or cannot be where it
  ///     should be
  static DataFolder of(Path folder, ServerUser user, boolean own) throws IOException {
    return of(folder, user, own, ELSEWHERE);
  }

  static DataFolder of(Path folder, ServerUser user, boolean own, Path elsewhere)
      throws IOException {
    var known = known(folder, elsewhere);
    if (known.isPresent()) return known.get().checked(user);
    var barrier = user.barrier(folder);
    if (barrier.isEmpty()) return new DataFolder(folder, folder);
    if (own) throw blocked(folder, user, barrier.get());
    var home = elsewhere.resolve(UUID.randomUUID().toString());
    log.info("PostgreSQL may not enter {}: its files are in {}", barrier.get(), home);
    return new DataFolder(folder, home);
  }

  /// The location of a database that was created before.
  static Optional<DataFolder> known(Path folder) throws IOException {
    return known(folder, ELSEWHERE);
  }

  private static Optional<DataFolder> known(Path folder, Path elsewhere) throws IOException {
    var file = folder.resolve("place");
    if (Files.exists(file)) {
      return Optional.of(
          new DataFolder(folder, folder.resolve(Files.readString(file).strip()).normalize()));
    }
    // Before there was such a file, the location under root depended on the modes of the folders.
    var former = elsewhere.resolve(Integer.toHexString(folder.toString().hashCode()));
    boolean here = made(folder);
    boolean there = made(former);
    if (here && there) {
      throw new UserError(
          "there are two databases for %1$s: in it, and in %2$s. Write the one that holds your data into %1$s/place: . or %2$s"
              .formatted(folder, former));
    }
    if (there) claim(folder, former);
    return here || there
        ? Optional.of(new DataFolder(folder, here ? folder : former))
        : Optional.empty();
  }

  private static boolean made(Path home) {
    return Files.exists(home.resolve("data"));
  }

  /// Records that the former folder belongs to this data folder. Its name is a short hash of the
  /// data folder's path, and two data folders may have the same hash.
  private static void claim(Path folder, Path former) throws IOException {
    var owner = former.resolve("folder");
    if (!Files.exists(owner)) {
      Files.writeString(ServerUser.file(owner), folder.toString());
      log.warn("the database of {} is in {}, where an earlier version put it", folder, former);
    }
    if (Files.readString(owner).equals(folder.toString())) return;
    throw new UserError(
        "the database in %s belongs to %s. If it is that of %s, too, write its path into %3$s/place"
            .formatted(former, Files.readString(owner), folder));
  }

  private DataFolder checked(ServerUser user) throws IOException {
    if (!made(home)) {
      throw new UserError(
          ("the database of %1$s is not in %2$s any more, though %1$s/place says so: bring it back,"
                  + " or remove that file to begin with an empty one")
              .formatted(folder, home));
    }
    var barrier = user.barrier(home);
    if (barrier.isPresent()) throw blocked(home, user, barrier.get());
    return this;
  }

  private static UserError blocked(Path home, ServerUser user, Path barrier) {
    return new UserError(
        ("PostgreSQL runs as %s, who may not enter %s, and %s is in it: move the data folder, or"
                + " chmod o+x %2$s")
            .formatted(user.other().map(ServerUser.Other::name).orElse("us"), barrier, home));
  }

  /// Creates the folders. Only their owner can read them.
  void create(ServerUser user) throws IOException {
    if (folder.equals(home)) {
      user.folder(home);
      return;
    }
    var elsewhere = home.getParent();
    if (elsewhere != null && !Files.exists(elsewhere)) {
      Files.createDirectories(elsewhere);
      Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwx--x--x"));
    }
    user.folder(home);
  }

  /// Records the location, once the database is created.
  void remember() throws IOException {
    var file = folder.resolve("place");
    if (Files.exists(file)) return;
    var next = ServerUser.file(folder.resolve("place.new"));
    Files.writeString(next, folder.equals(home) ? HERE : home.toString());
    Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }
}
