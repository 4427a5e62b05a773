package coffer.app.config;

import coffer.api.getcrypto.GetCryptoDialect;
import coffer.api.itispay.ItIsPayDialect;
import coffer.core.Cidr;
import coffer.db.EmbeddedPostgres;
import coffer.db.MasterKey;
import coffer.http.HttpServer.ConnectionLimits;
import coffer.http.PayerLimits;
import coffer.http.RateLimiter.Limit;
import coffer.http.RequestLog;
import coffer.operator.UserError;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// The configuration of `./coffer demo`: one data folder, loopback only, simulated chains, fixed
/// rates.
public final class DemoConfig {
  private static final String KEY_FILE = "master.key";
  private static final List<Cidr> LOOPBACK =
      List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128"));

  private DemoConfig() {}

  /// Creates the folder and its master key if they are missing.
  ///
  /// @param port 0 = any free port
  public static Config create(Path data, int port) {
    try {
      // As root, PostgreSQL runs as another user, which must pass through the folder but not read
      // it.
      var mode = System.getProperty("user.name").equals("root") ? "rwx--x--x" : "rwx------";
      if (!Files.exists(data)) {
        Files.createDirectories(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString(mode));
      }
      var key = data.resolve(KEY_FILE);
      if (!Files.exists(key)) MasterKey.generate().write(key);
      return config(data, port == 0 ? freePort() : port);
    } catch (IOException e) {
      throw new UserError(
          "the data folder " + data + " cannot be used: " + EmbeddedPostgres.why(e), e);
    }
  }

  /// @throws Config.Invalid if no demo ran in that folder
  public static Config existing(Path data) {
    if (!Files.exists(data.resolve(KEY_FILE))) {
      throw new Config.Invalid(data.toString(), List.of("no demo has run in this folder"));
    }
    return config(data, 0);
  }

  /// High limits, because all requests of a demo come from one address.
  private static final PayerLimits.Limits PAYERS = new PayerLimits.Limits(300, 300, 2000, 300);

  private static Config config(Path data, int port) {
    var catalogue = CatalogueFile.with(Map.of("the demo's", NO_LEAST));
    return new Config(
        data,
        Config.Postgres.DEFAULT,
        new Config.Http(
            "127.0.0.1",
            port,
            URI.create("http://127.0.0.1:" + port),
            List.of(),
            LOOPBACK,
            Map.of(),
            256 << 10,
            Duration.ofSeconds(2),
            ConnectionLimits.DEFAULT),
        Optional.empty(),
        new Config.Keys(MasterKey.read(data.resolve(KEY_FILE)), List.of()),
        new Config.Chains(catalogue.catalogue(), catalogue.cautions(), Map.of()),
        new Config.Rates(List.of(), FIXED, Duration.ofSeconds(30)),
        new Config.Webhooks(LOOPBACK),
        new Config.Limits(
            new Limit(6000, 1000),
            new Limit(12000, 2000),
            1000,
            1000,
            PAYERS,
            new RequestLog.Limits(7, 100_000)),
        Dialects.of(
            new GetCryptoDialect(new Limit(60, 60)),
            new ItIsPayDialect(new ItIsPayDialect.Settings(true, 1, true))),
        new Config.Sandbox(Duration.ofSeconds(2)),
        new Config.Logs("warn", "text"));
  }

  /// No minimum amounts: the samples of other gateways have prices of a few cents in any coin, and
  /// nothing is real here.
  private static final String NO_LEAST =
      """
      [ethereum-sandbox.assets]
      ETH.min = "0.00000001"
      USDT.min = "0.000001"
      USDC.min = "0.000001"
      [bsc-sandbox.assets]
      BNB.min = "0.00000001"
      USDT.min = "0.000001"
      USDC.min = "0.000001"
      [bsc-sandbox.assets.BUSD]
      contract = "0xe9e7CEA3DedcA5984780Bafc599bD69ADd087D56"
      decimals = 18
      precision = 6
      min = "0.000001"
      dust = "0.01"
      [polygon-sandbox.assets]
      POL.min = "0.00000001"
      USDT.min = "0.000001"
      USDC.min = "0.000001"
      [bitcoin-sandbox.assets]
      BTC.min = "0.00000001"
      [tron-sandbox.assets]
      TRX.min = "0.000001"
      USDT.min = "0.000001"
      USDC.min = "0.000001"
      """;

  /// Plausible rates, the same on every run.
  private static final Map<String, BigDecimal> FIXED =
      Map.ofEntries(
          rate("BTC/USD", "90000"),
          rate("ETH/USD", "3000"),
          rate("BNB/USD", "900"),
          rate("TRX/USD", "0.28"),
          rate("USDT/USD", "1"),
          rate("USDC/USD", "1"),
          rate("BUSD/USD", "1"),
          rate("POL/USD", "0.5"),
          rate("EUR/USD", "1.16"),
          rate("USD/RUB", "80"),
          rate("TRUB/USD", "0.0125"));

  private static Map.Entry<String, BigDecimal> rate(String pair, String value) {
    return Map.entry(pair, new BigDecimal(value));
  }

  /// Chooses a port, because links need it before the server listens. It is below the range that
  /// systems assign to outgoing connections, so that none of them takes it in between.
  private static int freePort() throws IOException {
    for (int tries = 1; ; tries++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        if (tries == 100) throw e;
      }
    }
  }
}
