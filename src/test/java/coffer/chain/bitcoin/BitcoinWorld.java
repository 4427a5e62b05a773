package coffer.chain.bitcoin;

import coffer.chain.AddressSamples;
import coffer.core.chain.Address;
import coffer.core.chain.Asset;
import coffer.core.chain.Chain;
import coffer.core.chain.Mode;
import coffer.testnet.Bitcoind;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// The catalogue's side of a test on a node: a chain, its coin, sources over it.
final class BitcoinWorld {
  static final BitcoinLimits LIMITS = limits(50);
  static final Asset BTC = AddressSamples.asset("BTC", Optional.empty(), 8);

  private static final Random RANDOM = new Random(11);

  private BitcoinWorld() {}

  /// @param waiting unconfirmed transactions at one look
  static BitcoinLimits limits(int waiting) {
    return new BitcoinLimits(
        3,
        1L << 20,
        20,
        waiting,
        Duration.ofSeconds(30),
        Duration.ofMillis(10),
        Duration.ofMillis(100));
  }

  static Chain chain() {
    return chain("bcrt");
  }

  static Chain chain(String reference) {
    return AddressSamples.chain("bitcoin", reference, Mode.TEST);
  }

  static BitcoinEndpoint endpoint(Bitcoind node) {
    return BitcoinEndpoint.withCookie(node.url(), node.cookie());
  }

  static BitcoinSource source(Bitcoind... nodes) {
    return source(chain(), LIMITS, Arrays.stream(nodes).map(BitcoinWorld::endpoint).toList());
  }

  static BitcoinSource source(Chain chain, BitcoinLimits limits, List<BitcoinEndpoint> endpoints) {
    return new BitcoinSource(chain, List.of(BTC), endpoints, limits);
  }

  /// P2WPKH or P2TR of nobody's.
  static Address stranger() {
    var program = new byte[RANDOM.nextBoolean() ? 20 : 32];
    RANDOM.nextBytes(program);
    return Address.of(OutputScript.witness(program.length == 20 ? 0 : 1, program));
  }

  static Bitcoind.Out out(Address to, long satoshis) {
    return new Bitcoind.Out(HexFormat.of().formatHex(to.bytes()), satoshis);
  }

  static String text(Address address) {
    return new BitcoinAddresses().text(address, chain());
  }

  /// A new one of the node's wallet.
  static Address address(Bitcoind node) {
    return new BitcoinAddresses().parse(node.newAddress(), chain()).orElseThrow();
  }

  /// An output that anybody may spend.
  static Bitcoind.Out open(long satoshis) {
    return new Bitcoind.Out("51", satoshis);
  }

  /// Transactions that each spend one output that anybody may spend.
  static String[] onwards(List<String> txids, int outputs, Address to, long satoshis) {
    var all = new ArrayList<String>();
    var paid = HexFormat.of().formatHex(to.bytes());
    for (var txid : txids) {
      var id = hex(txid);
      for (int i = 0; i < id.length / 2; i++) {
        var last = id[id.length - 1 - i];
        id[id.length - 1 - i] = id[i];
        id[i] = last;
      }
      for (int n = 0; n < outputs; n++) {
        all.add(
            "0200000001%s%02x00000000ffffffff01%s%02x%s00000000"
                .formatted(
                    HexFormat.of().formatHex(id),
                    n,
                    HexFormat.of().toHexDigits(Long.reverseBytes(satoshis)),
                    paid.length() / 2,
                    paid));
      }
    }
    return all.toArray(String[]::new);
  }

  /// A transaction, not sent, that spends the same coins as one of the node's wallet, to itself and
  /// for a higher fee.
  static String elsewhere(Bitcoind node, String txid) {
    var transaction = RawTransaction.of(hex(node.raw(txid)));
    var inputs = new ArrayList<Map<String, Object>>();
    var known = new ArrayList<Map<String, Object>>();
    var sum = BigDecimal.ZERO;
    for (var spent : transaction.spends()) {
      var parts = spent.split(":");
      var n = Integer.parseInt(parts[1]);
      inputs.add(Map.of("txid", parts[0], "vout", n, "sequence", 0xffff_fffdL));
      var parent = RawTransaction.of(hex(node.raw(parts[0])));
      parent.outputs(
          (number, value, script, length) -> {
            if (number != n) return;
            var text = HexFormat.of().formatHex(parent.bytes, script, script + length);
            var coins = BigDecimal.valueOf(value, 8);
            known.add(Map.of("txid", parts[0], "vout", n, "scriptPubKey", text, "amount", coins));
          });
      sum = sum.add((BigDecimal) known.getLast().get("amount"));
    }
    var output = Map.of(node.newAddress(), sum.subtract(new BigDecimal("0.001")));
    return node.sign(node.rpc("createrawtransaction", inputs, output).asString(), known);
  }

  /// The transactions of a block, in hex.
  static List<String> transactions(String block) {
    var bytes = hex(block);
    var wire = new ByteReader(bytes, RawHeader.BYTES, bytes.length);
    var all = new ArrayList<String>();
    for (int left = wire.count(1); left > 0; left--) {
      var from = wire.at();
      RawTransaction.read(wire);
      all.add(block.substring(2 * from, 2 * wire.at()));
    }
    return all;
  }

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
