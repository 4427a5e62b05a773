package coffer.faults;

import coffer.db.Tx;
import coffer.testnet.Anvil;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A real node's chain beside the simulated ones: how a server is told of it, and what its blocks
/// say arrived, read without any of our code.
final class NodeChain implements AutoCloseable {
  static final String NAME = "anvil";
  private static final String TRANSFER =
      "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

  final Anvil anvil = Anvil.startWithQuickFinality();
  final String token = anvil.deployToken("SIX", 6);

  /// What is laid over the catalogue.
  Map<String, String> catalogue() {
    var toml =
        """
        [anvil]
        title = "Anvil"
        network = "anvil"
        family = "evm"
        mode = "test"
        reference = "%d"
        block_time = "1s"
        finality = "tag"
        min_depth = 1
        [anvil.assets.ETH]
        decimals = 18
        precision = 8
        min = "0.0005"
        dust = "0.00001"
        slack = "0"
        slack_percent = "0"
        [anvil.assets.SIX]
        contract = "%s"
        decimals = 6
        precision = 6
        min = "1"
        dust = "0.01"
        slack = "0"
        slack_percent = "0"
        """;
    return Map.of("anvil.toml", toml.formatted(anvil.chainId(), token));
  }

  /// What a server's configuration says of it.
  ///
  /// @param endpoints urls, in the order of preference
  static String settings(List<String> endpoints) {
    var settings =
        new StringBuilder(
            "[chains]\ncatalogue = \"anvil.toml\"\n[chains.anvil]\npoll = \"100ms\"\n");
    for (var url : endpoints) {
      settings.append("[[chains.anvil.endpoints]]\nurl = \"%s\"\n".formatted(url));
    }
    return settings.toString();
  }

  /// Writes all that ever moved in the blocks that stand, for an oracle.
  void tell(Tx tx) {
    var rows = new ArrayList<Object[]>();
    for (long height = 0; height <= anvil.height(); height++) {
      var block = anvil.block(height);
      for (var transaction : block.get("transactions")) moves(height, block, transaction, rows);
    }
    tx.batch("INSERT INTO moved VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows);
  }

  private void moves(long height, JsonNode block, JsonNode transaction, List<Object[]> rows) {
    var txid = transaction.get("hash").asString();
    var hash = block.get("hash").asString();
    var receipt = anvil.receipt(txid);
    if (!receipt.get("status").asString().equals("0x1")) return;
    var value = number(transaction.get("value").asString());
    if (value.signum() > 0) {
      var to = address(transaction.get("to").asString());
      rows.add(new Object[] {NAME, txid, "value", "", to, value, height, hash});
    }
    var logs = receipt.get("logs");
    for (int i = 0; i < logs.size(); i++) {
      var log = logs.get(i);
      if (!log.at("/topics/0").asString().equals(TRANSFER)) continue;
      var to = address(log.at("/topics/2").asString());
      var units = number(log.get("data").asString());
      var contract = log.get("address").asString();
      rows.add(new Object[] {NAME, txid, "log:" + i, contract, to, units, height, hash});
    }
  }

  private static byte[] address(String hex) {
    return HexFormat.of().parseHex(hex.substring(hex.length() - 40));
  }

  private static BigInteger number(String hex) {
    return new BigInteger(hex.substring(2), 16);
  }

  @Override
  public void close() {
    anvil.close();
  }
}
