package coffer.chain.evm;

import coffer.chain.SourceException;

/// The node does not have this method.
final class Unsupported extends SourceException {
  Unsupported(String message) {
    super(Kind.BROKEN, message);
  }
}
