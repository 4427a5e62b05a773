package coffer.api.onchainpay;

import coffer.api.BodyFields;

/// Fields that ask for something that this server cannot do yet. To ignore them would break a
/// promise, so a request that uses one is refused.
final class Unsupported {
  private Unsupported() {}

  /// @param names of fields; absent, null, "", false and [] do not use one
  static void check(BodyFields body, String... names) {
    for (var name : names) {
      body.node(name)
          .filter(node -> !(node.isString() && node.asString().isEmpty()))
          .filter(node -> !(node.isBoolean() && !node.asBoolean()))
          .filter(node -> !(node.isArray() && node.isEmpty()))
          .ifPresent(_ -> body.wrong(name, "Is not supported by this server."));
    }
  }
}
