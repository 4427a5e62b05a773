package coffer.chain.tron;

import coffer.chain.NodeErrorResponse;
import coffer.chain.SourceException.Kind;
import coffer.core.chain.Address;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A read-only contract call that returns a number, by the node's JSON-RPC or by a constant call.
///
/// @param function `decimals()`
/// @param selector the first four bytes of its hash, in hex
/// @param parameter its ABI-encoded arguments, in hex
record ContractCall(String function, String selector, String parameter) {
  private static final String NOBODY = "41" + "0".repeat(40);
  private static final int WORD = 64;

  /// The answer of java-tron to every constant call if its configuration does not allow them.
  private static final String NO_CONSTANT = "does not support constant";

  private static final String SUPPORT_CONSTANT =
      "set vm.supportConstant = true in the node's configuration and start it again";

  /// The answer to a call.
  ///
  /// @param number empty if the contract did not return a number
  /// @param why the node's message; empty = it gave no reason
  record Answer(Optional<BigInteger> number, String why) {}

  /// Makes the call. A rejection becomes part of the result: it concerns this contract, not the
  /// node.
  Answer of(TronNodeClient node, Address contract) {
    try {
      if (!node.hasJsonRpc()) return byHttp(node, contract);
      return node.calling()
          .ask(
              method ->
                  switch (method) {
                    case JSON_RPC -> byJsonRpc(node, contract);
                    case CONSTANT -> byHttp(node, contract);
                  });
    } catch (NodeErrorResponse e) {
      if (e.kind() != Kind.BROKEN) throw e;
      return new Answer(Optional.empty(), explained(String.valueOf(e.getMessage())));
    }
  }

  private Answer byHttp(TronNodeClient node, Address contract) {
    var body =
        """
        {"owner_address":"%s","contract_address":"41%s","function_selector":"%s",\
        "parameter":"%s"}"""
            .formatted(NOBODY, contract, function, parameter);
    return node.api().post("wallet/triggerconstantcontract", body, ContractCall::constant);
  }

  private Answer byJsonRpc(TronNodeClient node, Address contract) {
    var body =
        """
        {"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to":"0x%s","data":"0x%s%s"},"latest"]}"""
            .formatted(contract, selector, parameter);
    return node.api()
        .jsonrpc(body, json -> TronJsonRpc.result(json, ContractCall::prefixed))
        .orElseGet(() -> new Answer(Optional.empty(), ""));
  }

  /// The first constant result, or the reason why there is none.
  private static Answer constant(JsonParser json) {
    TronJsonValues.expect(json, JsonToken.START_OBJECT);
    BigInteger number = null;
    var why = "";
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      switch (name) {
        case "constant_result" -> {
          TronJsonValues.expect(json, JsonToken.START_ARRAY);
          for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == 0) number = word(json, 0);
          }
        }
        case "result" -> {
          if (token == JsonToken.START_OBJECT) why = reason(json);
          else json.skipChildren();
        }
        case "Error" -> throw TronJsonValues.error(json);
        default -> json.skipChildren();
      }
    }
    return new Answer(Optional.ofNullable(number), why);
  }

  /// Formats `{"code": "CONTRACT_VALIDATE_ERROR", "message": ...}`; empty if both are missing.
  private static String reason(JsonParser json) {
    var code = "";
    var message = "";
    for (String name; (name = json.nextName()) != null; ) {
      var token = json.nextToken();
      if (name.equals("code") && token == JsonToken.VALUE_STRING) code = json.getString();
      else if (name.equals("message") && token == JsonToken.VALUE_STRING) {
        message = TronJsonValues.message(json.getString());
      } else json.skipChildren();
    }
    var said = code.isEmpty() || message.isEmpty() ? code + message : code + ": " + message;
    return explained(said);
  }

  private static String explained(String said) {
    return said.contains(NO_CONSTANT) ? said + " (" + SUPPORT_CONSTANT + ")" : said;
  }

  private static Answer prefixed(JsonParser json) {
    return new Answer(Optional.ofNullable(word(json, 2)), "");
  }

  private static @Nullable BigInteger word(JsonParser json, int prefix) {
    TronJsonValues.expect(json, JsonToken.VALUE_STRING);
    if (json.getStringLength() != WORD + prefix) return null;
    return TronHex.number(json.getStringCharacters(), json.getStringOffset() + prefix, WORD);
  }
}
