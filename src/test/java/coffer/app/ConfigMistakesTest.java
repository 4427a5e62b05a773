package coffer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import coffer.app.config.Config;
import coffer.app.config.ConfigFile;
import coffer.app.config.DatabaseUrl;
import coffer.db.Db;
import coffer.db.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said of a configuration with one mistake in it, and what of its database.
final class ConfigMistakesTest {
  private static final String LEAST =
      """
      http.public_url = "https://pay.example.com/"
      secrets.master_key_file = "master.key"
      """;

  @TempDir private Path folder;

  @BeforeEach
  void aMasterKey() throws IOException {
    MasterKey.generate().write(folder.resolve("master.key"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http = [",
        LEAST + "[http",
        "http = \"x\"\nsecrets.master_key_file = \"master.key\"",
        "http.public_url = \"http://x\"\nsecrets.master_key_file = 7",
        "http.public_url = \"http://x\"\nsecrets = 7",
        LEAST
            + "chains.catalogue = \"none.toml\"\nchains.mine.endpoints = [{ url = \"http://x\" }]",
        LEAST + "chains.catalogue = 7\nchains.mine.endpoints = [{ url = \"http://x\" }]",
        LEAST + "chains.mine = { endpoints = [{ url = \"http://x\", cookie = \"/x\" }] }",
        LEAST + "chains.ethereum.endpoints = [{ url = \"env:NONE\" }]",
        LEAST + "chains.ethereum.endpoints = 7",
        LEAST + "chains.ethereum = 7",
        LEAST + "rates.fixed = { \"BTC/EUR\" = \"much\" }",
        LEAST + "http.hosts = { \"a.example.com\" = 7 }",
        LEAST + "database = { url = \"postgresql://x/y\", user = \"u\", password = \"env:NONE\" }",
        LEAST + "database = 7",
      })
  void oneMistakeIsToldOnce(String toml) {
    assertThat(problems(toml, Map.of())).hasSize(1);
  }

  @Test
  void theOwnerOfTheTablesMayBeAnotherRole() throws IOException {
    var database =
        """
        [database]
        url = "postgresql://db.example.com/coffer"
        user = "coffer"
        password = "p7Vn2kq9"
        owner_user = "coffer_owner"
        owner_password = "env:OWNER"
        """;
    var config = read(LEAST + database, Map.of("OWNER", "x4Zt8bLm")).database().orElseThrow();
    assertThat(config.address().user()).isEqualTo("coffer");
    assertThat(config.owner().user()).isEqualTo("coffer_owner");
    assertThat(config.owner().password()).isEqualTo("x4Zt8bLm");
    assertThat(problems(LEAST + database, Map.of())).singleElement().asString().contains("OWNER");
  }

  @ParameterizedTest
  @CsvSource({
    "db.example.com/x, true",
    "db.example.com/x?sslmode=require, true",
    "'localhost,db.example.com:5433/x?sslmode=verify-ca', true",
    "db.example.com/x?ssl=true&sslmode=verify-full, false",
    "localhost:5432/x, false",
    "127.0.0.1/x, false",
    "[::1]:5432/x, false"
  })
  void anUnprotectedWayToTheDatabaseIsToldOf(String url, boolean told) {
    var address = new Db.Address("jdbc:postgresql://" + url, "u", "p");
    assertThat(DatabaseUrl.caution(address).isPresent()).isEqualTo(told);
  }

  private Config read(String toml, Map<String, String> environment) throws IOException {
    var file = Files.writeString(folder.resolve("coffer.toml"), toml);
    return ConfigFile.read(file, environment);
  }

  private List<String> problems(String toml, Map<String, String> environment) {
    return catchThrowableOfType(Config.Invalid.class, () -> read(toml, environment)).problems();
  }
}
