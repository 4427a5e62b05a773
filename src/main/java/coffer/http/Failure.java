package coffer.http;

import coffer.core.merchant.Scope;
import java.time.Duration;
import java.util.List;

/// All failures of a request outside its command. Each front end maps them to its own error
/// responses, in a `switch` without a `default`.
public sealed interface Failure {
  record NoRoute() implements Failure {}

  record MethodNotAllowed(List<String> allowed) implements Failure {}

  /// The key is missing, unknown or revoked; clients cannot distinguish these cases.
  record Unauthorized() implements Failure {}

  /// The key is known, but its secret did not sign the request.
  record WrongSignature() implements Failure {}

  /// The key is valid but may not be used from this client address.
  record WrongAddress() implements Failure {}

  record MissingScope(Scope scope) implements Failure {}

  /// The key is valid, but of a kind that the route does not accept.
  ///
  /// @param partner whether the key is a partner's
  record WrongKeyKind(boolean partner) implements Failure {}

  /// @param retryAfter whole seconds, at least 1
  record TooManyRequests(Duration retryAfter) implements Failure {}

  record TooLarge(long maxBytes) implements Failure {}

  /// @param wanted the media type that the endpoint accepts
  record WrongMediaType(String wanted) implements Failure {}

  /// The body cannot be read.
  ///
  /// @param field position of the error, for example `options[0].asset`; "" for the whole body
  /// @param reason one sentence for people
  record BadBody(String field, String reason) implements Failure {}

  /// Some fields are invalid.
  ///
  /// @param errors all invalid fields, at least one
  record Invalid(List<FieldError> errors) implements Failure {}

  /// Any other 4xx status of the server itself: a malformed path, a malformed chunk.
  record BadRequest(int status) implements Failure {}

  /// A temporary failure: too many open streams, or the database is not available.
  record Unavailable(Duration retryAfter) implements Failure {}

  /// Internal error. The response contains no details; the log has them under the request id.
  record Unexpected() implements Failure {}

  /// Wraps this failure, to throw it from a handler.
  default Failed asException() {
    return new Failed(this);
  }

  /// Carries a failure out of a handler.
  final class Failed extends RuntimeException {
    private final transient Failure failure;

    Failed(Failure failure) {
      super(failure.toString(), null, false, false);
      this.failure = failure;
    }

    public Failure failure() {
      return failure;
    }
  }
}
