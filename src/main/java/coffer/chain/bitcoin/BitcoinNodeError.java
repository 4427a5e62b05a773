package coffer.chain.bitcoin;

import coffer.chain.SourceException;

/// An error response of the node.
final class BitcoinNodeError extends SourceException {
  private static final int STARTING = -28;

  /// The requested block or transaction does not exist.
  static final int NOT_FOUND = -5;

  /// An invalid parameter, such as a height above its head.
  static final int BAD_PARAMETER = -8;

  private final int code;

  private BitcoinNodeError(Kind kind, int code, String message) {
    super(kind, message);
    this.code = code;
  }

  /// @param code of JSON-RPC
  static BitcoinNodeError of(int code, String message) {
    if (code == STARTING)
      return new BitcoinNodeError(Kind.UNREACHABLE, code, "it is starting: " + message);
    return new BitcoinNodeError(Kind.BROKEN, code, "the node refuses (" + code + "): " + message);
  }

  int code() {
    return code;
  }
}
