package coffer.http;

import coffer.core.merchant.Scope;
import java.time.Duration;
import java.util.List;

/// What can go wrong with a request before or beside its command: every reason there is. Each front
/// end has its own words for each, without a `default`.
public sealed interface Failure {
  record NoRoute() implements Failure {}

  record MethodNotAllowed(List<String> allowed) implements Failure {}

  /// No key, an unknown one or a revoked one: not told apart.
  record Unauthorized() implements Failure {}

  /// A good key, from an address that it may not be used from.
  record WrongAddress() implements Failure {}

  record MissingScope(Scope scope) implements Failure {}

  /// @param retryAfter whole seconds, at least 1
  record TooManyRequests(Duration retryAfter) implements Failure {}

  record TooLarge(long maxBytes) implements Failure {}

  /// @param wanted the media type that would do
  record WrongMediaType(String wanted) implements Failure {}

  /// The body cannot be read.
  ///
  /// @param field where in it: `options[0].asset`; "" for the whole
  /// @param reason for people, in one sentence
  record BadBody(String field, String reason) implements Failure {}

  /// Fields that cannot be what they say, all of them.
  ///
  /// @param errors at least one
  record Invalid(List<FieldError> errors) implements Failure {}

  /// Any other status that the server itself gives: a malformed path, an unsupported version.
  record BadRequest(int status) implements Failure {}

  /// For the moment: too many open streams, the database is away.
  record Unavailable(Duration retryAfter) implements Failure {}

  /// Our fault. Told is only that it happened; the log has the rest under the request's id.
  record Unexpected() implements Failure {}

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
