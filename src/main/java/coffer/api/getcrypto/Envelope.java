package coffer.api.getcrypto;

/// What every good answer looks like.
///
/// @param status always true: an error has false
record Envelope(Object data, boolean status) {
  static Envelope of(Object data) {
    return new Envelope(data, true);
  }
}
