package coffer.chain.tron;

/// The answer is longer than anyone should read, or the node says so itself: a smaller range may
/// do.
final class TooMuch extends RuntimeException {
  TooMuch(String message) {
    super(message);
  }
}
