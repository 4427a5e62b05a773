package coffer.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// The files of one PostgreSQL server, and the programs that work on them. Only one program at a
/// time may do so: the caller holds the folder's lock.
record Cluster(Path home, ServerUser user, Path programs) {
  // The shell holds our pipe as descriptor 3. When this process dies, the pipe closes and the shell
  // stops the server. setsid keeps the terminal's Ctrl-C away from the server: first this process
  // closes, then the server.
  private static final String KEEPER =
      "exec 3<&0; \"$@\" </dev/null & p=$!; (read -r _ <&3; kill -INT $p) & r=$!; wait $p;"
          + " s=$?; kill $r 2>/dev/null; exit $s";

  private static final String ACCESS =
      """
      host all         all 127.0.0.1/32 scram-sha-256
      host replication all 127.0.0.1/32 scram-sha-256
      """;

  private static final Map<String, String> SETTINGS =
      Map.of(
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

  static Cluster in(Path home, ServerUser user) throws IOException {
    return new Cluster(home, user, PostgresPrograms.unpack(home));
  }

  static Path data(Path home) {
    return home.resolve("data");
  }

  Path data() {
    return data(home);
  }

  /// Creates the data folder under another name first, so that an unfinished folder is never used.
  void init() throws IOException {
    if (Files.exists(data())) return;
    var made = Files.createTempDirectory(home, "data-");
    user.own(made);
    ChildProcess.run(
        program(
            "initdb",
            "-D",
            made.toString(),
            "-U",
            DatabaseRoles.BOOTSTRAP,
            "--auth=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--data-checksums"),
        home,
        "");
    Files.writeString(made.resolve("pg_hba.conf"), ACCESS);
    Files.move(made, data());
  }

  /// Runs statements, one per line, as the role that the cluster begins with, while no server runs.
  /// There is no other access for this role.
  void alone(String sql) throws IOException {
    ChildProcess.run(
        program(
            "postgres", "--single", "-D", data().toString(), "-c", "exit_on_error=on", "postgres"),
        home,
        sql);
  }

  Process launch(int port, Map<String, String> settings) throws IOException {
    var command = new ArrayList<>(List.of("setsid", "sh", "-c", KEEPER, "keeper"));
    command.addAll(program("postgres", "-D", data().toString()));
    var all = new TreeMap<>(SETTINGS);
    all.putAll(settings);
    all.put("cluster_name", name());
    all.put("port", String.valueOf(port));
    all.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    var log = ServerUser.file(home.resolve("server.log"));
    return ChildProcess.of(command, data())
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private List<String> program(String name, String... options) {
    var command = new ArrayList<>(user.prefix());
    command.add(programs.resolve(name).toString());
    command.addAll(List.of(options));
    return command;
  }

  /// The name that identifies the server's processes. No other command line contains it.
  String name() throws IOException {
    var file = home.resolve("name");
    if (!Files.exists(file)) {
      // Earlier versions derived the name from the password.
      var password = home.resolve("password");
      var former = Files.exists(password) ? Files.readString(password).strip() : "";
      var name =
          former.isEmpty()
              ? UUID.randomUUID()
              : UUID.nameUUIDFromBytes((data() + former).getBytes(UTF_8));
      Files.writeString(ServerUser.file(file), name.toString());
    }
    return Files.readString(file).strip();
  }

  /// The end of the server's log, at most 2,000 characters.
  String logTail() throws IOException {
    var log = Files.readString(home.resolve("server.log"));
    return log.substring(Math.max(0, log.length() - 2000)).strip();
  }

  /// What the server wrote to `postmaster.pid`. A server that was killed leaves this file behind.
  record Status(long pid, int port, boolean ready) {
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
      return ready && ProcessHandle.of(pid).isPresent();
    }
  }
}
