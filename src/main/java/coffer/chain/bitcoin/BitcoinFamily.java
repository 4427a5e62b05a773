package coffer.chain.bitcoin;

import coffer.chain.ChainFamily;
import coffer.chain.EndpointTable;
import coffer.chain.EndpointTable.Login;
import coffer.core.chain.AddressFormat;
import coffer.operator.TomlTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Bitcoin and its test networks.
public final class BitcoinFamily implements ChainFamily {
  @Override
  public String name() {
    return "bitcoin";
  }

  @Override
  public AddressFormat addresses() {
    return new BitcoinAddresses();
  }

  /// The human-readable part of its addresses: `bc`.
  @Override
  public boolean isReference(String text) {
    return true;
  }

  /// The mempool is read, and transactions can enter it at any time.
  @Override
  public Duration poll(Duration blockTime) {
    return Duration.ofSeconds(2);
  }

  @Override
  public Map<String, String> ownEndpointKeys() {
    return Map.of("cookie", "is for Bitcoin", "zmq", "is for Bitcoin");
  }

  @Override
  public BitcoinSettings read(TomlTable chain, EndpointTable.Reader endpoints) {
    return new BitcoinSettings(endpoints.all(chain, BitcoinFamily::endpoint));
  }

  private static BitcoinEndpoint endpoint(EndpointTable table) {
    if (!table.headers().isEmpty()) {
      table.problem("headers", "mean nothing to a bitcoind: give user and password");
    }
    var cookie = table.option("cookie", "/.+").map(Path::of);
    var login = table.login().filter(_ -> cookie.isEmpty());
    return new BitcoinEndpoint(
        table.url(),
        login.map(Login::user),
        login.map(Login::password),
        cookie,
        table.option("zmq", "tcp://[^\\s/]+:[0-9]+"));
  }
}
