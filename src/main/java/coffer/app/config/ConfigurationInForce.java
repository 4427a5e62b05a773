package coffer.app.config;

import coffer.core.Cidr;
import coffer.http.RateLimiter.Limit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The configuration of a server as its operator sees it: by the keys of `coffer.toml`. It names
/// what is shown, one by one, so no secret is: no password, key, file, or URL of a node.
public final class ConfigurationInForce {
  private ConfigurationInForce() {}

  public static Map<String, String> of(Config config) {
    var values = new TreeMap<String, Object>();
    http(values, config.http());
    limits(values, config.limits());
    values.put("database", config.database().isPresent() ? "external" : "embedded");
    config.database().ifPresent(it -> values.put("database.connections", it.connections()));
    config.postgres().user().ifPresent(user -> values.put("postgres_user", user));
    config.postgres().settings().forEach((name, value) -> values.put("postgres." + name, value));
    for (var dialect : config.dialects().all()) {
      dialect
          .configuration()
          .forEach((key, value) -> values.put(dialect.name() + "." + key, value));
    }
    values.put("rates.sources", String.join(", ", config.rates().sources()));
    values.put("rates.refresh", text(config.rates().refresh()));
    config
        .rates()
        .fixed()
        .forEach((pair, rate) -> values.put("rates.fixed." + pair, rate.toPlainString()));
    values.put("webhooks.allow", blocks(config.webhooks().allow()));
    values.put("sandbox.mine", text(config.sandbox().mine()));
    values.put("logs.level", config.logs().level());
    values.put("logs.format", config.logs().format());
    config.chains().byName().forEach((name, chain) -> chain(values, "chains." + name + ".", chain));
    return values.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, it -> String.valueOf(it.getValue()), (a, _) -> a, TreeMap::new));
  }

  private static void http(Map<String, Object> values, Config.Http http) {
    values.put("http.listen", http.listen());
    values.put("http.port", http.port());
    values.put("http.public_url", http.publicUrl());
    values.put("http.trusted_proxies", blocks(http.trustedProxies()));
    values.put("http.metrics_allow", blocks(http.metricsAllow()));
    values.put("http.max_body_bytes", http.maxBodyBytes());
    values.put("http.drain", text(http.drain()));
    values.put("http.connections", http.connections().most());
    values.put("http.connections_per_address", http.connections().mostPerBlock());
    values.put("http.header_timeout", text(http.connections().head()));
    values.put("http.body_timeout", text(http.connections().body()));
    values.put("http.answer_timeout", text(http.connections().answer()));
    http.hosts().forEach((host, prefix) -> values.put("http.hosts." + host, prefix.substring(1)));
  }

  private static void limits(Map<String, Object> values, Config.Limits limits) {
    limit(values, "limits.per_key_", limits.perKey());
    limit(values, "limits.per_address_", limits.perAddress());
    values.put("limits.streams", limits.streams());
    values.put("limits.streams_per_address", limits.streamsPerAddress());
    var payers = limits.payers();
    values.put("limits.publishable_invoices_per_key_per_minute", payers.invoicesPerKey());
    values.put("limits.publishable_invoices_per_address_per_minute", payers.invoicesPerBlock());
    values.put("limits.publishable_open_invoices", payers.openInvoices());
    values.put("limits.unknown_codes_per_address_per_minute", payers.missesPerBlock());
    values.put("limits.request_log_days", limits.requestLog().days());
    values.put("limits.request_log_lines", limits.requestLog().lines());
  }

  private static void limit(Map<String, Object> values, String prefix, Limit limit) {
    values.put(prefix + "per_minute", limit.perMinute());
    values.put(prefix + "burst", limit.burst());
  }

  private static void chain(Map<String, Object> values, String prefix, Config.ChainSettings chain) {
    values.put(prefix + "endpoints", chain.source().endpoints());
    values.put(prefix + "poll", text(chain.poll()));
    values.put(prefix + "reconcile_per_minute", chain.reconcilePerMinute());
    chain.fromHeight().ifPresent(height -> values.put(prefix + "from_height", height));
  }

  private static String blocks(List<Cidr> blocks) {
    return blocks.stream().map(Cidr::toString).collect(Collectors.joining(", "));
  }

  private static String text(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }
}
