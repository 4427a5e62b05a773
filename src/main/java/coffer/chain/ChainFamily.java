package coffer.chain;

import coffer.core.chain.AddressFormat;
import coffer.operator.TomlTable;
import java.time.Duration;
import java.util.Map;

/// A family of chains: those that share the form of their addresses and the API of their nodes.
/// Each folder below `chain` that reads real chains has one implementation.
/// `app/config/ChainFamilies` lists them.
public interface ChainFamily {
  /// In rows, in the catalogue and on the command line: `evm`.
  String name();

  AddressFormat addresses();

  /// Whether a text names one chain of this family: by default the number of a chain.
  default boolean isReference(String text) {
    return text.matches("[1-9][0-9]{0,17}");
  }

  /// How often a node is asked, where the configuration does not say: a quarter of the time between
  /// blocks, 0.5 to 10 seconds.
  default Duration poll(Duration blockTime) {
    var quarter = blockTime.dividedBy(4);
    if (quarter.compareTo(Duration.ofMillis(500)) < 0) return Duration.ofMillis(500);
    return quarter.compareTo(Duration.ofSeconds(10)) > 0 ? Duration.ofSeconds(10) : quarter;
  }

  /// Keys of `[chains.NAME]` that only this family has -> what to answer where another family has
  /// one.
  default Map<String, String> ownKeys() {
    return Map.of();
  }

  /// The same for the keys of an endpoint.
  default Map<String, String> ownEndpointKeys() {
    return Map.of();
  }

  /// Reads the family's own keys and the endpoints. Problems are noted in the table.
  ///
  /// @param chain `[chains.NAME]`
  /// @param endpoints reads the endpoints in it
  SourceSettings read(TomlTable chain, EndpointTable.Reader endpoints);
}
