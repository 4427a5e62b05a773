package coffer.chain.tron;

import coffer.chain.ChainFamily;
import coffer.chain.EndpointTable;
import coffer.core.chain.AddressFormat;
import coffer.operator.TomlTable;
import java.util.Map;

/// TRON and its test networks.
public final class TronFamily implements ChainFamily {
  @Override
  public String name() {
    return "tron";
  }

  @Override
  public AddressFormat addresses() {
    return new TronAddresses();
  }

  @Override
  public Map<String, String> ownKeys() {
    return Map.of("internal_transactions", "is for TRON: elsewhere there is native_source");
  }

  @Override
  public Map<String, String> ownEndpointKeys() {
    return Map.of("jsonrpc", "is for TRON");
  }

  @Override
  public TronSettings read(TomlTable chain, EndpointTable.Reader endpoints) {
    return new TronSettings(
        endpoints.all(
            chain,
            endpoint ->
                new TronEndpoint(
                    endpoint.url(), endpoint.address("jsonrpc", "https?"), endpoint.allHeaders())),
        chain.flag("internal_transactions", false));
  }
}
