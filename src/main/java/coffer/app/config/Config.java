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
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the operator decided, checked. [ConfigFile] reads it; `config/coffer.sample.toml` documents
/// every key.
///
/// @param data the folder of the embedded PostgreSQL
/// @param postgres of the embedded PostgreSQL
/// @param database empty = embedded
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

  /// Whether this server reads a chain: one that it has endpoints of, or a simulated one.
  public boolean reads(Chain chain) {
    return chain.spec().sandbox() || chains.byName().containsKey(chain.name());
  }

  /// Whether a chain is compared with the ledger in the background.
  public boolean reconciles(Chain chain) {
    var settings = Optional.ofNullable(chains.byName().get(chain.name()));
    return settings.map(set -> set.reconcilePerMinute() > 0).orElse(false);
  }

  /// Whether payments in an asset are seen: a coin without logs only where something reads it.
  public boolean watches(Chain chain, Asset asset) {
    if (chain.spec().sandbox()) return true;
    var settings = Optional.ofNullable(chains.byName().get(chain.name()));
    return settings
        .map(set -> asset.contract().isPresent() || set.source().readsCoin())
        .orElse(false);
  }

  /// @param user who it runs as, if this process is root
  /// @param settings those that the operator changes
  public record Postgres(Optional<String> user, Map<String, String> settings) {
    static final Postgres DEFAULT = new Postgres(Optional.empty(), Map.of());
  }

  /// @param listen an address of this machine
  /// @param port 0 = any free one
  /// @param publicUrl what links begin with, without a slash at the end
  /// @param trustedProxies whose X-Forwarded-For is believed
  /// @param metricsAllow who may see `/metrics`
  /// @param hosts a host name -> the prefix of the front end that answers at its root
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

  /// @param owner who migrates: the owner of the tables. The same as `address` names, where one
  ///     role does both
  /// @param connections of this node for requests, at most; workers have others
  public record Database(Db.Address address, Db.Address owner, int connections) {
    public Database(Db.Address address, int connections) {
      this(address, address, connections);
    }
  }

  /// @param master seals and opens
  /// @param old only open: during a rotation
  public record Keys(MasterKey master, List<MasterKey> old) {}

  /// @param catalogue ours, changed and added to by the operator's file
  /// @param cautions what the operator should be told of what he enabled
  /// @param byName the chains that are read, by the catalogue's name
  public record Chains(
      Catalogue catalogue, List<String> cautions, Map<String, ChainSettings> byName) {}

  /// @param fromHeight where a chain that was never read begins; empty = its head
  /// @param reconcilePerMinute balances that its nodes are asked for a minute, to compare them with
  ///     the ledger; 0 = none
  public record ChainSettings(
      String name,
      SourceSettings source,
      Optional<Long> fromHeight,
      Duration poll,
      int reconcilePerMinute) {}

  /// @param sources `kraken`, `coinbase`, `ecb`, `cbr`
  /// @param fixed `USDT/USD` -> how many USD one USDT costs
  public record Rates(List<String> sources, Map<String, BigDecimal> fixed, Duration refresh) {}

  /// @param allow addresses inside that webhooks may reach all the same
  public record Webhooks(List<Cidr> allow) {}

  /// @param streams open event streams of this node, at most
  /// @param payers of clients without a secret key
  public record Limits(
      Limit perKey,
      Limit perAddress,
      int streams,
      int streamsPerAddress,
      PayerLimits.Limits payers) {}

  /// @param mine how often a simulated chain gets a block of itself
  public record Sandbox(Duration mine) {}

  /// @param level `debug`, `info`, `warn`, `error`
  /// @param format `json`, `text`
  public record Logs(String level, String format) {}

  /// Everything that is wrong, each with the path of its key.
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
