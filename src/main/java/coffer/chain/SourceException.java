package coffer.chain;

/// A node did not answer, or not in a way that can be believed. The scanner tries again; nothing
/// was processed.
public class SourceException extends RuntimeException {
  /// What went wrong, as metrics count it.
  public enum Kind {
    /// no connection, a reset, a time-out
    UNREACHABLE,
    /// told to slow down (429, -32005)
    LIMITED,
    /// an answer that is no answer: bad JSON, a missing field, an error of the node's
    BROKEN,
    /// answers that contradict each other: a log of another block, a bloom without its logs
    INCONSISTENT,
    /// another chain than the one configured
    WRONG_CHAIN,
    /// the endpoint is behind what was already processed
    BEHIND
  }

  private final Kind kind;

  public SourceException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public SourceException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
