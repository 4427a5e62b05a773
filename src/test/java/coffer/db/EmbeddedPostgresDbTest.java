package coffer.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The server that we bring along, as we ship it: fsync on.
class EmbeddedPostgresDbTest {
  private final ServerFolder folder = new ServerFolder();
  private final List<Process> children = new ArrayList<>();

  @AfterEach
  void remove() throws IOException {
    for (var child : children) child.destroyForcibly().onExit().join();
    await().ignoreException(NoSuchFileException.class).until(this::ended);
    folder.close();
  }

  private boolean ended() throws IOException {
    var pid = folder.postgres().resolve("data/postmaster.pid");
    return !Files.exists(pid)
        || ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip())).isEmpty();
  }

  @Test
  void whatWasCommittedSurvivesARestartAndAKillOfTheServer() {
    try (var server = start()) {
      write(server, 1);
    }
    try (var server = start()) {
      assertThat(read(server)).containsExactly(1);
      // A connection is open meanwhile: its backend outlives the postmaster for a moment.
      try (var db = Db.open(server.owner(), 2)) {
        db.run(tx -> tx.update("INSERT INTO kept VALUES (2)"));
        ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
      }
    }
    try (var server = start()) {
      assertThat(read(server)).containsExactly(1, 2);
    }
  }

  @Test
  void itsSettingsKeepWhatWasCommitted() {
    try (var server = start();
        var db = Db.open(server.owner(), 1)) {
      for (var setting :
          List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
        assertThat(db.<String>tx(tx -> tx.only("SHOW " + setting, row -> row.text(setting))))
            .as(setting)
            .isEqualTo("on");
      }
    }
  }

  @Test
  void itEndsWithAProcessThatIsKilledAndItsFolderCanBeTakenOver() throws Exception {
    var child = child("7");
    assertThat(child.line()).isEqualTo("wrote 7");
    long pid = Long.parseLong(child.line());
    child.process().destroyForcibly();
    await().until(() -> ProcessHandle.of(pid).isEmpty());
    try (var server = start()) {
      assertThat(read(server)).containsExactly(7);
    }
  }

  @Test
  void childrenOfAKilledServerThatHangAreNotInItsSuccessorsWay() throws Exception {
    try (var server = start()) {
      write(server, 1);
      var parent = ProcessHandle.of(server.pid()).orElseThrow();
      var child = parent.children().findFirst().orElseThrow();
      signal("STOP", child.pid());
      parent.destroyForcibly();
      parent.onExit().join();
    }
    try (var server = start()) {
      assertThat(read(server)).containsExactly(1);
    }
  }

  @Test
  void aServerThatHangsWhenItStartsIsEnded() throws Exception {
    try (var server = start()) {
      write(server, 1);
    }
    // Nobody writes into the pipe that it waits to read its rules from.
    var pipe = folder.data().resolve("pipe");
    var made = new ProcessBuilder("mkfifo", "-m", "644", pipe.toString()).start().waitFor();
    assertThat(made).isZero();
    var settings =
        new EmbeddedPostgres.Options(
            Map.of("hba_file", pipe.toString()), null, EmbeddedPostgres.Owner.ORDINARY);
    assertThatThrownBy(
            () -> EmbeddedPostgres.start(folder.postgres(), settings, Duration.ofSeconds(1)))
        .hasMessageContaining("does not start");
    await().until(this::ended);
    try (var server = start()) {
      assertThat(read(server)).containsExactly(1);
    }
  }

  @Test
  void oneThatIsKilledIsStartedAgainAndAPoolFindsIt() {
    try (var server = start();
        var db = Db.open(server::owner, 2, PoolTimeouts.NODE)) {
      write(server, 1);
      for (int i = 0; i < 3; i++) {
        long pid = server.pid();
        kill(pid);
        await().ignoreExceptions().until(() -> server.pid() != pid && count(db) == 1);
      }
    }
  }

  @Test
  void oneThatIsKilledWhileAnotherProgramTakesItsPortMoves() throws Exception {
    try (var server = start();
        var db = Db.open(server::owner, 2, PoolTimeouts.NODE)) {
      write(server, 1);
      var before = server.owner();
      // Until it has gone, so that the port is free in between.
      var child = ProcessHandle.of(server.pid()).orElseThrow().children().findFirst().orElseThrow();
      signal("STOP", child.pid());
      long pid = server.pid();
      kill(pid);
      try (var _ =
          new java.net.ServerSocket(
              java.net.URI.create(before.url().substring(5)).getPort(),
              1,
              java.net.InetAddress.getLoopbackAddress())) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> count(db) == 1);
        assertThat(server.owner().url()).isNotEqualTo(before.url());
      }
    }
  }

  @Test
  void oneThatCannotBeStartedAgainIsToldOf() throws Exception {
    var told = new java.util.concurrent.LinkedBlockingQueue<String>();
    try (var server = start()) {
      server.whenLost(told::add);
      Files.move(folder.postgres().resolve("data/global"), folder.postgres().resolve("global"));
      ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
      assertThat(told.poll(30, java.util.concurrent.TimeUnit.SECONDS))
          .startsWith("PostgreSQL ended and does not start again: ");
    }
  }

  private static void kill(long pid) {
    var process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }

  private static long count(Db db) {
    return db.tx(tx -> tx.only("SELECT count(*) AS n FROM kept", row -> row.number("n")));
  }

  private static void signal(String name, long pid) throws Exception {
    var sent = new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
    assertThat(sent).isZero();
  }

  @Test
  void whoeverComesSecondJoinsInThisProcessAndInAnother() throws Exception {
    try (var first = start()) {
      write(first, 1);
      try (var second = start()) {
        assertThat(second.pid()).isEqualTo(first.pid());
      }
      assertThat(read(first)).as("the second one left, the server stays").containsExactly(1);
      var child = child("8");
      assertThat(child.line()).isEqualTo("wrote 8");
      assertThat(Long.parseLong(child.line())).isEqualTo(first.pid());
      child.process().destroyForcibly().onExit().join();
      assertThat(read(first)).containsExactly(1, 8);
    }
  }

  private EmbeddedPostgres start() {
    return EmbeddedPostgres.start(folder.postgres(), new EmbeddedPostgres.Options());
  }

  private static void write(EmbeddedPostgres server, int number) {
    try (var db = Db.open(server.owner(), 1)) {
      db.run(tx -> tx.update("CREATE TABLE IF NOT EXISTS kept (number integer)"));
      db.run(tx -> tx.update("INSERT INTO kept VALUES (?)", number));
    }
  }

  private static List<Integer> read(EmbeddedPostgres server) {
    try (var db = Db.open(server.owner(), 1)) {
      return db.tx(
          tx -> tx.list("SELECT number FROM kept ORDER BY number", row -> row.integer("number")));
    }
  }

  private record Child(Process process, BufferedReader output) {
    String line() throws IOException {
      return output.readLine();
    }
  }

  private Child child(String number) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                folder.postgres().toString(),
                number)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    children.add(process);
    // The logger writes to standard output, too.
    var lines = process.inputReader();
    return new Child(
        process,
        new BufferedReader(lines) {
          @Override
          public String readLine() throws IOException {
            for (var line = super.readLine(); line != null; line = super.readLine()) {
              if (line.startsWith("> ")) return line.substring(2);
            }
            throw new IOException("the child ended");
          }
        });
  }

  /// Another process: starts or joins the server, writes a row, waits to be killed.
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws InterruptedException {
      var server = EmbeddedPostgres.start(Path.of(args[0]), new EmbeddedPostgres.Options());
      write(server, Integer.parseInt(args[1]));
      System.out.println("> wrote " + args[1]);
      System.out.println("> " + server.pid());
      Thread.sleep(Duration.ofMinutes(2));
    }
  }
}
