package coffer.db;

import coffer.operator.UserError;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/// The system user that PostgreSQL runs as: normally the user of this process. PostgreSQL refuses
/// to run as root, so under root it runs as another user.
///
/// @param other the user, if this process is root
record ServerUser(Optional<Other> other) {
  /// For a demo or a test under root. Unrelated programs may run as that user; the server of a
  /// merchant has a separate one.
  static final String SHARED = "nobody";

  record Other(String name, int uid, int gid) {}

  /// @param name the user under root
  /// @throws UserError if the system has no such user, or it is root
  static ServerUser of(String name) throws IOException {
    if (!root()) return new ServerUser(Optional.empty());
    var uid = Integer.parseInt(id("-u", name));
    if (uid == 0) throw new UserError("PostgreSQL cannot run as root");
    return new ServerUser(Optional.of(new Other(name, uid, Integer.parseInt(id("-g", name)))));
  }

  private static String id(String what, String name) throws IOException {
    try {
      return ChildProcess.run(List.of("id", what, name), Path.of("/"), "").strip();
    } catch (UserError _) {
      throw new UserError("this system has no user " + name);
    }
  }

  static boolean root() {
    return System.getProperty("user.name").equals("root");
  }

  /// The prefix of a command that runs as this user.
  List<String> prefix() {
    return other
        .map(
            user ->
                List.of(
                    "setpriv",
                    "--reuid=" + user.uid,
                    "--regid=" + user.gid,
                    "--clear-groups",
                    "--no-new-privs"))
        .orElse(List.of());
  }

  /// Creates the folder if it is missing. Only this user has access to it, whatever the umask.
  void folder(Path path) throws IOException {
    try {
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(mode("rwx------")));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path)) throw e;
    }
    Files.setPosixFilePermissions(path, mode("rwx------"));
    own(path);
  }

  /// Creates the file if it is missing. Only the user of this process has access to it, whatever
  /// the umask.
  static Path file(Path path) throws IOException {
    try {
      Files.createFile(path, PosixFilePermissions.asFileAttribute(mode("rw-------")));
    } catch (FileAlreadyExistsException _) {
      Files.setPosixFilePermissions(path, mode("rw-------"));
    }
    return path;
  }

  private static java.util.Set<PosixFilePermission> mode(String mode) {
    return PosixFilePermissions.fromString(mode);
  }

  void own(Path path) throws IOException {
    if (other.isEmpty()) return;
    Files.setAttribute(path, "unix:uid", other.get().uid, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:gid", other.get().gid, LinkOption.NOFOLLOW_LINKS);
  }

  /// Takes over the files of a server that ran as another user.
  void adopt(Path folder) throws IOException {
    if (other.isEmpty() || !Files.exists(folder)) return;
    if (Files.getAttribute(folder, "unix:uid").equals(other.get().uid)) return;
    try (var paths = Files.walk(folder)) {
      for (var path : (Iterable<Path>) paths::iterator) own(path);
    }
  }

  /// The nearest folder above the path that this user may not enter, if there is one.
  Optional<Path> barrier(Path folder) throws IOException {
    if (other.isEmpty()) return Optional.empty();
    for (var path = folder.getParent(); path != null; path = path.getParent()) {
      if (Files.exists(path) && !passes(path)) return Optional.of(path);
    }
    return Optional.empty();
  }

  private boolean passes(Path path) throws IOException {
    var user = other.orElseThrow();
    var mode = Files.getPosixFilePermissions(path);
    if (Files.getAttribute(path, "unix:uid").equals(user.uid)) {
      return mode.contains(PosixFilePermission.OWNER_EXECUTE);
    }
    if (Files.getAttribute(path, "unix:gid").equals(user.gid)) {
      return mode.contains(PosixFilePermission.GROUP_EXECUTE);
    }
    return mode.contains(PosixFilePermission.OTHERS_EXECUTE);
  }
}
