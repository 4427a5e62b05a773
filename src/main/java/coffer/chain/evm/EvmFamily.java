package coffer.chain.evm;

import coffer.chain.ChainFamily;
import coffer.chain.EndpointTable;
import coffer.core.chain.AddressFormat;
import coffer.operator.TomlTable;
import java.util.Map;

/// Ethereum and compatible chains.
public final class EvmFamily implements ChainFamily {
  @Override
  public String name() {
    return "evm";
  }

  @Override
  public AddressFormat addresses() {
    return new EvmAddresses();
  }

  @Override
  public Map<String, String> ownKeys() {
    return Map.of("native_source", "is for EVM chains: elsewhere the coin is always read");
  }

  @Override
  public Map<String, String> ownEndpointKeys() {
    return Map.of("ws", "is for EVM chains");
  }

  @Override
  public EvmSettings read(TomlTable chain, EndpointTable.Reader endpoints) {
    return new EvmSettings(
        endpoints.all(
            chain,
            endpoint ->
                new EvmEndpoint(
                    endpoint.url(), endpoint.address("ws", "wss?"), endpoint.allHeaders())),
        nativeSource(chain));
  }

  private static NativeSource nativeSource(TomlTable table) {
    var source =
        table.has("native_source")
            ? table.oneOf("native_source", "blocks", "traces", "log7708", "off")
            : "blocks";
    var from = table.maybeHeight("log7708_from");
    var before =
        table.has("log7708_before")
            ? table.oneOf("log7708_before", "blocks", "traces", "off")
            : "blocks";
    boolean logs = source.equals("log7708");
    if (logs && from.isEmpty()) {
      table.problem("log7708_from", "is missing: the first height with such logs");
    }
    if (!logs && (from.isPresent() || table.has("log7708_before"))) {
      table.problem("log7708_from", "means nothing unless native_source is log7708");
    }
    return logs
        ? new NativeSource.Log7708(from.orElse(0L), NativeSource.of(before))
        : NativeSource.of(source);
  }
}
