package coffer.chain.evm;

/// What a candidate needs to be given its place in its transaction.
sealed interface Locator {
  /// Its receipt was read with the block: nothing is left to ask.
  record Known(String position) implements Locator {}

  /// @param index of the log in its block
  record Log(long index) implements Locator {}

  /// Success is still to be checked.
  record Moved(String position) implements Locator {}

  /// The fee is still to be read.
  record Fee() implements Locator {}
}
