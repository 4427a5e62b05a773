package coffer.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may do what with the embedded database, and who may read what of it.
class EmbeddedRolesDbTest {
  private final ServerFolder folder = new ServerFolder();

  @AfterEach
  void remove() throws IOException {
    folder.close();
  }

  private EmbeddedPostgres start() {
    return EmbeddedPostgres.start(folder.postgres(), new EmbeddedPostgres.Options());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRUNCATE rate",
        "ALTER TABLE entry DISABLE TRIGGER ALL",
        "ALTER TABLE entry ADD COLUMN more text",
        "DROP TABLE rate",
        "DROP TRIGGER entry_append_only ON entry",
        "CREATE TABLE mine (number integer)",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
        "SET ROLE coffer_owner",
        "ALTER ROLE coffer_app SUPERUSER",
        "COPY rate TO PROGRAM 'cat'",
        "SELECT * FROM pg_authid",
        "SELECT pg_read_file('PG_VERSION')"
      })
  void theApplicationWorksWithRowsAndNothingElse(String sql) {
    try (var server = start()) {
      Db.migrate(server.owner());
      try (var db = Db.open(server.address(), 1)) {
        db.run(tx -> tx.update("DELETE FROM rate"));
        assertThat(Db.sqlState(catchThrowable(() -> db.run(tx -> tx.update(sql)))))
            .as(sql)
            .isEqualTo("42501");
      }
    }
  }

  @Test
  void passwordsAreNewAtEachStartAndTheFirstRoleCannotLogIn() {
    Db.Address before;
    try (var server = start()) {
      before = server.address();
      assertThat(server.owner().password()).isNotEqualTo(before.password());
    }
    try (var server = start()) {
      assertThat(server.address().password()).isNotEqualTo(before.password());
      var now = server.address();
      for (var user : new String[] {now.user(), DatabaseRoles.BOOTSTRAP}) {
        var wrong = new Db.Address(now.url(), user, before.password());
        assertThatThrownBy(() -> Preflight.check(wrong)).hasMessageContaining("refuses the user");
      }
    }
  }

  @Test
  void anotherProgramOnThePortDoesNotGetThePassword() throws Exception {
    try (var server = start();
        var thief = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var address = server.address();
      var asked =
          CompletableFuture.supplyAsync(() -> askForPassword(thief), Thread::startVirtualThread);
      var url = address.url().replaceFirst(":[0-9]+/", ":" + thief.getLocalPort() + "/");
      var there = new Db.Address(url, address.user(), address.password());
      assertThatThrownBy(
              () -> new DatabaseSessions(() -> there, PoolTimeouts.PROBE).getConnection())
          .isInstanceOf(SQLException.class);
      assertThat(asked.join()).contains(address.user()).doesNotContain(address.password());
    }
  }

  /// As PostgreSQL asks for one in clear.
  private static String askForPassword(ServerSocket thief) {
    try (var client = thief.accept()) {
      var told = new StringBuilder();
      var bytes = new byte[8192];
      int n = client.getInputStream().read(bytes);
      if (bytes[4] == 4 || n == 8) { // GSS or TLS: no
        client.getOutputStream().write('N');
        n = client.getInputStream().read(bytes);
        if (n == 8) {
          client.getOutputStream().write('N');
          n = client.getInputStream().read(bytes);
        }
      }
      for (; n >= 0; n = client.getInputStream().read(bytes)) {
        told.append(new String(bytes, 0, n, UTF_8));
        client.getOutputStream().write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 3});
      }
      return told.toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void filesAndFoldersAreForNobodyElseWhateverTheUmask() throws Exception {
    // As an earlier version or somebody else may have left them.
    Files.setPosixFilePermissions(folder.postgres(), PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.createFile(folder.postgres().resolve("lock"));
    Files.setPosixFilePermissions(
        folder.postgres().resolve("lock"), PosixFilePermissions.fromString("rw-rw-rw-"));
    try (var _ = start();
        var files = Files.list(folder.postgres())) {
      assertThat(mode(folder.postgres())).isEqualTo("rwx------");
      for (var file : (Iterable<Path>) files.filter(f -> !Files.isSymbolicLink(f))::iterator) {
        assertThat(mode(file))
            .as(file.toString())
            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
      }
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void itsProcessesGetNothingOfOurEnvironment() throws Exception {
    try (var server = start();
        var db = Db.open(server.address(), 1)) {
      db.run(tx -> tx.one("SELECT 1 AS one", row -> row.integer("one")));
      var ours = System.getenv();
      assertThat(ours).as("this test has an environment").hasSizeGreaterThan(2);
      var postmaster = ProcessHandle.of(server.pid()).orElseThrow();
      var processes = Stream.concat(Stream.of(postmaster), postmaster.children()).toList();
      assertThat(processes).hasSizeGreaterThan(2);
      for (var process : processes) {
        var environment =
            Files.readString(Path.of("/proc", String.valueOf(process.pid()), "environ"));
        for (var each : ours.entrySet()) {
          if (each.getKey().equals("PATH") || each.getKey().equals("LC_ALL")) continue;
          if (each.getKey().equals("PWD") || each.getKey().equals("_")) continue; // the shell's own
          assertThat(environment.split("\0"))
              .as(each.getKey())
              .doesNotContain(each.getKey() + "=" + each.getValue());
        }
      }
    }
  }

  @Test
  void anotherUserOfTheSystemTakesItsFilesOver() throws IOException {
    assumeTrue(ServerUser.root(), "only root has PostgreSQL run as another user");
    // The suite's programs are for nobody else.
    Files.delete(folder.postgres().resolve(PostgresPrograms.FOLDER));
    try (var server = start()) {
      Db.migrate(server.owner());
    }
    var options = new EmbeddedPostgres.Options(Map.of(), "daemon", EmbeddedPostgres.Owner.ORDINARY);
    try (var server = EmbeddedPostgres.start(folder.postgres(), options);
        var db = Db.open(server.address(), 1)) {
      db.run(tx -> tx.update("DELETE FROM rate"));
      assertThat(Files.getOwner(folder.postgres().resolve("data"))).hasToString("daemon");
      assertThat(Files.getOwner(Path.of("/proc", String.valueOf(server.pid()))))
          .hasToString("daemon");
    }
  }

  @Test
  void theTablesOfAnEarlierVersionGetTheirOwner() throws IOException {
    var user = ServerUser.of(ServerUser.SHARED);
    user.folder(folder.postgres());
    var cluster = Cluster.in(folder.postgres(), user);
    cluster.init();
    cluster.alone(
        """
        CREATE TABLE kept (id bigint GENERATED ALWAYS AS IDENTITY, number integer)
        INSERT INTO kept (number) VALUES (7)
        CREATE FUNCTION seven() RETURNS integer LANGUAGE sql RETURN 7
        CREATE DOMAIN odd AS integer
        """);
    try (var server = start()) {
      try (var db = Db.open(server.owner(), 1)) {
        db.run(tx -> tx.update("ALTER TABLE kept ADD COLUMN more text"));
        db.run(tx -> tx.update("ALTER DOMAIN odd SET DEFAULT 1"));
        db.run(
            tx ->
                tx.update(
                    "CREATE OR REPLACE FUNCTION seven() RETURNS integer LANGUAGE sql RETURN 7"));
      }
      try (var db = Db.open(server.address(), 1)) {
        db.run(tx -> tx.update("INSERT INTO kept (number) VALUES (8)"));
        List<Integer> numbers =
            db.tx(
                tx -> tx.list("SELECT number FROM kept ORDER BY id", row -> row.integer("number")));
        assertThat(numbers).containsExactly(7, 8);
      }
    }
  }
}
