package coffer.app.config;

import coffer.app.server.Infrastructure;
import coffer.core.Cidr;
import coffer.core.chain.Catalogue;
import coffer.db.Db;
import coffer.db.MasterKey;
import coffer.http.HttpServer.ConnectionLimits;
import coffer.http.PayerLimits;
import coffer.http.RateLimiter.Limit;
import coffer.http.RequestLog;
import coffer.operator.SecretValues;
import coffer.operator.TomlTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads `coffer.toml`. All problems are reported at once, each with the path of its key; unknown
/// keys are problems. Paths in the file are relative to its folder.
public final class ConfigFile {
  public static final String MASTER_KEY_VARIABLE = "COFFER_MASTER_KEY";
  private static final List<Cidr> LOOPBACK =
      List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128"));

  private final Path folder;
  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();
  private final SecretValues secrets;

  private ConfigFile(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
    this.secrets = new SecretValues(folder, environment);
  }

  /// @throws Config.Invalid with all problems
  public static Config read(Path file, Map<String, String> environment) {
    String toml;
    try {
      toml = Files.readString(file);
    } catch (IOException _) {
      throw new Config.Invalid(
          file.toString(),
          List.of("cannot be read; config/coffer.sample.toml is one to begin with"));
    }
    var folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("."));
    var reader = new ConfigFile(folder, environment);
    var root = TomlTable.parse(file.toString(), toml, reader.problems);
    // If the file is not valid TOML, no further problems are reported: keys may only seem to be
    // missing.
    if (!reader.problems.isEmpty()) throw new Config.Invalid(file.toString(), reader.problems);
    var config = reader.config(new TomlTable("", root, reader.problems));
    if (!reader.problems.isEmpty()) throw new Config.Invalid(file.toString(), reader.problems);
    return config;
  }

  private Config config(TomlTable root) {
    var dialects = Dialects.read(root);
    var config =
        new Config(
            folder.resolve(root.maybeText("data").orElse("data")),
            new Config.Postgres(
                root.maybeText("postgres_user"), PostgresTable.read(root.table("postgres"))),
            http(root.table("http"), dialects),
            root.has("database") ? Optional.of(database(root.table("database"))) : Optional.empty(),
            keys(root.table("secrets")),
            chains(root.table("chains")),
            rates(root.table("rates")),
            webhooks(root.table("webhooks")),
            limits(root.table("limits")),
            dialects,
            sandbox(root.table("sandbox")),
            logs(root.table("logs")));
    root.end();
    return config;
  }

  private Config.Http http(TomlTable table, Dialects dialects) {
    var listen = table.maybeText("listen").orElse("127.0.0.1");
    try {
      Cidr.address(listen);
    } catch (IllegalArgumentException _) {
      table.problem("listen", "is not an IP address of this machine, like 0.0.0.0");
    }
    var http =
        new Config.Http(
            listen,
            table.integer("port", 0, 65535, 8080),
            publicUrl(table),
            blocks(table, "trusted_proxies", List.of()),
            blocks(table, "metrics_allow", LOOPBACK),
            hosts(table.table("hosts"), dialects),
            table.integer("max_body_bytes", 1024, 16 << 20, 256 << 10),
            table.duration("drain", Duration.ofSeconds(10)),
            connections(table));
    if (http.trustedProxies().stream().anyMatch(block -> block.bits() == 0)) {
      table.problem("trusted_proxies", "trusts everyone: then anybody may say who he is");
    }
    table.end();
    return http;
  }

  private static ConnectionLimits connections(TomlTable table) {
    var usual = ConnectionLimits.DEFAULT;
    return new ConnectionLimits(
        table.integer("connections", 10, 1_000_000, usual.most()),
        table.integer("connections_per_address", 1, 1_000_000, usual.mostPerBlock()),
        table.duration("header_timeout", usual.head()),
        table.duration("body_timeout", usual.body()),
        table.duration("answer_timeout", usual.answer()));
  }

  private static URI publicUrl(TomlTable table) {
    var text = table.text("public_url");
    try {
      var uri = URI.create(text.replaceFirst("/+$", ""));
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      boolean bare =
          uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
      if (web && bare && uri.getHost() != null) return uri;
    } catch (IllegalArgumentException _) {
      // fall through to the problem
    }
    if (!text.isEmpty()) table.problem("public_url", "is not like https://pay.example.com");
    return URI.create("http://localhost");
  }

  private static Map<String, String> hosts(TomlTable table, Dialects dialects) {
    var hosts = new LinkedHashMap<String, String>();
    table
        .keys()
        .forEach(
            host -> {
              var name = table.text(host);
              if (!name.isEmpty() && dialects.find(name).isEmpty()) {
                table.problem(host, "is not the name of an API: there are " + dialects.names());
              }
              hosts.put(host.toLowerCase(Locale.ROOT), "/" + name);
            });
    return Map.copyOf(hosts);
  }

  private Config.Database database(TomlTable table) {
    var address =
        DatabaseUrl.address(
            table, table.text("url"), table.text("user"), secrets.needed(table, "password"));
    var owner = table.maybeText("owner_user");
    if (owner.isEmpty() && table.has("owner_password")) {
      table.problem("owner_user", "is missing: owner_password is of no use without it");
    }
    var password =
        owner.isEmpty()
            ? secrets.read(table, "owner_password").orElse("")
            : secrets.needed(table, "owner_password");
    var database =
        new Config.Database(
            address,
            owner.map(name -> new Db.Address(address.url(), name, password)).orElse(address),
            table.integer("connections", 2, 500, Infrastructure.DEFAULT_CONNECTIONS));
    table.end();
    return database;
  }

  private Config.Keys keys(TomlTable table) {
    var key = masterKey(table);
    var old = table.each("old_master_key_files", path -> MasterKey.read(folder.resolve(path)));
    table.end();
    return new Config.Keys(key, List.copyOf(old));
  }

  private MasterKey masterKey(TomlTable table) {
    var file = table.maybeText("master_key_file");
    var variable = Optional.ofNullable(environment.get(MASTER_KEY_VARIABLE));
    try {
      if (file.isPresent() && variable.isPresent()) {
        table.problem(
            "master_key_file", "and " + MASTER_KEY_VARIABLE + " are both set: take one away");
      } else if (file.isPresent()) {
        return MasterKey.read(folder.resolve(file.get()));
      } else if (variable.isPresent()) {
        return MasterKey.parse(variable.get());
      } else if (!table.has("master_key_file")) {
        table.problem(
            "master_key_file",
            "is missing: make one with (umask 077; openssl rand -hex 32 >master.key), or set "
                + MASTER_KEY_VARIABLE);
      }
    } catch (IllegalArgumentException e) {
      var where = file.isPresent() ? "" : " (from " + MASTER_KEY_VARIABLE + ")";
      table.problem("master_key_file", e.getMessage() + where);
    }
    return MasterKey.generate(); // never used: the problem ends the start
  }

  private Config.Chains chains(TomlTable table) {
    var read = catalogue(table);
    if (read.isEmpty()) return new Config.Chains(new Catalogue(List.of()), List.of(), Map.of());
    var catalogue = read.get();
    var byName = new LinkedHashMap<String, Config.ChainSettings>();
    table
        .keys()
        .filter(name -> !name.equals("catalogue"))
        .forEach(
            name -> {
              var settings =
                  ChainTable.read(name, table.table(name), catalogue.catalogue(), secrets);
              settings.ifPresent(chain -> byName.put(name, chain));
            });
    return new Config.Chains(catalogue.catalogue(), catalogue.cautions(), Map.copyOf(byName));
  }

  /// Reads the catalogue; empty if it has problems, so that the chains cannot be checked.
  private Optional<CatalogueFile> catalogue(TomlTable table) {
    var file = table.maybeText("catalogue");
    try {
      if (table.has("catalogue") && file.isEmpty()) return Optional.empty();
      if (file.isEmpty()) return Optional.of(CatalogueFile.bundled());
      var content = Files.readString(folder.resolve(file.get()));
      return Optional.of(CatalogueFile.with(Map.of(file.get(), content)));
    } catch (IOException _) {
      table.problem("catalogue", "the file " + file.orElse("") + " cannot be read");
    } catch (CatalogueFile.Problems e) {
      e.problems().forEach(problem -> table.problem("catalogue", problem));
    }
    return Optional.empty();
  }

  private static Config.Rates rates(TomlTable table) {
    var known = List.of("kraken", "coinbase", "ecb", "cbr");
    var sources =
        table.each(
            "sources",
            name -> {
              if (!known.contains(name)) throw new IllegalArgumentException("one of " + known);
              return name;
            });
    var fixed = new LinkedHashMap<String, BigDecimal>();
    var table2 = table.table("fixed");
    table2
        .keys()
        .forEach(
            pair -> {
              if (!pair.matches("[A-Z0-9]{2,10}/[A-Z0-9]{2,10}")) {
                table2.problem(pair, "is not a pair like USDT/USD");
              }
              var value = table2.maybeDecimal(pair);
              if (value.filter(rate -> rate.signum() == 0).isPresent()) {
                table2.problem(pair, "is zero");
              }
              value.ifPresent(rate -> fixed.put(pair, rate));
            });
    var refresh = table.duration("refresh", Duration.ofSeconds(30));
    table.end();
    return new Config.Rates(
        table.has("sources") ? List.copyOf(sources) : known, Map.copyOf(fixed), refresh);
  }

  private static Config.Webhooks webhooks(TomlTable table) {
    var webhooks = new Config.Webhooks(blocks(table, "allow", List.of()));
    table.end();
    return webhooks;
  }

  private static Config.Limits limits(TomlTable table) {
    int most = 1_000_000;
    var limits =
        new Config.Limits(
            new Limit(
                table.integer("per_key_per_minute", 0, most, 1200),
                table.integer("per_key_burst", 1, most, 200)),
            new Limit(
                table.integer("per_address_per_minute", 0, most, 2400),
                table.integer("per_address_burst", 1, most, 400)),
            table.integer("streams", 1, 100_000, 5000),
            table.integer("streams_per_address", 1, 100_000, 100),
            new PayerLimits.Limits(
                table.integer("publishable_invoices_per_key_per_minute", 0, most, 300),
                table.integer("publishable_invoices_per_address_per_minute", 0, most, 20),
                table.integer("publishable_open_invoices", 0, most, 2000),
                table.integer("unknown_codes_per_address_per_minute", 0, most, 30)),
            new RequestLog.Limits(
                table.integer("request_log_days", 0, 365, 7),
                table.integer("request_log_lines", 1_000, 10_000_000, 100_000)));
    table.end();
    return limits;
  }

  private static Config.Sandbox sandbox(TomlTable table) {
    var sandbox = new Config.Sandbox(table.duration("mine", Duration.ofSeconds(3)));
    table.end();
    return sandbox;
  }

  private static Config.Logs logs(TomlTable table) {
    var logs =
        new Config.Logs(
            table.has("level") ? table.oneOf("level", "info", "debug", "warn", "error") : "info",
            table.has("format") ? table.oneOf("format", "json", "text") : "json");
    table.end();
    return logs;
  }

  private static List<Cidr> blocks(TomlTable table, String key, List<Cidr> otherwise) {
    var blocks = table.each(key, Cidr::parse);
    return table.has(key) ? List.copyOf(blocks) : otherwise;
  }
}
