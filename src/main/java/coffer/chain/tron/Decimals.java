package coffer.chain.tron;

import coffer.chain.Endpoints;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Asks every pinned contract for its decimals: an amount that is wrong by a power of ten must not
/// be credited.
final class Decimals {
  private static final Logger LOG = LoggerFactory.getLogger(Decimals.class);
  private static final String NOBODY = "41" + "0".repeat(40);
  private static final String SELECTOR = "0x313ce567";
  private static final int WORD = 64;

  private final String chain;
  private final Pinned pinned;
  private volatile boolean verified;

  Decimals(String chain, Pinned pinned) {
    this.chain = chain;
    this.pinned = pinned;
  }

  /// @throws SourceException if a contract does not answer as the catalogue has it; the message
  ///     names them all
  void verify(Endpoints<Node> nodes) {
    if (verified || pinned.contracts().isEmpty()) return;
    nodes.ask(this::verify);
    verified = true;
  }

  private boolean verify(Node node) {
    var wrong = new StringBuilder();
    for (var contract : pinned.contracts()) {
      var token = contract.asset();
      var said = decimals(node, contract).map(BigInteger::toString).orElse("nothing");
      if (!said.equals(String.valueOf(token.decimals()))) {
        wrong.append(
            "%s: the contract %s says %s decimals, the catalogue %d; "
                .formatted(token, token.contract().orElseThrow(), said, token.decimals()));
      }
    }
    if (wrong.isEmpty()) return true;
    LOG.error("{} is not read, nothing on it is credited: {}", chain, wrong);
    throw new SourceException(Kind.BROKEN, wrong + "no block is read until this is put right");
  }

  private static Optional<BigInteger> decimals(Node node, Pinned.Contract contract) {
    return node.hasJsonRpc() ? byJsonRpc(node, contract) : byHttp(node, contract);
  }

  private static Optional<BigInteger> byHttp(Node node, Pinned.Contract contract) {
    var body =
        """
        {"owner_address":"%s","contract_address":"41%s","function_selector":"decimals()",\
        "parameter":""}"""
            .formatted(NOBODY, contract.address());
    var answer = node.api().post("wallet/triggerconstantcontract", body, Decimals::constant);
    return Optional.ofNullable(answer);
  }

  private static Optional<BigInteger> byJsonRpc(Node node, Pinned.Contract contract) {
    var body =
        """
        {"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to":"0x%s","data":"%s"},"latest"]}"""
            .formatted(contract.address(), SELECTOR);
    return node.api().jsonrpc(body, json -> JsonRpc.result(json, Decimals::prefixed));
  }

  /// The first constant result; null if there is none, or it is no number.
  private static @Nullable BigInteger constant(JsonParser json) {
    Decode.expect(json, JsonToken.START_OBJECT);
    BigInteger number = null;
    for (String name; (name = json.nextName()) != null; ) {
      json.nextToken();
      switch (name) {
        case "constant_result" -> {
          Decode.expect(json, JsonToken.START_ARRAY);
          for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == 0) number = word(json, 0);
          }
        }
        case "Error" -> throw Decode.error(json);
        default -> json.skipChildren();
      }
    }
    return number;
  }

  private static BigInteger prefixed(JsonParser json) {
    return Decode.known(word(json, 2), "number");
  }

  private static @Nullable BigInteger word(JsonParser json, int prefix) {
    Decode.expect(json, JsonToken.VALUE_STRING);
    if (json.getStringLength() != WORD + prefix) return null;
    return Hex.number(json.getStringCharacters(), json.getStringOffset() + prefix, WORD);
  }
}
