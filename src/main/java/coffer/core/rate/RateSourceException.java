package coffer.core.rate;

/// A source did not respond, or its response cannot be believed. It reported no rate.
public final class RateSourceException extends RuntimeException {
  public RateSourceException(String message) {
    super(message);
  }

  public RateSourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
