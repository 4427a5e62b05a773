package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import coffer.operator.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with a database is said in one sentence, soon.
class PreflightDbTest {
  private static final Db.Address GOOD = TestDb.address();
  private static final Path POOLER = Path.of("/usr/sbin/pgbouncer");

  @TempDir private Path folder;

  @Test
  void aGoodOneIsTakenWithoutAWord() {
    assertThat(Preflight.check(GOOD)).isEmpty();
  }

  @Test
  void oneThatCannotBeReachedIsToldWithinSeconds() {
    assertThat(refusal(at("127.0.0.1:1/x")))
        .isEqualTo("the database at 127.0.0.1:1 cannot be reached: nothing listens there");
    assertThat(refusal(at("nowhere.invalid/x")))
        .isEqualTo(
            "the database at nowhere.invalid cannot be reached: there is no host of that name");
  }

  @Test
  void oneThatTakesConnectionsAndSaysNothingIsToldWithinSeconds() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var host = "127.0.0.1:" + silent.getLocalPort();
      assertThat(refusal(at(host + "/x")))
          .isEqualTo("the database at " + host + " cannot be reached: it does not answer");
    }
  }

  @Test
  void aWrongPasswordAndAWrongNameAreTold() {
    var wrong = new Db.Address(GOOD.url(), GOOD.user(), "not the password");
    assertThat(refusal(wrong))
        .contains("refuses the user " + GOOD.user())
        .doesNotContain("not the");
    var nameless = GOOD.url().replaceFirst("/test_[0-9_]+", "/none");
    assertThat(refusal(new Db.Address(nameless, GOOD.user(), GOOD.password())))
        .contains("cannot be used", "\"none\" does not exist");
  }

  @Test
  void aVersionThatIsTooOldIsRefused() {
    assertThatThrownBy(() -> Preflight.check(GOOD, 990_000))
        .hasMessageMatching(
            "the database at 127.0.0.1:\\d+ is PostgreSQL 18\\S*: version .* needed");
  }

  @Test
  void aRoleThatMayNotMakeTablesIsTold() throws SQLException {
    try (var db = Db.open(GOOD, 1);
        var connection = DriverManager.getConnection(GOOD.url(), GOOD.user(), GOOD.password());
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE test_" + id() + "_empty");
      db.run(tx -> tx.update("CREATE ROLE guest_" + id() + " LOGIN PASSWORD 'a guest'"));
      var empty = GOOD.url().replaceFirst("/test_[0-9_]+", "/test_" + id() + "_empty");
      var guest = new Db.Address(empty, "guest_" + id(), "a guest");
      assertThat(catchThrowable(() -> Db.migrate(guest)))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("the user guest_" + id() + " may not change the schema")
          .message()
          .doesNotContain("\n");
      db.run(tx -> tx.update("DROP ROLE guest_" + id()));
    }
  }

  @Test
  void aPoolerThatChangesSessionsIsRefusedUnlessItWasMeant() throws Exception {
    assumeTrue(Files.exists(POOLER) || required(), "there is no pgbouncer");
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var process = pooler(port);
    try {
      var url = GOOD.url().replaceFirst(":[0-9]+/", ":" + port + "/").split("\\?")[0];
      var pooled = new Db.Address(url, GOOD.user(), GOOD.password());
      await().atMost(Duration.ofSeconds(10)).until(() -> answers(port));
      assertThat(refusal(pooled)).contains("behind a pooler", "prepareThreshold=0");
      var meant = new Db.Address(url + "?prepareThreshold=0", pooled.user(), pooled.password());
      assertThat(Preflight.check(meant)).singleElement().asString().contains("behind a pooler");
      try (var db = Db.open(meant, 4)) {
        db.migrate();
        for (int i = 0; i < 20; i++) db.run(tx -> tx.one("SELECT 1 AS n", row -> row.number("n")));
      }
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }

  private Process pooler(int port) throws IOException {
    var behind = URI.create(GOOD.url().substring("jdbc:".length()));
    Files.writeString(
        folder.resolve("users.txt"), "\"%s\" \"%s\"\n".formatted(GOOD.user(), GOOD.password()));
    var file = folder.resolve("pgbouncer.ini");
    Files.writeString(
        file,
        """
        [databases]
        * = host=127.0.0.1 port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = %s/users.txt
        pool_mode = transaction
        ignore_startup_parameters = extra_float_digits
        logfile = %s/pgbouncer.log
        """
            .formatted(behind.getPort(), port, folder, folder));
    var everybody = PosixFilePermissions.fromString("rwxrwxrwx");
    Files.setPosixFilePermissions(folder, everybody);
    var command = new java.util.ArrayList<>(List.of(POOLER.toString(), file.toString()));
    if (System.getProperty("user.name").equals("root")) command.addAll(1, List.of("-u", "nobody"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static boolean answers(int port) {
    try (var _ = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean required() {
    return Optional.ofNullable(System.getenv("COFFER_REQUIRE")).orElse("").contains("pgbouncer");
  }

  private static long id() {
    return ProcessHandle.current().pid();
  }

  private static Db.Address at(String place) {
    return new Db.Address("jdbc:postgresql://" + place, "coffer", "secret");
  }

  private static String refusal(Db.Address address) {
    var began = System.nanoTime();
    var refusal = catchThrowable(() -> Preflight.check(address));
    assertThat(refusal).isInstanceOf(UserError.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(14));
    return refusal.getMessage();
  }
}
