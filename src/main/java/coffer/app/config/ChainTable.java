package coffer.app.config;

import coffer.chain.ChainFamily;
import coffer.chain.EndpointTable;
import coffer.core.chain.Catalogue;
import coffer.operator.SecretValues;
import coffer.operator.TomlTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads `[chains.NAME]`: a chain and its endpoints.
final class ChainTable {
  private ChainTable() {}

  /// @return empty if the chain is not enabled
  static Optional<Config.ChainSettings> read(
      String name, TomlTable table, Catalogue catalogue, SecretValues secrets) {
    var entry = catalogue.chain(name);
    if (entry.isEmpty()) {
      // The valid keys depend on the family.
      table.problem("", "there is no such chain in the catalogue");
      return Optional.empty();
    }
    if (entry.get().spec().sandbox()) table.problem("", "is simulated: there is nothing to set");
    boolean enabled = table.flag("enabled", true);
    var family = ChainFamilies.named(entry.get().family());
    var endpoints =
        new EndpointTable.Reader(secrets, foreign(family, ChainFamily::ownEndpointKeys));
    var source = family.read(table, endpoints);
    foreign(family, ChainFamily::ownKeys)
        .forEach(
            (key, answer) -> {
              if (table.takes(key)) table.problem(key, answer);
            });
    var settings =
        new Config.ChainSettings(
            name,
            source,
            table.maybeHeight("from_height"),
            table.duration("poll", family.poll(entry.get().spec().blockTime())),
            table.integer("reconcile_per_minute", 0, 100_000, 100));
    if (enabled && source.endpoints() == 0 && !table.has("endpoints")) {
      table.problem("endpoints", "is missing: where a node of this chain listens");
    }
    table.end();
    return enabled ? Optional.of(settings) : Optional.empty();
  }

  /// The keys that only other families have.
  private static Map<String, String> foreign(
      ChainFamily family, Function<ChainFamily, Map<String, String>> keys) {
    var foreign = new HashMap<String, String>();
    for (var other : ChainFamilies.ALL) {
      if (!other.name().equals(family.name())) foreign.putAll(keys.apply(other));
    }
    return foreign;
  }
}
