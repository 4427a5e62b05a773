package coffer.chain;

import coffer.core.chain.AddressFormat;
import coffer.operator.TomlTable;
import java.time.Duration;
import java.util.Map;

/// A family of chains that share an address format and a node API. Each package below `chain` that
/// reads real chains has one implementation; `app/config/ChainFamilies` lists them.
public interface ChainFamily {
  /// The name in the database, in the catalogue and on the command line: `evm`.
  String name();

  AddressFormat addresses();

  /// Whether a text is a valid chain reference of this family; by default a decimal chain id.
  default boolean isReference(String text) {
    return text.matches("[1-9][0-9]{0,17}");
  }

  /// The default poll interval: a quarter of the block time, 0.5 to 10 seconds.
  default Duration poll(Duration blockTime) {
    var quarter = blockTime.dividedBy(4);
    if (quarter.compareTo(Duration.ofMillis(500)) < 0) return Duration.ofMillis(500);
    return quarter.compareTo(Duration.ofSeconds(10)) > 0 ? Duration.ofSeconds(10) : quarter;
  }

  /// Keys of `[chains.NAME]` that only this family accepts -> the message if another family has it.
  default Map<String, String> ownKeys() {
    return Map.of();
  }

  /// The same for the keys of an endpoint.
  default Map<String, String> ownEndpointKeys() {
    return Map.of();
  }

  /// Reads the family's own keys and the endpoints. Problems are recorded in the table.
  ///
  /// @param chain `[chains.NAME]`
  /// @param endpoints reads the endpoints in it
  SourceSettings read(TomlTable chain, EndpointTable.Reader endpoints);
}
