package coffer.http;

import coffer.core.Rejection;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.javalin.http.Context;
import java.util.Optional;

/// RFC 9457 problem details.
///
/// @param type a URI, or `about:blank`
/// @param title the same for every problem with this code
/// @param code stable, for programs, for example `rate_limited`
/// @param detail description of this occurrence
/// @param field path of the field in the request
/// @param requestId the request id, as in the log
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Problem(
    String type,
    String title,
    int status,
    String code,
    Optional<String> detail,
    Optional<String> field,
    @JsonProperty("request_id") String requestId) {
  private static final String MEDIA_TYPE = "application/problem+json";

  /// Writes a problem as the response.
  public static void write(
      Context ctx, int status, String code, String title, String detail, String field) {
    var problem =
        new Problem(
            "about:blank",
            title,
            status,
            code,
            Optional.of(detail).filter(text -> !text.isEmpty()),
            Optional.of(field).filter(text -> !text.isEmpty()),
            RequestId.of(ctx));
    ctx.status(status);
    ctx.result(WireJson.MAPPER.writeValueAsBytes(problem));
    ctx.contentType(MEDIA_TYPE);
  }

  /// Writes the default problem for a failure, for front ends without an error format.
  public static void write(Context ctx, Failure failure) {
    FailureHeaders.write(ctx, failure, "Bearer");
    switch (failure) {
      case Failure.NoRoute() -> write(ctx, 404, "not_found", "There is nothing here", "", "");
      case Failure.MethodNotAllowed _ ->
          write(ctx, 405, "method_not_allowed", "Not with this method", "", "");
      case Failure.Unauthorized(), Failure.WrongSignature() ->
          write(ctx, 401, "unauthorized", "A valid key is needed", "", "");
      case Failure.WrongAddress() ->
          write(ctx, 403, "wrong_address", "This key may not be used from this address", "", "");
      case Failure.MissingScope(var scope) ->
          write(ctx, 403, "missing_scope", "This key may not do that", scope.text(), "");
      case Failure.WrongKeyKind _ ->
          write(ctx, 403, "wrong_key", "A key of another kind may do that", "", "");
      case Failure.TooManyRequests _ ->
          write(ctx, 429, "rate_limited", "Too many requests", "", "");
      case Failure.TooLarge(var max) ->
          write(ctx, 413, "too_large", "The body is too large", "at most " + max + " bytes", "");
      case Failure.WrongMediaType(var wanted) ->
          write(ctx, 415, "wrong_media_type", "The body has the wrong type", "send " + wanted, "");
      case Failure.BadBody(var field, var reason) ->
          write(ctx, 400, "bad_body", "The body cannot be read", reason, field);
      case Failure.Invalid(var errors) -> {
        var first = errors.getFirst();
        write(ctx, 422, "invalid", "Not valid", first.problem().sentence(), first.field());
      }
      case Failure.BadRequest(var status) ->
          write(ctx, status, "bad_request", "The request cannot be read", "", "");
      case Failure.Unavailable _ -> write(ctx, 503, "unavailable", "Not at present", "", "");
      case Failure.Unexpected() -> write(ctx, 500, "internal", "Something went wrong here", "", "");
    }
  }

  /// Writes the default problem for a rejection outside any dialect.
  static void write(Context ctx, Rejection rejection) {
    if (rejection instanceof Rejection.NotFound) {
      write(ctx, new Failure.NoRoute());
    } else {
      write(ctx, 422, "refused", "The request was refused", "", "");
    }
  }
}
