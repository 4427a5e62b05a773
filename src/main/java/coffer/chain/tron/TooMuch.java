package coffer.chain.tron;

import coffer.chain.SourceException;

/// The answer is longer than anyone should read, or the node says so itself: a smaller range may
/// do.
final class TooMuch extends SourceException {
  TooMuch(String message) {
    super(Kind.LIMITED, message);
  }
}
