package coffer.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.chain.evm.EvmSettings;
import coffer.chain.evm.NativeSource;
import coffer.core.Cidr;
import coffer.db.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sample configuration: it is good, it names every key, and it shows the defaults.
final class ConfigSampleTest {
  /// The sections of the sample that show defaults only.
  private static final Set<String> WITH_DEFAULTS =
      Set.of("[http]", "[rates]", "[limits]", "[getcrypto]", "[itispay]", "[sandbox]", "[logs]");

  private static final Path SAMPLE = Path.of("config/coffer.sample.toml");

  @TempDir private Path folder;

  @BeforeEach
  void aMasterKey() throws IOException {
    MasterKey.generate().write(folder.resolve("master.key"));
  }

  @Test
  void theSampleIsGood() throws IOException {
    var config = read(Files.readString(SAMPLE), Map.of());
    assertThat(config.http().trustedProxies()).containsExactly(Cidr.parse("127.0.0.1/32"));
    assertThat(config.database()).isEmpty();
    assertThat(config.chains().byName().get("ethereum").source().endpoints()).isEqualTo(1);
  }

  @Test
  void theSampleIsGoodWithEverythingInIt() throws IOException {
    var whole = Files.readString(SAMPLE).replaceAll("(?m)^#(?=[^\\s#])", "");
    MasterKey.generate().write(folder.resolve("master.key.old"));
    Files.writeString(folder.resolve("my-assets.toml"), "ethereum.assets.USDT.min = \"5\"\n");
    Files.writeString(folder.resolve("password"), "correct horse\n");
    var environment =
        Map.of(
            "ETHEREUM_URL",
            "https://node.example/v3/key",
            "ETHEREUM_AUTHORIZATION",
            "Bearer x",
            "NODE_PASSWORD",
            "battery staple");
    var config =
        read(whole.replaceAll("/run/secrets/coffer-(database|owner)", "password"), environment);
    var database = config.database().orElseThrow();
    assertThat(database.address().url())
        .isEqualTo(
            "jdbc:postgresql://db1.example.com:5432,db2.example.com:5432/coffer?sslmode=verify-full");
    assertThat(database.address().password()).isEqualTo("correct horse");
    var ethereum = (EvmSettings) config.chains().byName().get("ethereum").source();
    assertThat(ethereum.nodes().get(1).url()).isEqualTo("https://node.example/v3/key");
    assertThat(ethereum.nodes().get(1).headers()).containsEntry("Authorization", "Bearer x");
    assertThat(ethereum.toString()).doesNotContain("Bearer", "v3/key");
    assertThat(ethereum.nativeSource())
        .isEqualTo(new NativeSource.Log7708(30_000_000L, new NativeSource.Blocks()));
    assertThat(config.http().hosts()).containsExactly(Map.entry("api.example.com", "/coffer"));
    assertThat(config.keys().old()).hasSize(1);
    assertThat(config.webhooks().allow()).containsExactly(Cidr.parse("10.1.2.0/24"));
    assertThat(config.rates().fixed()).containsKey("USDT/USD");
  }

  @Test
  void theSampleNamesEveryKey() throws IOException {
    var sample = Files.readString(SAMPLE);
    var keys = new TreeSet<String>();
    for (var reader :
        List.of(
            "app/config/ConfigFile",
            "app/config/ChainTable",
            "chain/EndpointTable",
            "chain/bitcoin/BitcoinFamily",
            "chain/evm/EvmFamily",
            "chain/tron/TronFamily",
            "api/getcrypto/GetCryptoDialect",
            "api/itispay/ItIsPayDialect")) {
      var source = Files.readString(Path.of("src/main/java/coffer/" + reader + ".java"));
      var asked =
          Pattern.compile(
                  "(?:maybeText|text|needed|read|integer|duration|each|flag|oneOf|tables?|maybeHeight|blocks|address|option)"
                      + "\\(\\s*(?:table, )?\"([a-z0-9_]+)\"")
              .matcher(source);
      while (asked.find()) keys.add(asked.group(1));
    }
    assertThat(keys).hasSizeGreaterThan(35).contains("public_url", "mine", "ws", "password");
    assertThat(keys).allMatch(key -> Pattern.compile("\\b" + key + "\\b").matcher(sample).find());
  }

  /// Where the sample shows a value behind a # without saying that it is an example, it is the
  /// default.
  @Test
  void theSampleShowsTheDefaults() throws IOException {
    var sample = Files.readString(SAMPLE);
    var shown = new StringBuilder();
    var section = "";
    int lines = 0;
    for (var line : sample.lines().toList()) {
      if (line.startsWith("[")) section = line;
      boolean value = line.matches("#[a-z_]+ = .*") && WITH_DEFAULTS.contains(section);
      if (value) lines++;
      shown.append(value ? line.substring(1) : line).append('\n');
    }
    assertThat(lines).isGreaterThan(20);
    var explicit = read(shown.toString(), Map.of());
    var silent = read(sample, Map.of());
    assertThat(explicit.http()).isEqualTo(silent.http());
    assertThat(explicit.limits()).isEqualTo(silent.limits());
    assertThat(explicit.rates()).isEqualTo(silent.rates());
    assertThat(explicit.dialects()).isEqualTo(silent.dialects());
    assertThat(explicit.sandbox()).isEqualTo(silent.sandbox());
    assertThat(explicit.logs()).isEqualTo(silent.logs());
  }

  private Config read(String toml, Map<String, String> environment) {
    try {
      var file = folder.resolve("coffer.toml");
      Files.writeString(file, toml);
      return ConfigFile.read(file, environment);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
