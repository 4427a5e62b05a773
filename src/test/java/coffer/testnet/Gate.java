package coffer.testnet;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Answers instead of a node.
@FunctionalInterface
public interface Gate {
  /// @param status of HTTP
  record Reply(int status, String body) {}

  /// @param request one call of JSON-RPC, or an array of several
  /// @return what is answered without asking the node; empty = the node is asked
  Optional<Reply> apply(JsonNode request);
}
