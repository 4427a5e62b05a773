package coffer.chain.evm;

/// The node wants to be asked for less at once: a smaller range, a smaller batch.
final class TooMuch extends RuntimeException {
  TooMuch(String message) {
    super(message);
  }
}
