package coffer.chain.evm;

/// The data needed to resolve a candidate: to find its position and to check its transaction.
sealed interface CandidateLocator {
  /// The receipt was read with the block: the candidate is resolved.
  record Known(String position) implements CandidateLocator {}

  /// @param index of the log in its block
  record Log(long index) implements CandidateLocator {}

  /// The transaction's success must still be checked.
  record Moved(String position) implements CandidateLocator {}

  /// The fee must still be read.
  record Fee() implements CandidateLocator {}
}
