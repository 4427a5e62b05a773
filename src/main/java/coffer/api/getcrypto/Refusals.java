package coffer.api.getcrypto;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.FailureHeaders;
import coffer.http.Fault;
import coffer.http.Flaw;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The words for everything that is refused.
final class Refusals {
  private static final String NO_INVOICE = "Invoice does not exist or does not belong to this key";
  private static final String NO_PROJECT = "Project does not exist or does not belong to this key";

  private Refusals() {}

  /// @param status always false
  /// @param errors by field; only where fields are wrong
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record ErrorWire(boolean status, String message, Map<String, List<String>> errors) {}

  private record Words(int status, String message, Map<String, List<String>> errors) {
    static Words of(int status, String message) {
      return new Words(status, message, Map.of());
    }

    /// @param faults at least one
    static Words of(List<Fault> faults) {
      var errors =
          faults.stream()
              .collect(
                  Collectors.groupingBy(
                      Fault::field,
                      LinkedHashMap::new,
                      Collectors.mapping(Sentences::of, Collectors.toList())));
      var first = Sentences.of(faults.getFirst());
      int more = faults.size() - 1;
      var rest =
          switch (more) {
            case 0 -> "";
            case 1 -> " (and 1 more error)";
            default -> " (and " + more + " more errors)";
          };
      return new Words(422, first + rest, errors);
    }

    static Words of(String field, Flaw flaw) {
      return of(List.of(new Fault(field, flaw)));
    }

    /// @param sentence the whole of it
    static Words of(String field, String sentence) {
      return of(field, new Flaw.Malformed(sentence));
    }
  }

  static void write(Context ctx, Rejection rejection) {
    write(ctx, words(rejection));
  }

  static void write(Context ctx, Failure failure) {
    FailureHeaders.write(ctx, failure, "Bearer");
    write(ctx, words(failure));
  }

  private static void write(Context ctx, Words words) {
    var error = new ErrorWire(false, words.message, words.errors);
    ctx.status(words.status)
        .result(GetCryptoJson.MAPPER.writeValueAsBytes(error))
        .contentType("application/json");
  }

  private static Words words(Rejection rejection) {
    return switch (rejection) {
      // The id is not repeated: what is somebody else's is answered as what never was.
      case Rejection.NotFound(var what, _) ->
          Words.of(400, what.equals("project") ? NO_PROJECT : NO_INVOICE);
      case Rejection.InvalidField(var field, var reason) ->
          Words.of(
              name(field),
              "The %s is invalid: %s."
                  .formatted(Sentences.attribute(name(field)), reason.replaceFirst("\\.$", "")));
      case Rejection.TooPrecise(var field, var decimals) ->
          Words.of(name(field), new Flaw.TooPrecise(decimals));
      case Rejection.AmountTooSmall(var field, var least, var currency) ->
          Words.of(
              name(field),
              "The %s field must be worth at least %s %s."
                  .formatted(
                      Sentences.attribute(name(field)),
                      GetCryptoJson.number(least).toPlainString(),
                      currency));
      case Rejection.AmountTooLarge(var field) ->
          Words.of(name(field), "The %s is too large.".formatted(Sentences.attribute(name(field))));
      case Rejection.AssetUnavailable _ -> Words.of("network", new Flaw.NotOneOf(List.of()));
      case Rejection.RateUnavailable(var base, var quote) ->
          Words.of("currency", "No fresh rate of %s in %s is known.".formatted(base, quote));
      case Rejection.NoWallet _ ->
          Words.of("network", "The project has no wallet on this network.");
      case Rejection.OrderTaken _ -> Words.of("order_id", "The order id has already been taken.");
      case Rejection.NameTaken _ -> Words.of("name", "The name has already been taken.");
      case Rejection.IdempotencyConflict _ ->
          Words.of("Idempotency-Key", "The Idempotency-Key was used for another request.");
      case Rejection.InvoiceNotOpen _ -> Words.of(409, "The invoice's status does not allow it.");
      case Rejection.NotAnOrphan _ -> Words.of(409, "The payment belongs to an invoice.");
      case Rejection.InsufficientFunds(var currency) ->
          Words.of(409, "There is not enough %s.".formatted(currency));
    };
  }

  static String name(Field field) {
    return switch (field) {
      case Field.At(var path) -> path;
      case Field.Item(var list, _) -> name(list);
      case Field.Term term -> name(term);
    };
  }

  private static String name(Field.Term term) {
    return switch (term) {
      case PRICE -> "input_amount";
      case ASSET, OPTIONS -> "network";
      case IDEMPOTENCY_KEY -> "Idempotency-Key";
      // No request of this API has these.
      case LIFETIME,
          MONITORING,
          SETTLEMENT,
          CURSOR,
          AFTER,
          ACCEPTS,
          RETURN_URL,
          FAIL_URL,
          UNCONFIRMED,
          WEBHOOK_URL,
          WEBHOOK_TYPES,
          NAME,
          OPERATOR,
          PROJECT,
          SCOPES,
          ORIGINS,
          FAMILY,
          XPUB,
          OUTPUTS,
          OUTPUT_ASSET,
          OUTPUT_AMOUNT,
          BLOCKS,
          DEPTH,
          NETWORK,
          TXID,
          SPENDS,
          AT ->
          term.text();
    };
  }

  private static Words words(Failure failure) {
    return switch (failure) {
      case Failure.NoRoute() -> Words.of(404, "The route could not be found.");
      case Failure.MethodNotAllowed(var allowed) ->
          Words.of(
              405,
              "The method is not supported for this route. Supported methods: "
                  + String.join(", ", allowed)
                  + ".");
      case Failure.Unauthorized() -> Words.of(401, "Unauthenticated.");
      case Failure.WrongAddress() -> Words.of(403, "This key may not be used from here.");
      case Failure.MissingScope _ -> Words.of(403, "This action is unauthorized.");
      case Failure.TooManyRequests _ -> Words.of(429, "Too Many Attempts.");
      case Failure.TooLarge _ -> Words.of(413, "The POST data is too large.");
      case Failure.WrongMediaType(var wanted) ->
          Words.of(415, "The body must be sent as Content-Type: " + wanted + ".");
      case Failure.BadBody(_, var reason) ->
          Words.of(400, "The body cannot be read: " + reason.replaceFirst("\\.$", "") + ".");
      case Failure.Invalid(var faults) -> Words.of(faults);
      case Failure.BadRequest(var status) -> Words.of(status, "Bad Request");
      case Failure.Unavailable _ -> Words.of(503, "Service Unavailable");
      case Failure.Unexpected() -> Words.of(500, "Server Error");
    };
  }
}
