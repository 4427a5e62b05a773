package coffer.chain.bitcoin;

/// Bytes that are no Bitcoin transaction or block.
final class Malformed extends IllegalArgumentException {
  Malformed(String message) {
    super(message);
  }
}
