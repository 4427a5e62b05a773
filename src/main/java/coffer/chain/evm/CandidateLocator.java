package coffer.chain.evm;

/// What a candidate needs to be given its place in its transaction.
sealed interface CandidateLocator {
  /// Its receipt was read with the block: nothing is left to ask.
  record Known(String position) implements CandidateLocator {}

  /// @param index of the log in its block
  record Log(long index) implements CandidateLocator {}

  /// Success is still to be checked.
  record Moved(String position) implements CandidateLocator {}

  /// The fee is still to be read.
  record Fee() implements CandidateLocator {}
}
