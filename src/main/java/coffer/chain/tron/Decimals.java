package coffer.chain.tron;

import coffer.chain.ChainSource.Doubt;
import coffer.chain.Endpoints;
import coffer.chain.Refused;
import coffer.chain.SourceException;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Asset;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Asks every pinned contract for its decimals: an amount that is wrong by a power of ten must not
/// be credited.
final class Decimals {
  private static final String NOBODY = "41" + "0".repeat(40);
  private static final String SELECTOR = "0x313ce567";
  private static final int WORD = 64;

  /// What java-tron answers to every constant call unless it was set up for them.
  private static final String NO_CONSTANT = "does not support constant";

  private static final String SUPPORT_CONSTANT =
      "set vm.supportConstant = true in the node's configuration and start it again";

  private final Pinned pinned;
  private volatile boolean verified;

  Decimals(Pinned pinned) {
    this.pinned = pinned;
  }

  /// The tokens whose contracts do not answer as their rows have it, by any endpoint.
  ///
  /// @throws SourceException if none answers
  Map<Asset, Doubt> doubts(Endpoints<Node> nodes) {
    if (verified || pinned.contracts().isEmpty()) return Map.of();
    var doubts = nodes.ask(this::doubts);
    if (!doubts.isEmpty() && anotherAnswersAll(nodes)) doubts = Map.of();
    verified = doubts.isEmpty();
    return doubts;
  }

  private boolean anotherAnswersAll(Endpoints<Node> nodes) {
    return nodes
        .askOther(nodes.inUse(), node -> Optional.of(doubts(node)).filter(Map::isEmpty))
        .isPresent();
  }

  private Map<Asset, Doubt> doubts(Node node) {
    var doubts = new LinkedHashMap<Asset, Doubt>();
    for (var contract : pinned.contracts()) {
      var token = contract.asset();
      said(node, contract).doubt(token).ifPresent(doubt -> doubts.put(token, doubt));
    }
    return doubts;
  }

  /// What came of the question.
  ///
  /// @param decimals null if the contract did not name them
  /// @param why the node's own words; empty = it gave no reason
  private record Said(@Nullable BigInteger decimals, String why) {
    Optional<Doubt> doubt(Asset token) {
      var contract = token.contract().orElseThrow();
      if (decimals == null) {
        var reason = why.isEmpty() ? "the answer is not a number" : why;
        var silent = "the contract %s did not tell its decimals: %s".formatted(contract, reason);
        return Optional.of(new Doubt(false, silent));
      }
      if (decimals.equals(BigInteger.valueOf(token.decimals()))) return Optional.empty();
      var other =
          "the contract %s has %s decimals, the catalogue has %d"
              .formatted(contract, decimals, token.decimals());
      return Optional.of(new Doubt(true, other));
    }
  }

  /// A refusal is about this contract, not about the node.
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
