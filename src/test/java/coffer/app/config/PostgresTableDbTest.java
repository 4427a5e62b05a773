package coffer.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coffer.db.Db;
import coffer.db.EmbeddedPostgres;
import coffer.db.MasterKey;
import coffer.db.PoolTimeouts;
import coffer.db.ServerFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `[postgres]`: what may be set, and that it holds.
final class PostgresTableDbTest {
  private static final String LEAST =
      """
      http.public_url = "https://pay.example.com/"
      secrets.master_key_file = "master.key"
      [postgres]
      """;

  @TempDir private Path folder;

  @BeforeEach
  void aMasterKey() throws IOException {
    MasterKey.generate().write(folder.resolve("master.key"));
  }

  @Test
  void whatIsSetHolds() throws IOException {
    var settings =
        read("shared_buffers = \"96MB\"\nautovacuum_max_workers = 2\nwal_compression = true");
    var options =
        new EmbeddedPostgres.Options(
            PostgresTable.complete(settings), null, EmbeddedPostgres.Owner.SUPERUSER);
    try (var place = new ServerFolder();
        var server = EmbeddedPostgres.start(place.postgres(), options);
        var db = Db.open(server::owner, 1, PoolTimeouts.NODE)) {
      assertThat(show(db, "shared_buffers")).isEqualTo("96MB");
      assertThat(show(db, "autovacuum_max_workers")).isEqualTo("2");
      assertThat(show(db, "wal_compression")).isEqualTo("pglz");
      assertThat(show(db, "fsync")).isEqualTo("on");
    }
  }

  private static String show(Db db, String name) {
    return db.tx(tx -> tx.only("SHOW " + name, row -> row.text(name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fsync = \"off\"",
        "full_page_writes = false",
        "synchronous_commit = \"off\"",
        "port = 5432",
        "listen_addresses = \"*\"",
        "hba_file = \"/tmp/hba\"",
        "max_connections = 10",
        "shared_preload_libraries = \"x\"",
        "archive_command = \"rm\"",
        "cluster_name = \"x\"",
        "shared_buffers = \"1GB -c fsync=off\"",
        "shared_buffers = [1]",
        "work_mem = \"\"",
      })
  void whatWouldHarmIsRefused(String line) {
    assertThatThrownBy(() -> read(line))
        .isInstanceOfSatisfying(
            Config.Invalid.class,
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .asString()
                    .startsWith("postgres." + line.split(" ")[0] + ": "));
  }

  @Test
  void itsCacheSuitsTheMachine() {
    assertThat(PostgresTable.usual(512L << 20))
        .isEqualTo(Map.of("shared_buffers", "128MB", "effective_cache_size", "256MB"));
    assertThat(PostgresTable.usual(4L << 30))
        .isEqualTo(Map.of("shared_buffers", "512MB", "effective_cache_size", "2048MB"));
    assertThat(PostgresTable.usual(64L << 30))
        .isEqualTo(Map.of("shared_buffers", "1024MB", "effective_cache_size", "32768MB"));
  }

  /// The page for operators names each one, and no other.
  @Test
  void everyOneThatMayBeSetIsDocumented() throws IOException {
    var page = Files.readString(Path.of("docs/operations.md"));
    var section =
        page.substring(page.indexOf("**Settings.** `[postgres]`"), page.indexOf("**The place**"));
    assertThat(PostgresTable.ALLOWED).allSatisfy(name -> assertThat(section).contains(name));
  }

  private Map<String, String> read(String lines) throws IOException {
    var file = Files.writeString(folder.resolve("coffer.toml"), LEAST + lines + "\n");
    return ConfigFile.read(file, Map.of()).postgres().settings();
  }
}
