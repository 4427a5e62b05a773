package coffer.chain.bitcoin;

/// Bytes that are no Bitcoin transaction or block.
final class MalformedBytes extends IllegalArgumentException {
  MalformedBytes(String message) {
    super(message);
  }
}
