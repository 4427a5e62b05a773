package coffer.app;

import coffer.core.chain.Catalogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `[chains.NAME]`: which chain is read, and where.
final class ChainTable {
  private static final String WEB = "https?://[^\\s/]+.*";

  private static final Map<String, String> SHAPES =
      Map.of(
          "ws", "ws://host:port or wss://host",
          "jsonrpc", "http://host:port/path or https://host/path",
          "cookie", "the whole path of a file",
          "zmq", "tcp://host:port");

  private static final Map<String, String> FAMILIES =
      Map.of("evm", "EVM chains", "bitcoin", "Bitcoin", "tron", "TRON");

  private ChainTable() {}

  /// @return empty if it is not enabled
  static Optional<Config.ChainSettings> read(
      String name, TomlTable table, Catalogue catalogue, ConfigFile.Secrets secrets) {
    var entry = catalogue.chain(name);
    if (entry.isEmpty()) {
      // Which of its keys mean something depends on its family.
      table.problem("", "there is no such chain in the catalogue");
      return Optional.empty();
    }
    if (entry.get().spec().sandbox()) table.problem("", "is simulated: there is nothing to set");
    boolean enabled = table.flag("enabled", true);
    var blockTime = entry.get().spec().blockTime();
    var family = entry.get().family();
    var settings =
        new Config.ChainSettings(
            name,
            endpoints(table, family, secrets),
            nativeSource(table),
            table.maybeHeight("from_height"),
            table.duration("poll", poll(family, blockTime)));
    if (!family.equals("evm") && table.has("native_source")) {
      table.problem("native_source", "is for EVM chains: elsewhere the coin is always read");
    }
    if (enabled && settings.endpoints().isEmpty() && !table.has("endpoints")) {
      table.problem("endpoints", "is missing: where a node of this chain listens");
    }
    table.end();
    return enabled ? Optional.of(settings) : Optional.empty();
  }

  /// A quarter of the time between blocks, within reason; where a mempool is read, what waits comes
  /// at any time.
  private static Duration poll(String family, Duration blockTime) {
    if (family.equals("bitcoin")) return Duration.ofSeconds(2);
    var quarter = blockTime.dividedBy(4);
    if (quarter.compareTo(Duration.ofMillis(500)) < 0) return Duration.ofMillis(500);
    return quarter.compareTo(Duration.ofSeconds(10)) > 0 ? Duration.ofSeconds(10) : quarter;
  }

  private static List<Config.Endpoint> endpoints(
      TomlTable chain, String family, ConfigFile.Secrets secrets) {
    var endpoints = new ArrayList<Config.Endpoint>();
    for (var table : chain.tables("endpoints")) {
      var url = secrets.read(table, "url").orElse("");
      boolean told = url.isEmpty() && table.has("url");
      if (!told && !url.matches(WEB)) table.problem("url", "is not an http or https address");
      var ws = secrets.read(table, "ws");
      only(table, "ws", ws, family, "evm", "wss?://[^\\s/]+.*");
      var jsonrpc = secrets.read(table, "jsonrpc");
      only(table, "jsonrpc", jsonrpc, family, "tron", WEB);
      var cookie = table.maybeText("cookie");
      only(table, "cookie", cookie, family, "bitcoin", "/.+");
      var zmq = table.maybeText("zmq");
      only(table, "zmq", zmq, family, "bitcoin", "tcp://[^\\s/]+:[0-9]+");
      var headers = headers(table.table("headers"), secrets);
      if (!headers.isEmpty() && family.equals("bitcoin")) {
        table.problem(
            "headers", "mean nothing to a bitcoind: a user and password stand in the url");
      }
      endpoints.add(new Config.Endpoint(url, ws, jsonrpc, cookie.map(Path::of), zmq, headers));
      table.end();
    }
    return List.copyOf(endpoints);
  }

  /// A setting of another family would do nothing, without a word.
  private static void only(
      TomlTable table,
      String key,
      Optional<String> value,
      String family,
      String wanted,
      String pattern) {
    if (value.isEmpty()) return;
    if (!family.equals(wanted)) table.problem(key, "is for " + FAMILIES.get(wanted));
    else if (!value.get().matches(pattern))
      table.problem(key, "does not look like " + SHAPES.get(key));
  }

  private static Map<String, String> headers(TomlTable table, ConfigFile.Secrets secrets) {
    var headers = new LinkedHashMap<String, String>();
    table
        .keys()
        .forEach(name -> secrets.read(table, name).ifPresent(value -> headers.put(name, value)));
    return headers;
  }

  private static Config.Native nativeSource(TomlTable table) {
    var source =
        table.has("native_source")
            ? table.oneOf("native_source", "blocks", "traces", "log7708", "off")
            : "blocks";
    var from = table.maybeHeight("log7708_from");
    var before =
        table.has("log7708_before")
            ? table.oneOf("log7708_before", "blocks", "traces", "off")
            : "blocks";
    if (source.equals("log7708") && from.isEmpty()) {
      table.problem("log7708_from", "is missing: the first height with such logs");
    }
    if (!source.equals("log7708") && (from.isPresent() || table.has("log7708_before"))) {
      table.problem("log7708_from", "means nothing unless native_source is log7708");
    }
    return new Config.Native(source, from, before);
  }
}
