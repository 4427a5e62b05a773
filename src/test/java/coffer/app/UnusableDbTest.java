package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.db.TestDb;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator sees when the server cannot start: one line, soon, and a status that is not
/// zero.
class UnusableDbTest {
  private static final String LEAST =
      """
      http.public_url = "https://pay.example.com"
      secrets.master_key_file = "master.key"
      """;

  @TempDir private Path folder;

  @BeforeEach
  void aMasterKey() throws IOException {
    MasterKey.generate().write(folder.resolve("master.key"));
  }

  @Test
  void aDatabaseThatCannotBeReached() throws IOException {
    var database =
        "database = { url = \"postgresql://127.0.0.1:1/x\", user = \"u\", password = \"p7Vn2kq9\" }";
    assertThat(line("serve", LEAST + database))
        .isEqualTo("coffer: the database at 127.0.0.1:1 cannot be reached: nothing listens there");
  }

  /// An older version would not know what the rows of a newer one mean.
  @Test
  void aDatabaseOfANewerVersion() throws IOException {
    var address = TestDb.address();
    try (var db = Db.open(address, 1)) {
      TestDb.migrateFurther(db);
    }
    var database =
        "database = { url = \"%s\", user = \"%s\", password = \"%s\" }"
            .formatted(address.url(), address.user(), address.password());
    for (var command : List.of("serve", "chains")) {
      assertThat(line(command, LEAST + database))
          .startsWith("coffer: the database is of a newer version: its schema is 999, this version")
          .endsWith("Start the newer version, or restore the backup from before the upgrade");
    }
  }

  @Test
  void aFileWhereTheDataFolderShouldBe() throws IOException {
    Files.createFile(folder.resolve("data"));
    assertThat(line("chains", LEAST)).contains("coffer: the data folder ", "cannot be used: ");
  }

  @Test
  void aFileThatIsNoToml() throws IOException {
    assertThat(line("serve", LEAST + "[http")).contains("line 3");
  }

  @Test
  void rootWithAnEmbeddedDatabase() throws IOException {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        System.getProperty("user.name").equals("root"), "not root");
    assertThat(line("serve", LEAST)).contains("postgres_user");
    assertThat(line("serve", "postgres_user = \"no-such-user\"\n" + LEAST))
        .contains("this system has no user no-such-user");
  }

  private String line(String command, String toml) throws IOException {
    var file = Files.writeString(folder.resolve("coffer.toml"), toml);
    var said = new StringWriter();
    var line = Main.commandLine().setErr(new PrintWriter(said));
    long began = System.nanoTime();
    assertThat(line.execute(command, "--config", file.toString())).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    var lines = said.toString().strip().lines().filter(l -> !l.endsWith("coffer.toml:")).toList();
    assertThat(lines).hasSize(1);
    return lines.getFirst();
  }
}
