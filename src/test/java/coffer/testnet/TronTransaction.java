package coffer.testnet;

import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A transaction of TRON's, encoded as the protocol does.
///
/// @param raw the bytes that are signed
record TronTransaction(byte[] raw, Body body, List<byte[]> signatures) {
  /// @param refBlockBytes the third and fourth last of the eight bytes of a block's height: its
  ///     last two
  /// @param refBlockHash bytes 8 to 15 of that block's id
  record Body(
      byte[] refBlockBytes,
      byte[] refBlockHash,
      long expiration,
      byte[] data,
      List<TronContract> contracts,
      long timestamp,
      long feeLimit) {

    byte[] encoded() {
      var raw =
          TronProto.message()
              .bytes(1, refBlockBytes)
              .bytes(4, refBlockHash)
              .number(8, expiration)
              .bytes(10, data);
      for (var contract : contracts) raw.always(11, contract.encoded());
      return raw.number(14, timestamp).number(18, feeLimit).encoded();
    }
  }

  static TronTransaction of(Body body, List<byte[]> signatures) {
    return new TronTransaction(body.encoded(), body, signatures);
  }

  TronTransaction signed(TronKey key) {
    return new TronTransaction(raw, body, List.of(key.sign(hash())));
  }

  TronContract contract() {
    if (body.contracts.isEmpty()) throw new IllegalArgumentException("No contract!");
    return body.contracts.getFirst();
  }

  byte[] hash() {
    return TronKey.sha256(raw);
  }

  String txid() {
    return HexFormat.of().formatHex(hash());
  }

  /// `Transaction`, with its result where there is one.
  ///
  /// @param contractRet its number in the protocol; 0 = none yet
  byte[] encoded(int contractRet) {
    var message = TronProto.message().always(1, raw);
    for (var signature : signatures) message.always(2, signature);
    if (contractRet > 0) message.always(5, TronProto.message().number(3, contractRet).encoded());
    return message.encoded();
  }

  /// @throws IllegalArgumentException if these bytes are no transaction that is known here
  static TronTransaction decode(byte[] encoded) {
    var message = TronProto.Read.of(encoded);
    var raw = message.bytes(1);
    return new TronTransaction(raw, body(TronProto.Read.of(raw)), message.all(2));
  }

  private static Body body(TronProto.Read raw) {
    return new Body(
        raw.bytes(1),
        raw.bytes(4),
        raw.number(8),
        raw.bytes(10),
        raw.all(11).stream().map(TronProto.Read::of).map(TronContract::read).toList(),
        raw.number(14),
        raw.number(18));
  }

  /// As a node takes it: from the members of `raw_data`. What `raw_data_hex` says is not read.
  static TronTransaction read(JsonNode json, boolean visible) {
    var raw = json.path("raw_data");
    var body =
        new Body(
            hex(raw.path("ref_block_bytes")),
            hex(raw.path("ref_block_hash")),
            raw.path("expiration").asLong(0),
            hex(raw.path("data")),
            raw.path("contract")
                .valueStream()
                .map(each -> TronContract.read(each, visible))
                .toList(),
            raw.path("timestamp").asLong(0),
            raw.path("fee_limit").asLong(0));
    var signatures = json.path("signature").valueStream().map(TronTransaction::hex).toList();
    return of(body, signatures);
  }

  private static byte[] hex(JsonNode node) {
    return HexFormat.of().parseHex(node.asString(""));
  }
}
