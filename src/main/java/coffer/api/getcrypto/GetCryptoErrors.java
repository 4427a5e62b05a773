package coffer.api.getcrypto;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.FailureHeaders;
import coffer.http.FieldError;
import coffer.http.FieldProblem;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Maps every rejection and failure to an error response.
final class GetCryptoErrors {
  private static final String NO_INVOICE = "Invoice does not exist or does not belong to this key";
  private static final String NO_PROJECT = "Project does not exist or does not belong to this key";

  private GetCryptoErrors() {}

  /// @param status always false
  /// @param errors messages by field; only if fields are invalid
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record ErrorWire(boolean status, String message, Map<String, List<String>> errors) {}

  private record ErrorText(int status, String message, Map<String, List<String>> errors) {
    static ErrorText of(int status, String message) {
      return new ErrorText(status, message, Map.of());
    }

    /// @param fieldErrors at least one
    static ErrorText of(List<FieldError> fieldErrors) {
      var errors =
          fieldErrors.stream()
              .collect(
                  Collectors.groupingBy(
                      FieldError::field,
                      LinkedHashMap::new,
                      Collectors.mapping(FieldMessages::of, Collectors.toList())));
      var first = FieldMessages.of(fieldErrors.getFirst());
      int more = fieldErrors.size() - 1;
      var rest =
          switch (more) {
            case 0 -> "";
            case 1 -> " (and 1 more error)";
            default -> " (and " + more + " more errors)";
          };
      return new ErrorText(422, first + rest, errors);
    }

    static ErrorText of(String field, FieldProblem problem) {
      return of(List.of(new FieldError(field, problem)));
    }

    /// @param sentence the complete message
    static ErrorText of(String field, String sentence) {
      return of(field, new FieldProblem.Malformed(sentence));
    }
  }

  static void write(Context ctx, Rejection rejection) {
    write(ctx, words(rejection));
  }

  static void write(Context ctx, Failure failure) {
    FailureHeaders.write(ctx, failure, "Bearer");
    write(ctx, words(failure));
  }

  private static void write(Context ctx, ErrorText words) {
    var error = new ErrorWire(false, words.message, words.errors);
    ctx.status(words.status)
        .result(GetCryptoJson.MAPPER.writeValueAsBytes(error))
        .contentType("application/json");
  }

  private static ErrorText words(Rejection rejection) {
    return switch (rejection) {
      case Rejection.OfRequest request -> words(request);
      case Rejection.OfInvoice invoice -> words(invoice);
      // No route of this API can cause these.
      case Rejection.OfPayment _, Rejection.OfProject _, Rejection.OfUser _ ->
          words(new Failure.Unexpected());
    };
  }

  private static ErrorText words(Rejection.OfRequest rejection) {
    return switch (rejection) {
      // The id is not repeated: an object of another organization gets the same response as one
      // that never existed.
      case Rejection.NotFound(var what, _) ->
          ErrorText.of(400, what.equals("project") ? NO_PROJECT : NO_INVOICE);
      case Rejection.InvalidField(var field, var reason) ->
          ErrorText.of(
              name(field),
              "The %s is invalid: %s."
                  .formatted(
                      FieldMessages.attribute(name(field)), reason.replaceFirst("\\.$", "")));
      case Rejection.IdempotencyConflict _ ->
          ErrorText.of("Idempotency-Key", "The Idempotency-Key was used for another request.");
    };
  }

  private static ErrorText words(Rejection.OfInvoice rejection) {
    return switch (rejection) {
      case Rejection.TooPrecise(var field, var decimals) ->
          ErrorText.of(name(field), new FieldProblem.TooPrecise(decimals));
      case Rejection.AmountTooSmall(var field, var least, var currency) ->
          ErrorText.of(
              name(field),
              "The %s field must be worth at least %s %s."
                  .formatted(
                      FieldMessages.attribute(name(field)),
                      GetCryptoJson.number(least).toPlainString(),
                      currency));
      case Rejection.AmountTooLarge(var field) ->
          ErrorText.of(
              name(field), "The %s is too large.".formatted(FieldMessages.attribute(name(field))));
      case Rejection.AssetUnavailable _ ->
          ErrorText.of("network", new FieldProblem.NotOneOf(List.of()));
      case Rejection.RateUnavailable(var base, var quote) ->
          ErrorText.of("currency", "No fresh rate of %s in %s is known.".formatted(base, quote));
      case Rejection.NoWallet _ ->
          ErrorText.of("network", "The project has no wallet on this network.");
      case Rejection.OrderTaken _ ->
          ErrorText.of("order_id", "The order id has already been taken.");
      case Rejection.InvoiceNotOpen _ ->
          ErrorText.of(409, "The invoice's status does not allow it.");
    };
  }

  static String name(Field field) {
    return switch (field) {
      case Field.At(var path) -> path;
      case Field.Item(var list, _) -> name(list);
      case Field.Invoice invoice ->
          switch (invoice) {
            case PRICE -> "input_amount";
            case ASSET, OPTIONS -> "network";
            case LIFETIME, MONITORING, CUSTOMER -> invoice.text();
          };
      case Field.Request request ->
          switch (request) {
            case IDEMPOTENCY_KEY -> "Idempotency-Key";
            case CURSOR, AFTER -> request.text();
          };
      // No request of this API has these fields.
      case Field.Project _, Field.Webhook _, Field.Admin _, Field.Sandbox _ -> field.text();
    };
  }

  private static ErrorText words(Failure failure) {
    return switch (failure) {
      case Failure.NoRoute() -> ErrorText.of(404, "The route could not be found.");
      case Failure.MethodNotAllowed(var allowed) ->
          ErrorText.of(
              405,
              "The method is not supported for this route. Supported methods: "
                  + String.join(", ", allowed)
                  + ".");
      case Failure.Unauthorized(), Failure.WrongSignature() ->
          ErrorText.of(401, "Unauthenticated.");
      case Failure.WrongAddress() -> ErrorText.of(403, "This key may not be used from here.");
      case Failure.MissingScope _, Failure.WrongKeyKind _ ->
          ErrorText.of(403, "This action is unauthorized.");
      case Failure.TooManyRequests _ -> ErrorText.of(429, "Too Many Attempts.");
      case Failure.TooLarge _ -> ErrorText.of(413, "The POST data is too large.");
      case Failure.WrongMediaType(var wanted) ->
          ErrorText.of(415, "The body must be sent as Content-Type: " + wanted + ".");
      case Failure.BadBody(_, var reason) ->
          ErrorText.of(400, "The body cannot be read: " + reason.replaceFirst("\\.$", "") + ".");
      case Failure.Invalid(var errors) -> ErrorText.of(errors);
      case Failure.BadRequest(var status) -> ErrorText.of(status, "Bad Request");
      case Failure.Unavailable _ -> ErrorText.of(503, "Service Unavailable");
      case Failure.Unexpected() -> ErrorText.of(500, "Server Error");
    };
  }
}
