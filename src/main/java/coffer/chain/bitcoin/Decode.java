package coffer.chain.bitcoin;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Readers of results. A bad value throws [IllegalArgumentException], which [Rpc] reports as a
/// broken answer.
final class Decode {
  private Decode() {}

  static void expect(JsonParser json, JsonToken token) {
    if (json.currentToken() != token) {
      throw new Malformed(token + " expected, not " + json.currentToken());
    }
  }

  static boolean skip(JsonParser json) {
    json.skipChildren();
    return true;
  }

  static String hash(JsonParser json) {
    expect(json, JsonToken.VALUE_STRING);
    return Hash.of(json.getString()).toString();
  }

  static byte[] bytes(JsonParser json) {
    expect(json, JsonToken.VALUE_STRING);
    var from = json.getStringOffset();
    return HexFormat.of().parseHex(json.getStringCharacters(), from, from + json.getStringLength());
  }

  /// Of `getrawmempool`.
  static Set<Hash> hashes(JsonParser json) {
    expect(json, JsonToken.START_ARRAY);
    var hashes = new HashSet<Hash>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json, JsonToken.VALUE_STRING);
      hashes.add(
          Hash.of(json.getStringCharacters(), json.getStringOffset(), json.getStringLength()));
    }
    return hashes;
  }

  /// Of `getblockchaininfo`.
  static Node.State state(JsonParser json) {
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
    if (network.isEmpty() || best.isEmpty() || height < 0) throw new Malformed("half a state");
    return new Node.State(network, height, Math.max(known, height), best, syncing);
  }

  /// Of `getmempoolinfo`.
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
}
