package coffer.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import coffer.api.getcrypto.GetCryptoDialect;
import coffer.api.itispay.ItIsPayDialect;
import coffer.chain.bitcoin.BitcoinSettings;
import coffer.chain.tron.TronSettings;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Confirmations;
import coffer.db.MasterKey;
import coffer.http.RateLimiter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigFileTest {
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

  @Test
  void whatNobodyReadsIsNotWatched() throws IOException {
    var config =
        read(
            LEAST
                + """
                [chains.ethereum]
                endpoints = [{ url = "http://127.0.0.1:8545" }]
                native_source = "off"
                [chains.ethereum-sepolia]
                endpoints = [{ url = "http://127.0.0.1:8546" }]
                """,
            Map.of());
    assertThat(watched(config, "ethereum", Optional.of("0x1"))).isTrue();
    assertThat(watched(config, "ethereum", Optional.empty())).as("its coin").isFalse();
    assertThat(watched(config, "ethereum-sepolia", Optional.empty())).isTrue();
    assertThat(watched(config, "bsc", Optional.of("0x1"))).as("no endpoints").isFalse();
    assertThat(watched(config, "bsc-sandbox", Optional.empty())).as("simulated").isTrue();
  }

  private static boolean watched(Config config, String name, Optional<String> contract) {
    var entry = config.chains().catalogue().chain(name).orElseThrow();
    var none = Optional.<Long>empty();
    var chain =
        new Chain(1, name, entry.network(), entry.family(), entry.mode(), none, entry.spec());
    var zero = BigInteger.ZERO;
    var asset =
        new Asset(
            1,
            1,
            entry.mode(),
            "USDT",
            contract,
            6,
            6,
            zero,
            BigDecimal.ZERO,
            zero,
            zero,
            1,
            Confirmations.BY_FINALITY,
            true);
    return config.watches(chain, asset);
  }

  @Test
  void theLeastIsEnough() {
    var config = read(LEAST, Map.of());
    assertThat(config.http().publicUrl()).isEqualTo(URI.create("https://pay.example.com"));
    assertThat(config.http().listen()).isEqualTo("127.0.0.1");
    assertThat(config.data()).isEqualTo(folder.resolve("data"));
    assertThat(config.rates().sources()).contains("kraken");
    assertThat(config.chains().byName()).isEmpty();
    assertThat(config.sandbox().mine()).isEqualTo(Duration.ofSeconds(3));
    assertThat(((GetCryptoDialect) config.dialects().named("getcrypto")).perKey())
        .isEqualTo(new RateLimiter.Limit(60, 60));
    assertThat(config.dialects().named("itispay"))
        .isEqualTo(new ItIsPayDialect(new ItIsPayDialect.Settings(true, 1, false)));
  }

  @Test
  void theDialectsHaveSettingsOfTheirOwn() {
    var config =
        read(
            LEAST
                + """
                [http.hosts]
                "Cv.example.com" = "coinvoice"
                "gc.example.com" = "getcrypto"
                "it.example.com" = "itispay"
                [getcrypto]
                per_minute = 0
                [itispay]
                currencies = "object"
                allowed_error_percent = 100
                simulate_without_key = true
                """,
            Map.of());
    assertThat(config.http().hosts())
        .containsEntry("cv.example.com", "/coinvoice")
        .containsEntry("gc.example.com", "/getcrypto")
        .containsEntry("it.example.com", "/itispay");
    assertThat(((GetCryptoDialect) config.dialects().named("getcrypto")).perKey().perMinute())
        .isZero();
    assertThat(config.dialects().named("itispay"))
        .isEqualTo(new ItIsPayDialect(new ItIsPayDialect.Settings(false, 100, true)));
  }

  @Test
  void eachFamilyHasSettingsOfItsOwn() {
    var config =
        read(
            LEAST
                + """
                [chains.tron]
                endpoints = [
                  { url = "http://127.0.0.1:8090", jsonrpc = "http://127.0.0.1:8545/jsonrpc" },
                  { url = "https://tron.example.com", headers = { TRON-PRO-API-KEY = "env:KEY" } },
                ]
                """,
            Map.of("KEY", "k-123"));
    var endpoints = ((TronSettings) config.chains().byName().get("tron").source()).nodes();
    assertThat(endpoints.getFirst().jsonrpc()).contains("http://127.0.0.1:8545/jsonrpc");
    assertThat(endpoints.getLast().headers()).containsEntry("TRON-PRO-API-KEY", "k-123");
    assertThat(endpoints.getLast().toString()).doesNotContain("k-123");
    var bitcoin =
        read(
                LEAST
                    + """
                    [chains.bitcoin]
                    endpoints = [
                      { url = "http://127.0.0.1:8332", cookie = "/b/.cookie", zmq = "tcp://127.0.0.1:28332" },
                    ]
                    """,
                Map.of())
            .chains()
            .byName()
            .get("bitcoin");
    assertThat(bitcoin.poll()).as("what waits comes at any time").isEqualTo(Duration.ofSeconds(2));
    assertThat(((BitcoinSettings) bitcoin.source()).nodes().getFirst().cookie())
        .contains(Path.of("/b/.cookie"));
    assertThat(((BitcoinSettings) bitcoin.source()).nodes().getFirst().zmq())
        .contains("tcp://127.0.0.1:28332");
    assertThat(
            problems(
                LEAST
                    + """
                    [chains.tron]
                    native_source = "blocks"
                    endpoints = [{ url = "http://127.0.0.1:1", ws = "ws://127.0.0.1:1" }]
                    [chains.ethereum]
                    endpoints = [{ url = "http://127.0.0.1:1", jsonrpc = "http://127.0.0.1:1", cookie = "/c" }]
                    [chains.bitcoin]
                    endpoints = [{ url = "http://127.0.0.1:1", cookie = "c", zmq = "127.0.0.1:1", headers = { A = "b" } }]
                    """,
                Map.of()))
        .contains(
            "chains.tron.endpoints[0].ws: is for EVM chains",
            "chains.ethereum.endpoints[0].jsonrpc: is for TRON",
            "chains.ethereum.endpoints[0].cookie: is for Bitcoin",
            "chains.bitcoin.endpoints[0].cookie: does not look like the whole path of a file",
            "chains.bitcoin.endpoints[0].zmq: does not look like tcp://host:port",
            "chains.bitcoin.endpoints[0].headers: mean nothing to a bitcoind: give user and password")
        .anyMatch(problem -> problem.startsWith("chains.tron.native_source: is for EVM chains"));
  }

  @Test
  void everyProblemIsToldAtOnce() {
    var problems =
        problems(
            """
            daata = "x"
            [http]
            listen = "localhost"
            port = 70000
            public_url = "pay.example.com"
            trusted_proxies = ["10.0.0.1/8", "0.0.0.0/0", 7]
            [database]
            url = "postgresql://me:hunter2@host/db"
            user = "coffer"
            password = "postgres"
            [chains.atlantis]
            endpoints = []
            [chains.bsc]
            native_source = "guess"
            poll = "soon"
            endpoints = [{ url = "ftp://x", wss = "x" }]
            [chains.ethereum]
            [rates]
            sources = ["kraken", "vibes"]
            [limits]
            per_key_burst = 0
            [logs]
            level = "loud"
            [http.hosts]
            "api.example.com" = "nonsense"
            [getcrypto]
            per_minute = -1
            [itispay]
            currencies = "list"
            allowed_error_percent = 1.5
            """,
            Map.of());
    var paths = problems.stream().map(problem -> problem.replaceFirst(": .*", "")).toList();
    assertThat(paths)
        .containsExactlyInAnyOrder(
            "daata",
            "http.listen",
            "http.port",
            "http.public_url",
            "http.trusted_proxies[0]",
            "http.trusted_proxies[2]",
            "http.trusted_proxies",
            "database.url",
            "database.password",
            "secrets.master_key_file",
            "chains.atlantis",
            "chains.bsc.native_source",
            "chains.bsc.poll",
            "chains.bsc.endpoints[0].url",
            "chains.bsc.endpoints[0].wss",
            "chains.ethereum.endpoints",
            "rates.sources[1]",
            "limits.per_key_burst",
            "logs.level",
            "http.hosts.api.example.com",
            "getcrypto.per_minute",
            "itispay.currencies",
            "itispay.allowed_error_percent");
    assertThat(problems).noneMatch(problem -> problem.contains("hunter2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"postgres", "password", "Coffer", "change-me", " ", "env:NOTHING", "file:no"})
  void aPasswordThatEverybodyKnowsIsRefused(String password) {
    assertThat(
            problems(
                LEAST
                    + """
                    [database]
                    url = "postgresql://host/db"
                    user = "coffer"
                    password = "%s"
                    """
                        .formatted(password),
                Map.of()))
        .singleElement()
        .asString()
        .startsWith("database.password");
  }

  @ParameterizedTest
  @CsvSource({
    "0000000000000000000000000000000000000000000000000000000000000000, default",
    "abc, 64 hex digits",
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, default"
  })
  void aMasterKeyThatNobodyDrewIsRefused(String key, String reason) {
    assertThat(problems("http.public_url = \"http://x\"", Map.of("COFFER_MASTER_KEY", key)))
        .singleElement()
        .asString()
        .contains("secrets.master_key_file", reason, "COFFER_MASTER_KEY")
        .doesNotContain(key);
  }

  @Test
  void aMasterKeyThatOthersMayReadIsRefused() throws IOException {
    Files.setPosixFilePermissions(
        folder.resolve("master.key"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(problems(LEAST, Map.of())).singleElement().asString().contains("chmod 600");
  }

  @Test
  void whatIsNoTomlIsToldWithItsPlace() {
    assertThat(problems("http = [", Map.of()).getFirst()).contains("line");
    var missing =
        catchThrowableOfType(
            Config.Invalid.class, () -> ConfigFile.read(folder.resolve("none"), Map.of()));
    assertThat(missing).hasMessageContaining("sample");
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

  private List<String> problems(String toml, Map<String, String> environment) {
    return catchThrowableOfType(Config.Invalid.class, () -> read(toml, environment)).problems();
  }
}
