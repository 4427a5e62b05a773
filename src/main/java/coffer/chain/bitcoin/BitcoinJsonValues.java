package coffer.chain.bitcoin;

import coffer.core.chain.Address;
import coffer.core.chain.BlockRef;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Parsers of JSON-RPC results. An invalid value throws [IllegalArgumentException], which
/// [BitcoinRpc] reports as `BROKEN`.
final class BitcoinJsonValues {
  private BitcoinJsonValues() {}

  static void expect(JsonParser json, JsonToken token) {
    if (json.currentToken() != token) {
      throw new MalformedBytes(token + " expected, not " + json.currentToken());
    }
  }

  static boolean skip(JsonParser json) {
    json.skipChildren();
    return true;
  }

  static String hash(JsonParser json) {
    expect(json, JsonToken.VALUE_STRING);
    return Hash256.of(json.getString()).toString();
  }

  static byte[] bytes(JsonParser json) {
    expect(json, JsonToken.VALUE_STRING);
    var from = json.getStringOffset();
    return HexFormat.of().parseHex(json.getStringCharacters(), from, from + json.getStringLength());
  }

  /// Parses the result of `getrawmempool`.
  static Set<Hash256> hashes(JsonParser json) {
    expect(json, JsonToken.START_ARRAY);
    var hashes = new HashSet<Hash256>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json, JsonToken.VALUE_STRING);
      hashes.add(
          Hash256.of(json.getStringCharacters(), json.getStringOffset(), json.getStringLength()));
    }
    return hashes;
  }

  /// Parses the result of `getblockchaininfo`.
  static BitcoinNodeClient.State state(JsonParser json) {
    expect(json, JsonToken.START_OBJECT);
    var network = "";
    var best = "";
    var height = -1L;
    var known = -1L;
    var syncing = true;
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "chain" -> network = json.getString();
        case "bestblockhash" -> best = hash(json);
        case "blocks" -> height = json.getLongValue();
        case "headers" -> known = json.getLongValue();
        case "initialblockdownload" -> syncing = json.getBooleanValue();
        default -> json.skipChildren();
      }
    }
    if (network.isEmpty() || best.isEmpty() || height < 0) throw new MalformedBytes("half a state");
    return new BitcoinNodeClient.State(network, height, Math.max(known, height), best, syncing);
  }

  /// Parses the result of `getmempoolinfo`.
  static boolean loaded(JsonParser json) {
    expect(json, JsonToken.START_OBJECT);
    var loaded = false;
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      if (name.equals("loaded")) loaded = json.getBooleanValue();
      else json.skipChildren();
    }
    return loaded;
  }

  /// Parses the result of `gettxout`, in satoshis.
  static BigInteger value(JsonParser json) {
    expect(json, JsonToken.START_OBJECT);
    BigInteger value = null;
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      if (name.equals("value")) value = satoshis(json);
      else json.skipChildren();
    }
    if (value == null) throw new MalformedBytes("an output without a value");
    return value;
  }

  /// Parses the result of `scantxoutset`.
  static BitcoinBalances.Unspent unspent(JsonParser json) {
    expect(json, JsonToken.START_OBJECT);
    var units = new HashMap<Address, BigInteger>();
    var best = "";
    var height = -1L;
    var success = false;
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "success" -> success = json.getBooleanValue();
        case "height" -> height = json.getLongValue();
        case "bestblock" -> best = hash(json);
        case "unspents" -> {
          expect(json, JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) output(json, units);
        }
        default -> json.skipChildren();
      }
    }
    if (!success || best.isEmpty() || height < 0) throw new MalformedBytes("a search that failed");
    return new BitcoinBalances.Unspent(new BlockRef(height, best), units);
  }

  private static void output(JsonParser json, Map<Address, BigInteger> into) {
    expect(json, JsonToken.START_OBJECT);
    Address script = null;
    BigInteger value = null;
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "scriptPubKey" -> script = Address.of(bytes(json));
        case "amount" -> value = satoshis(json);
        default -> json.skipChildren();
      }
    }
    if (script == null || value == null) throw new MalformedBytes("half an output");
    into.merge(script, value, BigInteger::add);
  }

  /// Converts an amount in BTC.
  private static BigInteger satoshis(JsonParser json) {
    return json.getDecimalValue().movePointRight(8).toBigIntegerExact();
  }
}
