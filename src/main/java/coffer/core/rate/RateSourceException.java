package coffer.core.rate;

/// A source did not answer, or not in a way that can be believed. Nothing was said.
public final class RateSourceException extends RuntimeException {
  public RateSourceException(String message) {
    super(message);
  }

  public RateSourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
