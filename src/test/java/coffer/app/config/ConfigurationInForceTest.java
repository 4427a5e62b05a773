package coffer.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the operator's page shows of a configuration has no secret in it.
final class ConfigurationInForceTest {
  private static final String MASTER =
      "7f1c9be2d05a4836e19d27b4c8f0a65315d8be49a02c7f63e4b1906d5af8273c";

  @TempDir private Path folder;

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
