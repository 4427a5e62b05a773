package coffer.chain.tron;

import coffer.chain.Endpoints;
import coffer.chain.Refused;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Asset;
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

  /// What java-tron answers to every constant call unless it was set up for them.
  private static final String NO_CONSTANT = "does not support constant";

  private static final String SUPPORT_CONSTANT =
      "set vm.supportConstant = true in the node's configuration and start it again";

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
      said(node, contract).wrong(contract.asset()).ifPresent(why -> wrong.append(why).append("; "));
    }
    if (wrong.isEmpty()) return true;
    LOG.error("{} is not read, nothing on it is credited: {}", chain, wrong);
    throw new SourceException(Kind.BROKEN, wrong + "no block is read until this is put right");
  }

  /// What came of the question.
  ///
  /// @param decimals null if the contract did not name them
  /// @param why the node's own words; empty = it gave no reason
  private record Said(@Nullable BigInteger decimals, String why) {
    Optional<String> wrong(Asset token) {
      var contract = token.contract().orElseThrow();
      if (decimals == null) {
        var reason = why.isEmpty() ? "the answer is not a number" : why;
        return Optional.of(
            "%s: the contract %s did not tell its decimals: %s".formatted(token, contract, reason));
      }
      if (decimals.equals(BigInteger.valueOf(token.decimals()))) return Optional.empty();
      return Optional.of(
          "%s: the contract %s has %s decimals, the catalogue has %d"
              .formatted(token, contract, decimals, token.decimals()));
    }
  }

  private static Said said(Node node, Pinned.Contract contract) {
    try {
      if (!node.hasJsonRpc()) return byHttp(node, contract);
      return node.calling()
          .ask(
              way ->
                  switch (way) {
                    case JSON_RPC -> byJsonRpc(node, contract);
                    case CONSTANT -> byHttp(node, contract);
                  });
    } catch (Refused e) {
      if (e.kind() != Kind.BROKEN) throw e;
      return new Said(null, explained(String.valueOf(e.getMessage())));
    }
  }

  private static Said byHttp(Node node, Pinned.Contract contract) {
    var body =
        """
        {"owner_address":"%s","contract_address":"41%s","function_selector":"decimals()",\
        "parameter":""}"""
            .formatted(NOBODY, contract.address());
    return node.api().post("wallet/triggerconstantcontract", body, Decimals::constant);
  }

  private static Said byJsonRpc(Node node, Pinned.Contract contract) {
    var body =
        """
        {"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to":"0x%s","data":"%s"},"latest"]}"""
            .formatted(contract.address(), SELECTOR);
    return node.api()
        .jsonrpc(body, json -> JsonRpc.result(json, Decimals::prefixed))
        .orElseGet(() -> new Said(null, ""));
  }

  /// The first constant result, or why there is none.
  private static Said constant(JsonParser json) {
    Decode.expect(json, JsonToken.START_OBJECT);
    BigInteger number = null;
    var why = "";
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      switch (name) {
        case "constant_result" -> {
          Decode.expect(json, JsonToken.START_ARRAY);
          for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == 0) number = word(json, 0);
          }
        }
        case "result" -> {
          if (token == JsonToken.START_OBJECT) why = reason(json);
          else json.skipChildren();
        }
        case "Error" -> throw Decode.error(json);
        default -> json.skipChildren();
      }
    }
    return new Said(number, why);
  }

  /// `{"code": "CONTRACT_VALIDATE_ERROR", "message": ...}` in a sentence; empty without either.
  private static String reason(JsonParser json) {
    var code = "";
    var message = "";
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      if (name.equals("code") && token == JsonToken.VALUE_STRING) code = json.getString();
      else if (name.equals("message") && token == JsonToken.VALUE_STRING) {
        message = Decode.message(json.getString());
      } else json.skipChildren();
    }
    var said = code.isEmpty() || message.isEmpty() ? code + message : code + ": " + message;
    return explained(said);
  }

  private static String explained(String said) {
    return said.contains(NO_CONSTANT) ? said + " (" + SUPPORT_CONSTANT + ")" : said;
  }

  private static Said prefixed(JsonParser json) {
    return new Said(word(json, 2), "");
  }

  private static @Nullable BigInteger word(JsonParser json, int prefix) {
    Decode.expect(json, JsonToken.VALUE_STRING);
    if (json.getStringLength() != WORD + prefix) return null;
    return Hex.number(json.getStringCharacters(), json.getStringOffset() + prefix, WORD);
  }
}
