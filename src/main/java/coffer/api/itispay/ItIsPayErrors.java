package coffer.api.itispay;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.FailureHeaders;
import coffer.http.FieldError;
import coffer.http.RequestLog;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Maps every rejection and failure to an error response: a type for programs and a message for
/// people.
final class ItIsPayErrors {
  private static final int MAX_ERRORS = 10;

  private ItIsPayErrors() {}

  /// The type of an error; responses have it in lower case.
  enum Type {
    BAD_REQUEST,
    UNAUTHORIZED,
    FORBIDDEN,
    NOT_FOUND,
    CONFLICT,
    VALIDATION_ERROR,
    RATE_LIMITED,
    INTERNAL_ERROR
  }

  record ErrorWire(String error, String message) {}

  record ErrorText(int status, Type type, String message) {
    static ErrorText invalid(String message) {
      return new ErrorText(422, Type.VALIDATION_ERROR, message);
    }

    static ErrorText invalid(Field field, String sentence) {
      return invalid(name(field), sentence);
    }

    static ErrorText invalid(String field, String sentence) {
      return invalid(field + ": " + small(sentence));
    }
  }

  static void write(Context ctx, Rejection rejection) {
    write(ctx, words(rejection));
  }

  static void write(Context ctx, Failure failure) {
    FailureHeaders.write(ctx, failure, "Api-Key");
    write(ctx, words(failure));
  }

  static void conflict(Context ctx, String message) {
    write(ctx, new ErrorText(409, Type.CONFLICT, message));
  }

  private static void write(Context ctx, ErrorText words) {
    RequestLog.error(ctx, words.type.name().toLowerCase(Locale.ROOT));
    var error = new ErrorWire(words.type.name().toLowerCase(Locale.ROOT), words.message);
    ctx.status(words.status)
        .result(ItIsPayJson.MAPPER.writeValueAsBytes(error))
        .contentType("application/json");
  }

  static ErrorText words(Rejection rejection) {
    return switch (rejection) {
      case Rejection.OfRequest request -> words(request);
      case Rejection.OfInvoice invoice -> words(invoice);
      case Rejection.OfPayment payment -> words(payment);
      case Rejection.NameTaken _ ->
          new ErrorText(409, Type.CONFLICT, "a project with this name already exists");
      // No route of this API can cause these.
      case Rejection.AddressTaken _, Rejection.OfUser _ -> words(new Failure.Unexpected());
    };
  }

  private static ErrorText words(Rejection.OfRequest rejection) {
    return switch (rejection) {
      // The id is not repeated: an object of another organization gets the same response as one
      // that never existed.
      case Rejection.NotFound(var what, _) ->
          new ErrorText(404, Type.NOT_FOUND, what + " not found");
      case Rejection.InvalidField(var field, var reason) -> ErrorText.invalid(field, reason);
      case Rejection.IdempotencyConflict _ ->
          ErrorText.invalid(Field.Request.IDEMPOTENCY_KEY, "was used for another request");
    };
  }

  private static ErrorText words(Rejection.OfInvoice rejection) {
    return switch (rejection) {
      case Rejection.TooPrecise(var field, var decimals) ->
          ErrorText.invalid(field, "must have at most " + decimals + " decimals");
      case Rejection.AmountTooSmall(var field, var least, var currency) ->
          ErrorText.invalid(
              field, "the least is " + JsonAmounts.plain(least).toPlainString() + " " + currency);
      case Rejection.AmountTooLarge(var field) -> ErrorText.invalid(field, "is too large");
      case Rejection.AssetUnavailable(var field, var asset, var network) ->
          ErrorText.invalid(
              field, "there is no " + code(asset, network) + " for this project at present");
      case Rejection.RateUnavailable(var base, var quote) ->
          ErrorText.invalid("fiat_currency", "no rate of " + base + " in " + quote + " is known");
      case Rejection.InvoiceNotOpen _ ->
          ErrorText.invalid("invalid status: what happened to the invoice does not allow it");
      case Rejection.OrderTaken _ -> ErrorText.invalid("order_id already exists");
      case Rejection.NoWallet(_, var mode) ->
          ErrorText.invalid(Field.Invoice.ASSET, "there is no " + mode + " wallet for it");
    };
  }

  private static ErrorText words(Rejection.OfPayment rejection) {
    return switch (rejection) {
      case Rejection.NotAnOrphan _ -> ErrorText.invalid("the payment belongs to an invoice");
      case Rejection.InsufficientFunds(var currency) ->
          ErrorText.invalid("there is not enough " + currency);
    };
  }

  static String name(Field field) {
    return switch (field) {
      case Field.At(var path) -> path;
      case Field.Item(var list, _) -> name(list);
      case Field.Invoice invoice ->
          switch (invoice) {
            case PRICE -> "crypto_amount";
            case ASSET, OPTIONS -> "currency";
            case LIFETIME -> "expire_min";
            case MONITORING, CUSTOMER -> invoice.text();
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

  /// @param network empty if the client used its own name for the asset
  private static String code(String asset, String network) {
    return network.isEmpty() ? asset : AssetCodes.of(asset, network, false);
  }

  static ErrorText words(Failure failure) {
    return switch (failure) {
      case Failure.NoRoute() ->
          new ErrorText(404, Type.NOT_FOUND, "there is nothing at this address");
      case Failure.MethodNotAllowed(var allowed) ->
          new ErrorText(405, Type.BAD_REQUEST, "allowed: " + String.join(", ", allowed));
      case Failure.Unauthorized(), Failure.WrongSignature() ->
          new ErrorText(401, Type.UNAUTHORIZED, "a valid key is needed in the header Api-Key");
      case Failure.WrongAddress() ->
          new ErrorText(403, Type.FORBIDDEN, "the key may not be used from this address");
      case Failure.MissingScope _, Failure.WrongKeyKind _ ->
          new ErrorText(403, Type.FORBIDDEN, "the key may not do that");
      case Failure.TooManyRequests _ ->
          new ErrorText(429, Type.RATE_LIMITED, "too many requests: see Retry-After");
      case Failure.TooLarge(var max) ->
          new ErrorText(413, Type.BAD_REQUEST, "the body may have " + max + " bytes");
      case Failure.WrongMediaType(var wanted) ->
          new ErrorText(415, Type.BAD_REQUEST, "send Content-Type: " + wanted);
      case Failure.BadBody(_, var reason) ->
          new ErrorText(400, Type.BAD_REQUEST, "invalid body: " + small(reason));
      case Failure.Invalid(var errors) -> ErrorText.invalid(joined(errors));
      case Failure.BadRequest(var status) ->
          new ErrorText(status, Type.BAD_REQUEST, "the request cannot be read");
      case Failure.Unavailable _ ->
          new ErrorText(503, Type.INTERNAL_ERROR, "not at present: see Retry-After");
      case Failure.Unexpected() ->
          new ErrorText(500, Type.INTERNAL_ERROR, "something went wrong here");
    };
  }

  private static String joined(List<FieldError> errors) {
    return errors.stream()
        .limit(MAX_ERRORS)
        .map(error -> error.field() + ": " + small(error.problem().sentence()))
        .collect(Collectors.joining("; "));
  }

  /// A sentence in the form that follows a colon.
  private static String small(String sentence) {
    var bare = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    return bare.isEmpty() ? bare : Character.toLowerCase(bare.charAt(0)) + bare.substring(1);
  }
}
