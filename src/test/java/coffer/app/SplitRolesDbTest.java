package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import coffer.app.config.ConfigFile;
import coffer.app.server.Infrastructure;
import coffer.app.server.TestWallets;
import coffer.core.chain.Mode;
import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.db.TestDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An external database with two roles, made by the statements in docs/operations.md.
class SplitRolesDbTest {
  private static final Pattern STATEMENTS = Pattern.compile("(?s)```sql\n(CREATE ROLE .*?)```");
  private static final String PASSWORD = "p7Vn2kq9";

  @TempDir private Path folder;
  private final Db.Address superuser = TestDb.address();
  private final String name = "test_" + ProcessHandle.current().pid() + "_split";

  @Test
  void theRoleThatServesMakesAProjectAndCannotEmptyATable() throws Exception {
    makeAsDocumented();
    MasterKey.generate().write(folder.resolve("master.key"));
    try (var infrastructure = Infrastructure.open(ConfigFile.read(config(), Map.of()))) {
      var organization =
          infrastructure
              .db()
              .tx(tx -> infrastructure.merchants().createOrganization(tx, "O", false));
      infrastructure
          .db()
          .tx(tx -> infrastructure.merchants().createProject(tx, organization, "P", Mode.TEST));
      infrastructure.db().run(tx -> TestWallets.fill(infrastructure, tx, organization));
      var refused = catchThrowable(() -> infrastructure.db().run(tx -> tx.update("TRUNCATE rate")));
      assertThat(Db.sqlState(refused)).isEqualTo("42501");
    }
  }

  private void makeAsDocumented() throws IOException, SQLException {
    var found = STATEMENTS.matcher(Files.readString(Path.of("docs/operations.md")));
    assertThat(found.find()).isTrue();
    var sql =
        found
            .group(1)
            .replace("'...'", "'" + PASSWORD + "'")
            .replaceAll("\\bcoffer(?=\\b|_)", name);
    var parts = sql.split("\\\\c " + name + "\n");
    run(superuser.url(), parts[0]);
    run(url(), parts[1]);
  }

  private String url() {
    return superuser.url().replaceFirst("/test_[0-9_]+$", "/" + name);
  }

  private void run(String url, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url, superuser.user(), superuser.password());
        var statement = connection.createStatement()) {
      for (var each : sql.split(";\n")) {
        if (!each.isBlank()) statement.execute(each);
      }
    }
  }

  private Path config() throws IOException {
    return Files.writeString(
        folder.resolve("coffer.toml"),
        """
        http.public_url = "https://pay.example.com"
        secrets.master_key_file = "master.key"
        [database]
        url = "%s"
        user = "%s"
        password = "%s"
        owner_user = "%2$s_owner"
        owner_password = "%3$s"
        """
            .formatted(url(), name, PASSWORD));
  }
}
