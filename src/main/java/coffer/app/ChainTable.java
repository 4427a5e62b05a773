package coffer.app;

import coffer.core.chain.Catalogue;
import java.time.Duration;
import java.util.Optional;

/// `[chains.NAME]`: which chain is read, and where.
final class ChainTable {
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
            EndpointTable.all(table, family, secrets),
            nativeSource(table),
            table.flag("internal_transactions", false),
            table.maybeHeight("from_height"),
            table.duration("poll", poll(family, blockTime)),
            table.integer("reconcile_per_minute", 0, 100_000, 100));
    if (!family.equals("evm") && table.has("native_source")) {
      table.problem("native_source", "is for EVM chains: elsewhere the coin is always read");
    }
    if (!family.equals("tron") && table.has("internal_transactions")) {
      table.problem("internal_transactions", "is for TRON: elsewhere there is native_source");
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
