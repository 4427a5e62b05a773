package coffer.app.config;

import coffer.chain.SourceSettings;
import coffer.core.Cidr;
import coffer.core.chain.Asset;
import coffer.core.chain.Catalogue;
import coffer.core.chain.Chain;
import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.http.HttpServer.ConnectionLimits;
import coffer.http.PayerLimits;
import coffer.http.RateLimiter.Limit;
import coffer.http.RequestLog;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The validated configuration. [ConfigFile] reads it; `config/coffer.sample.toml` documents every
/// key.
///
/// @param data folder of the embedded PostgreSQL
/// @param postgres settings of the embedded PostgreSQL
/// @param database the external PostgreSQL; empty = embedded
public record Config(
    Path data,
    Postgres postgres,
    Http http,
    Optional<Database> database,
    Keys keys,
    Chains chains,
    Rates rates,
    Webhooks webhooks,
    Limits limits,
    Dialects dialects,
    Sandbox sandbox,
    Logs logs) {

  /// Whether this server reads a chain: it has endpoints for it, or the chain is simulated.
  public boolean reads(Chain chain) {
    return chain.spec().sandbox() || chains.byName().containsKey(chain.name());
  }

  /// Whether the server compares a chain with the ledger in the background.
  public boolean reconciles(Chain chain) {
    var settings = Optional.ofNullable(chains.byName().get(chain.name()));
    return settings.map(set -> set.reconcilePerMinute() > 0).orElse(false);
  }

  /// Whether this server sees payments in an asset. Native coins have no logs, so they need a
  /// source that reads coin transfers.
  public boolean watches(Chain chain, Asset asset) {
    if (chain.spec().sandbox()) return true;
    var settings = Optional.ofNullable(chains.byName().get(chain.name()));
    return settings
        .map(set -> asset.contract().isPresent() || set.source().readsCoin())
        .orElse(false);
  }

  /// @param user the system user that runs PostgreSQL if this process runs as root
  /// @param settings the settings that the operator changes
  public record Postgres(Optional<String> user, Map<String, String> settings) {
    static final Postgres DEFAULT = new Postgres(Optional.empty(), Map.of());
  }

  /// @param listen a local address
  /// @param port 0 = any free port
  /// @param publicUrl the base of all links, without a slash at the end
  /// @param trustedProxies proxies that may set `X-Forwarded-For`
  /// @param metricsAllow addresses that may read `/metrics`
  /// @param hosts host name -> prefix of the front end at its root
  public record Http(
      String listen,
      int port,
      URI publicUrl,
      List<Cidr> trustedProxies,
      List<Cidr> metricsAllow,
      Map<String, String> hosts,
      int maxBodyBytes,
      Duration drain,
      ConnectionLimits connections) {}

  /// @param owner the role that migrates and owns the tables; the same as `address` if one role
  ///     does both
  /// @param connections maximum for requests of this node; workers have separate ones
  public record Database(Db.Address address, Db.Address owner, int connections) {
    public Database(Db.Address address, int connections) {
      this(address, address, connections);
    }
  }

  /// @param master encrypts and decrypts
  /// @param old decrypt only, during a rotation
  public record Keys(MasterKey master, List<MasterKey> old) {}

  /// @param catalogue the bundled catalogue with the changes of the operator's file
  /// @param cautions warnings about assets that the operator has enabled
  /// @param byName the chains that are read, by their names in the catalogue
  public record Chains(
      Catalogue catalogue, List<String> cautions, Map<String, ChainSettings> byName) {}

  /// @param fromHeight first block of a chain that was never read; empty = its head
  /// @param reconcilePerMinute number of balances that are requested per minute for reconciliation;
  ///     0 = none
  public record ChainSettings(
      String name,
      SourceSettings source,
      Optional<Long> fromHeight,
      Duration poll,
      int reconcilePerMinute) {}

  /// @param sources `kraken`, `coinbase`, `ecb`, `cbr`
  /// @param fixed fixed rates: `USDT/USD` -> the price of one USDT in USD
  public record Rates(List<String> sources, Map<String, BigDecimal> fixed, Duration refresh) {}

  /// @param allow internal addresses that webhooks may reach nevertheless
  public record Webhooks(List<Cidr> allow) {}

  /// @param streams maximum number of open event streams of this node
  /// @param payers limits of clients without a secret key
  /// @param requestLog how long and how much the log of requests keeps
  public record Limits(
      Limit perKey,
      Limit perAddress,
      int streams,
      int streamsPerAddress,
      PayerLimits.Limits payers,
      RequestLog.Limits requestLog) {}

  /// @param mine interval at which a simulated chain adds a block
  public record Sandbox(Duration mine) {}

  /// @param level `debug`, `info`, `warn`, `error`
  /// @param format `json`, `text`
  public record Logs(String level, String format) {}

  /// All problems, each with the path of its key.
  public static final class Invalid extends RuntimeException {
    private final transient List<String> problems;

    public Invalid(String file, List<String> problems) {
      super(file + ":\n  " + String.join("\n  ", problems));
      this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
      return problems;
    }
  }
}
