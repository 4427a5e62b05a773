package coffer.chain.tron;

/// The node does not answer at this path.
final class Unsupported extends RuntimeException {
  Unsupported(String message) {
    super(message);
  }
}
