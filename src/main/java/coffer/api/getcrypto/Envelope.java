package coffer.api.getcrypto;

/// The envelope of all successful responses.
///
/// @param status always true; errors have false
record Envelope(Object data, boolean status) {
  static Envelope of(Object data) {
    return new Envelope(data, true);
  }
}
