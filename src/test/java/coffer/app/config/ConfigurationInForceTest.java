package coffer.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.db.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the operator's page shows of a configuration has no secret in it.
final class ConfigurationInForceTest {
  private static final String MASTER =
      "7f1c9be2d05a4836e19d27b4c8f0a65315d8be49a02c7f63e4b1906d5af8273c";

  @TempDir private Path folder;

  /// Secrets, and what only says where they or the data are.
  private static final Set<String> HIDDEN =
      Set.of(
          "data",
          "secrets.master_key_file",
          "secrets.old_master_key_files",
          "database.url",
          "database.user",
          "database.password",
          "database.owner_user",
          "database.owner_password",
          "chains.catalogue",
          "chains.*.enabled",
          "chains.*.native_source",
          "chains.*.internal_transactions");

  /// The sample names every key. A key that is new fails here until the page shows it, or this test
  /// says that it does not.
  @Test
  void everyKeyOfTheSampleIsShownOrHiddenOnPurpose() throws IOException {
    var sample = Files.readString(Path.of("config", "coffer.sample.toml"));
    MasterKey.generate().write(folder.resolve("master.key"));
    MasterKey.generate().write(folder.resolve("master.key.old"));
    Files.writeString(folder.resolve("my-assets.toml"), "ethereum.assets.USDT.min = \"5\"\n");
    Files.writeString(folder.resolve("password"), "hidden\n");
    var file = folder.resolve("coffer.toml");
    Files.writeString(
        file,
        sample
            .replaceAll("(?m)^#(?=[^\\s#])", "")
            .replaceAll("/run/secrets/coffer-(database|owner)", "password"));
    var environment =
        Map.of(
            "ETHEREUM_URL", "https://node.example/hidden",
            "ETHEREUM_AUTHORIZATION", "hidden",
            "NODE_PASSWORD", "hidden");
    var shown = ConfigurationInForce.of(ConfigFile.read(file, environment));
    assertThat(shown.toString()).doesNotContain("hidden");
    var keys = shown.keySet().stream().map(ConfigurationInForceTest::general).toList();
    var missing = new TreeSet<String>();
    for (var key : keys(sample)) {
      if (!keys.contains(key) && !HIDDEN.contains(key)) missing.add(key);
    }
    assertThat(missing).isEmpty();
    assertThat(keys).doesNotContainAnyElementsOf(HIDDEN);
  }

  private static String general(String key) {
    return key.replaceAll("^chains\\.[^.]+\\.", "chains.*.");
  }

  /// The keys of a file, also those behind a `#`.
  private static Set<String> keys(String sample) {
    var keys = new TreeSet<String>();
    var section = "";
    for (var line : sample.lines().toList()) {
      var title = Pattern.compile("#?\\[([a-z.]+)]").matcher(line);
      var key = Pattern.compile("#?([a-z_]+) = .*").matcher(line);
      if (title.matches()) section = title.group(1) + ".";
      else if (key.matches()) keys.add(general(section + key.group(1)));
    }
    return keys;
  }

  @Test
  void noSecretIsShown() throws IOException {
    var file = folder.resolve("coffer.toml");
    Files.writeString(
        file,
        """
        [http]
        public_url = "https://pay.example.com"
        [database]
        url = "postgresql://db.example.com/coffer"
        user = "coffer"
        password = "hidden-1"
        [chains.ethereum]
        endpoints = [{ url = "https://node.example.com/hidden-2", user = "u", password = "hidden-3" }]
        [limits]
        streams = 77
        """);
    var shown =
        ConfigurationInForce.of(
            ConfigFile.read(file, Map.of(ConfigFile.MASTER_KEY_VARIABLE, MASTER)));
    assertThat(shown)
        .containsEntry("limits.streams", "77")
        .containsEntry("database", "external")
        .containsEntry("chains.ethereum.endpoints", "1")
        .containsEntry("http.header_timeout", "75s");
    assertThat(shown.toString()).doesNotContain("hidden", MASTER);
  }
}
