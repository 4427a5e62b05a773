package coffer.chain.evm;

/// The node does not have this method.
final class Unsupported extends RuntimeException {
  Unsupported(String message) {
    super(message);
  }
}
