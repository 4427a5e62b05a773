package coffer.db;

import coffer.db.Cluster.Status;
import coffer.operator.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL server that this process runs, in a folder that outlives it: with fsync, checksums
/// and passwords, on loopback only. It ends with this process, however that ends. If the server
/// ends earlier, it is started again. If another process already uses the folder, this one joins
/// the server that runs there.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String DATABASE = "postgres";
  // After a crash, it first replays up to 2 GB of log, on a disk that may be slow.
  private static final Duration START_TIMEOUT = Duration.ofMinutes(10);

  // Folders whose server runs in this process. Opening and closing a lock file that this process
  // holds would release the lock.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /// The privileges of the owner role, besides owning the tables.
  public enum Owner {
    ORDINARY,
    /// For tests and benchmarks, which do what no server may do.
    SUPERUSER
  }

  /// @param settings of PostgreSQL, in addition to Coffer's
  /// @param user that the server runs as if this process is root; null = one that programs share
  public record Options(Map<String, String> settings, @Nullable String user, Owner owner) {
    public Options() {
      this(Map.of(), null, Owner.ORDINARY);
    }
  }

  /// @param lock of the folder, held while the server runs
  private record Own(
      Cluster cluster, Map<String, String> settings, Duration patience, FileChannel lock) {}

  /// @param process null if another process started it
  private record Running(int port, @Nullable Process process) {}

  private final Path folder;
  private final Path home;
  private final DatabaseRoles roles;
  private final @Nullable Own own;
  private final Thread watcher =
      Thread.ofPlatform().daemon().name("postgres").unstarted(this::watch);
  private volatile Running running = new Running(0, null);
  private volatile boolean closed;
  private volatile Consumer<String> lost = reason -> log.error("{}", reason);

  private EmbeddedPostgres(Path folder, Path home, DatabaseRoles roles, @Nullable Own own) {
    this.folder = folder;
    this.home = home;
    this.roles = roles;
    this.own = own;
  }

  /// Starts the server of the folder, or joins it. Creates what is missing.
  ///
  /// @throws UserError with the reason, if the server cannot run here
  public static EmbeddedPostgres start(Path folder, Options options) {
    return start(folder, options, START_TIMEOUT);
  }

  /// @param patience how long a server that runs may take to become ready
  static EmbeddedPostgres start(Path folder, Options options, Duration patience) {
    var data = folder.toAbsolutePath().normalize();
    try {
      if (!HELD.add(data)) return join(data);
      @Nullable EmbeddedPostgres server = null;
      @Nullable FileChannel lock = null;
      try {
        makeFolder(data);
        lock = FileChannel.open(ServerUser.file(data.resolve("lock")), StandardOpenOption.WRITE);
        if (lock.tryLock() == null) return join(data);
        server = own(data, options, patience, lock);
        return server;
      } finally {
        if (server == null) {
          if (lock != null) lock.close();
          HELD.remove(data);
        }
      }
    } catch (IOException e) {
      throw new UserError("the data folder " + folder + " cannot be used: " + why(e), e);
    }
  }

  /// Creates the folder. If the server runs as another user, that user may enter the folder above
  /// it.
  private static void makeFolder(Path data) throws IOException {
    var mode = ServerUser.root() ? "rwx--x--x" : "rwx------";
    var parent = data.getParent();
    if (parent != null && !Files.exists(parent)) {
      Files.createDirectories(parent);
      Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString(mode));
    }
    if (!Files.exists(data)) new ServerUser(Optional.empty()).folder(data);
  }

  private static EmbeddedPostgres own(
      Path data, Options options, Duration patience, FileChannel lock) throws IOException {
    var user = ServerUser.of(Optional.ofNullable(options.user).orElse(ServerUser.SHARED));
    var place = DataFolder.of(data, user, options.user != null);
    place.create(user);
    var cluster = Cluster.in(place.home(), user);
    new LeftoverProcesses(cluster.name()).end();
    user.adopt(cluster.data());
    cluster.init();
    place.remember();
    var roles = DatabaseRoles.random();
    cluster.alone(roles.sql(options.owner));
    roles.write(place.home());
    var own = new Own(cluster, options.settings, patience, lock);
    var server = new EmbeddedPostgres(data, place.home(), roles, own);
    server.running = server.run(own, 0);
    server.watcher.start();
    return server;
  }

  private static EmbeddedPostgres join(Path data) throws IOException {
    for (int i = 0; i < 1200; i++) {
      var place = DataFolder.known(data);
      if (place.isPresent()) {
        var home = place.get().home();
        var status = Status.read(Cluster.data(home));
        if (status.isPresent() && status.get().runs() && answers(status.get().port())) {
          var server = new EmbeddedPostgres(data, home, DatabaseRoles.read(home), null);
          server.running = new Running(status.get().port(), null);
          return server;
        }
      }
      pause();
    }
    throw new UserError("another process holds " + data + ", yet no server runs there");
  }

  /// The address of a database on this server, for the application role.
  public Db.Address address(String database) {
    return new Db.Address(url(database), DatabaseRoles.APPLICATION, roles.application());
  }

  public Db.Address address() {
    return address(DATABASE);
  }

  /// The same for the owner role.
  public Db.Address owner(String database) {
    return new Db.Address(url(database), DatabaseRoles.OWNER, roles.owner());
  }

  public Db.Address owner() {
    return owner(DATABASE);
  }

  /// Requires SCRAM, so that another program that listens on the port does not learn the password:
  /// it would have to know the verifier.
  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?requireAuth=scram-sha-256"
        .formatted(running.port, database);
  }

  /// Whether another process started the server. The server ends with that process.
  public boolean joined() {
    return own == null;
  }

  /// @param lost is called with the reason, if the server ended and cannot be started again
  public void whenLost(Consumer<String> lost) {
    this.lost = lost;
  }

  /// The folder of the PostgreSQL programs.
  Path programs() {
    return home.resolve(PostgresPrograms.FOLDER);
  }

  /// The process id of the server, for a test that kills it.
  public long pid() {
    try {
      return Status.read(Cluster.data(home)).orElseThrow().pid();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    var process = running.process;
    if (own == null || process == null) return;
    closed = true;
    try {
      process.getOutputStream().close();
      if (!watcher.join(Duration.ofSeconds(30))) process.destroy();
      own.lock.close();
      HELD.remove(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// For a test that kills the server: it is not started again.
  void leave() {
    closed = true;
  }

  private void watch() {
    try {
      while (own != null && running.process != null) {
        int status = running.process.waitFor();
        if (closed) return;
        log.warn("PostgreSQL ended (status {}) and is started again", status);
        running = run(own, running.port);
        log.info("PostgreSQL runs again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      if (closed) return;
      var reason = "PostgreSQL ended and does not start again: " + e.getMessage();
      // Not on this thread: a callback that ends the process waits for this thread.
      Thread.ofPlatform().name("postgres-lost").start(() -> lost.accept(reason));
    }
  }

  /// @param last its previous port, to which connections may be in progress; 0 = none
  private Running run(Own own, int last) throws IOException {
    var leftovers = new LeftoverProcesses(own.cluster.name());
    for (int attempt = 1; ; attempt++) {
      leftovers.end();
      var port = attempt == 1 && last > 0 ? last : freePort();
      var process = own.cluster.launch(port, own.settings);
      if (awaitStart(own, process, port)) return new Running(port, process);
      boolean hangs = process.isAlive();
      if (hangs) leftovers.kill();
      process.getOutputStream().close();
      if (hangs || attempt == 3 || closed) {
        throw new UserError("PostgreSQL does not start:\n" + own.cluster.logTail());
      }
    }
  }

  private boolean awaitStart(Own own, Process process, int port) throws IOException {
    var until = System.nanoTime() + own.patience.toNanos();
    while (System.nanoTime() < until && process.isAlive() && !closed) {
      var status = Status.read(own.cluster.data());
      if (status.isPresent() && status.get().port() == port && status.get().runs() && answers(port))
        return true;
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

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    }
  }

  /// Why a folder cannot be used, for people.
  public static String why(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case FileSystemException failed when failed.getReason() != null ->
          failed.getFile() + ": " + failed.getReason();
      case FileSystemException failed -> failed.getFile() + " is in the way";
      default -> String.valueOf(e.getMessage());
    };
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
