package coffer.chain.evm;

import coffer.chain.SourceException;

/// The node wants to be asked for less at once: a smaller range, a smaller batch.
final class TooMuch extends SourceException {
  TooMuch(String message) {
    super(Kind.LIMITED, message);
  }
}
