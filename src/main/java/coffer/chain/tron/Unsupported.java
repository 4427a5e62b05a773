package coffer.chain.tron;

import coffer.chain.SourceException;

/// The node does not answer at this path.
final class Unsupported extends SourceException {
  Unsupported(String message) {
    super(Kind.BROKEN, message);
  }
}
