package coffer.chain.bitcoin;

/// Bytes that are not a valid Bitcoin transaction or block.
final class MalformedBytes extends IllegalArgumentException {
  MalformedBytes(String message) {
    super(message);
  }
}
