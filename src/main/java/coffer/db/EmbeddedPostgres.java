package coffer.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server of our own, in a folder that outlives it: fsync on, checksums on, passwords
/// on, loopback only. It ends with this process, however that ends. Whoever finds the folder in use
/// by another process joins the server that runs there.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String USER = "coffer";
  private static final int NOBODY = 65534;
  // After a crash it first repairs what is up to 2 GB of log behind, on a disk that may be slow.
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  // The shell holds our pipe as descriptor 3: when this process dies, the pipe closes and the
  // server is asked to stop. setsid keeps the terminal's Ctrl-C from it: we close first, then it.
  private static final String KEEPER =
      "exec 3<&0; \"$@\" </dev/null & p=$!; (read -r _ <&3; kill -INT $p) & r=$!; wait $p;"
          + " kill $r 2>/dev/null";

  // Folders whose server runs in this process. To open a lock file that we hold and close it again
  // would give the lock away.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path data;
  private final String password;
  private final int port;
  private final @Nullable Process process;
  private final @Nullable FileChannel lock;

  private EmbeddedPostgres(
      Path data, String password, int port, @Nullable Process process, @Nullable FileChannel lock) {
    this.data = data;
    this.password = password;
    this.port = port;
    this.process = process;
    this.lock = lock;
  }

  /// Starts the server that lives in the folder, or joins it. Creates what is missing.
  ///
  /// @param settings of PostgreSQL, beside ours
  /// @throws IllegalStateException with the reason, if the server cannot run here
  public static EmbeddedPostgres start(Path folder, Map<String, String> settings) {
    return start(folder, settings, PATIENCE);
  }

  /// @param patience with a server that runs and is not ready
  static EmbeddedPostgres start(Path folder, Map<String, String> settings, Duration patience) {
    try {
      var home = reachable(folder.toAbsolutePath().normalize());
      Files.createDirectories(home);
      if (!HELD.add(home)) return join(home);
      var lock =
          FileChannel.open(
              home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      @Nullable EmbeddedPostgres server = null;
      try {
        if (lock.tryLock() == null) return join(home);
        server = own(home, settings, lock, patience);
        return server;
      } finally {
        if (server == null) {
          lock.close();
          HELD.remove(home);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL in " + folder + ": " + e.getMessage(), e);
    }
  }

  /// The address of a database on this server.
  public Db.Address address(String database) {
    return new Db.Address("jdbc:postgresql://127.0.0.1:" + port + "/" + database, USER, password);
  }

  public Db.Address address() {
    return address("postgres");
  }

  /// Whether another process started the server: then it ends with that one.
  public boolean joined() {
    return process == null;
  }

  /// The folder of its programs.
  Path programs() {
    return data.resolveSibling(Programs.FOLDER);
  }

  /// The process that a test kills.
  public long pid() {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process == null) return;
    try {
      process.getOutputStream().close();
      if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroy();
      if (lock != null) lock.close();
      HELD.remove(data.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static EmbeddedPostgres own(
      Path home, Map<String, String> settings, FileChannel lock, Duration patience)
      throws IOException {
    var bin = Programs.unpack(home);
    var data = home.resolve("data");
    var password = password(home);
    if (!Files.exists(data)) init(home, bin, data);
    var name = UUID.nameUUIDFromBytes((data + password).getBytes(UTF_8)).toString();
    var all = new HashMap<>(settings);
    all.put("cluster_name", name);
    var leftovers = new Leftovers(name);
    for (int attempt = 1; ; attempt++) {
      leftovers.end();
      var port = freePort();
      var process = launch(home, bin, data, port, all);
      var server = new EmbeddedPostgres(data, password, port, process, lock);
      if (server.awaitStart(patience)) return server;
      boolean hangs = process.isAlive();
      if (hangs) leftovers.kill();
      process.getOutputStream().close();
      if (hangs || attempt == 3) {
        var log = Files.readString(home.resolve("server.log"));
        throw new IllegalStateException(
            "PostgreSQL does not start:\n" + log.substring(Math.max(0, log.length() - 2000)));
      }
    }
  }

  private static EmbeddedPostgres join(Path home) throws IOException {
    var data = home.resolve("data");
    for (int i = 0; i < 1200; i++) {
      var status = Status.read(data);
      if (status.isPresent() && status.get().runs()) {
        return new EmbeddedPostgres(data, password(home), status.get().port, null, null);
      }
      pause();
    }
    throw new IllegalStateException("another process holds " + home + ", yet no server runs there");
  }

  /// What the server wrote of itself. A server that was killed leaves it behind.
  private record Status(long pid, int port, boolean ready) {
    static Optional<Status> read(Path data) throws IOException {
      try {
        var lines = Files.readAllLines(data.resolve("postmaster.pid"));
        if (lines.size() < 8) return Optional.empty();
        return Optional.of(
            new Status(
                Long.parseLong(lines.get(0).strip()),
                Integer.parseInt(lines.get(3).strip()),
                lines.get(7).strip().equals("ready")));
      } catch (NoSuchFileException _) {
        return Optional.empty();
      }
    }

    boolean runs() {
      return ready && ProcessHandle.of(pid).isPresent() && answers(port);
    }
  }

  private static Process launch(
      Path home, Path bin, Path data, int port, Map<String, String> settings) throws IOException {
    var command = new ArrayList<>(List.of("setsid", "sh", "-c", KEEPER, "keeper"));
    command.addAll(asServer());
    command.addAll(List.of(bin.resolve("postgres").toString(), "-D", data.toString()));
    var all = new java.util.TreeMap<>(defaults());
    all.putAll(settings);
    all.put("port", String.valueOf(port));
    all.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    return new ProcessBuilder(command)
        .directory(data.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("server.log").toFile()))
        .start();
  }

  private static Map<String, String> defaults() {
    return Map.of(
        "listen_addresses", "127.0.0.1",
        "unix_socket_directories", "",
        "shared_buffers", "128MB",
        "max_connections", "200",
        "fsync", "on",
        "synchronous_commit", "on",
        "full_page_writes", "on",
        "max_wal_size", "2GB",
        "log_min_messages", "warning",
        "timezone", "UTC");
  }

  private boolean awaitStart(Duration patience) throws IOException {
    var until = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < until) {
      if (process != null && !process.isAlive()) return false;
      var status = Status.read(data);
      if (status.isPresent() && status.get().port == port && status.get().runs()) return true;
      pause();
    }
    return false;
  }

  private static boolean answers(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Makes the folder under another name first: one that was begun and not finished is no folder.
  private static void init(Path home, Path bin, Path data) throws IOException {
    var made = Files.createTempDirectory(home, "data-");
    own(made);
    var command = new ArrayList<>(asServer());
    command.addAll(
        List.of(
            bin.resolve("initdb").toString(),
            "-D",
            made.toString(),
            "-U",
            USER,
            "--auth=scram-sha-256",
            "--pwfile=" + home.resolve("password"),
            "--encoding=UTF8",
            "--locale=C",
            "--data-checksums"));
    run(command, home);
    Files.move(made, data);
  }

  private static String password(Path home) throws IOException {
    var file = home.resolve("password");
    if (!Files.exists(file)) {
      var bytes = new byte[24];
      new SecureRandom().nextBytes(bytes);
      var attributes =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Files.createFile(file, attributes);
      Files.writeString(file, HexFormat.of().formatHex(bytes));
      own(file);
    }
    return Files.readString(file).strip();
  }

  /// PostgreSQL refuses to run as root, and the user it runs as then must reach its folder: where
  /// it cannot (a clone under /root), the server lives under /var/lib/coffer instead.
  static Path reachable(Path folder) throws IOException {
    if (!root()) return folder;
    for (var path = folder; path != null; path = path.getParent()) {
      if (Files.exists(path)
          && !Files.getPosixFilePermissions(path)
              .contains(java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE)) {
        return Path.of("/var/lib/coffer", Integer.toHexString(folder.toString().hashCode()));
      }
    }
    return folder;
  }

  private static boolean root() {
    return System.getProperty("user.name").equals("root");
  }

  private static List<String> asServer() {
    if (!root()) return List.of();
    return List.of(
        "setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--no-new-privs");
  }

  private static void own(Path path) throws IOException {
    if (!root()) return;
    Files.setAttribute(path, "unix:uid", NOBODY);
    Files.setAttribute(path, "unix:gid", NOBODY);
  }

  private static void run(List<String> command, Path directory) throws IOException {
    var process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ":\n" + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    }
  }

  static void pause() {
    try {
      Thread.sleep(25);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
