package coffer.api.onchainpay;

import coffer.api.BodyFields;

/// Fields that ask for something that this server cannot do yet. To ignore them would break a
/// promise, so a request that uses one is refused.
final class Unsupported {
  private Unsupported() {}

  /// @param name of a field; absent, null and "" do not use it
  static void value(BodyFields body, String name) {
    body.node(name)
        .filter(node -> !node.asString("-").isEmpty())
        .ifPresent(_ -> refuse(body, name));
  }

  /// @param name of a field; absent, null, "" and false do not use it
  static void flag(BodyFields body, String name) {
    body.node(name)
        .filter(node -> !node.asString("-").isEmpty())
        .filter(node -> !(node.isBoolean() && !node.booleanValue()))
        .ifPresent(_ -> refuse(body, name));
  }

  private static void refuse(BodyFields body, String name) {
    body.wrong(name, "Is not supported by this server.");
  }
}
