package coffer.api.onchainpay;

import static coffer.api.onchainpay.OnchainPayErrorCode.ADVANCED_BALANCE_NOT_FOUND;
import static coffer.api.onchainpay.OnchainPayErrorCode.AMOUNT_TOO_LARGE;
import static coffer.api.onchainpay.OnchainPayErrorCode.AMOUNT_TOO_SMALL;
import static coffer.api.onchainpay.OnchainPayErrorCode.API_KEY_NOT_FOUND;
import static coffer.api.onchainpay.OnchainPayErrorCode.CURRENCY_NOT_AVAILABLE;
import static coffer.api.onchainpay.OnchainPayErrorCode.DUPLICATE_EXTERNAL_ID;
import static coffer.api.onchainpay.OnchainPayErrorCode.INTERNAL_ERROR;
import static coffer.api.onchainpay.OnchainPayErrorCode.INVALID_ADDRESS;
import static coffer.api.onchainpay.OnchainPayErrorCode.INVALID_NONCE;
import static coffer.api.onchainpay.OnchainPayErrorCode.INVALID_SIGNATURE;
import static coffer.api.onchainpay.OnchainPayErrorCode.IP_NOT_ALLOWED;
import static coffer.api.onchainpay.OnchainPayErrorCode.LIFETIME_OUT_OF_RANGE;
import static coffer.api.onchainpay.OnchainPayErrorCode.NOT_FOUND;
import static coffer.api.onchainpay.OnchainPayErrorCode.NO_FREE_ADDRESS;
import static coffer.api.onchainpay.OnchainPayErrorCode.PERMISSION_DENIED;
import static coffer.api.onchainpay.OnchainPayErrorCode.TOO_MANY_REQUESTS;
import static coffer.api.onchainpay.OnchainPayErrorCode.VALIDATION_ERROR;
import static coffer.api.onchainpay.OnchainPayErrorCode.WRONG_STATUS;

import coffer.api.ValueFormats;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.FailureHeaders;
import coffer.http.FieldError;
import coffer.http.RequestId;
import coffer.http.RequestLog;
import io.javalin.http.Context;
import java.util.List;
import java.util.stream.Collectors;

/// Maps every rejection and failure to an error response.
final class OnchainPayErrors {
  private OnchainPayErrors() {}

  /// @param success always false
  record FailureWire(boolean success, ErrorWire error, String requestId) {}

  record ErrorWire(int code, String name, String message) {}

  record ErrorText(int status, OnchainPayErrorCode code, String message) {
    static ErrorText of(OnchainPayErrorCode code, String message) {
      return new ErrorText(code.status(), code, message);
    }
  }

  static void write(Context ctx, Rejection rejection) {
    write(ctx, words(rejection));
  }

  static void write(Context ctx, Failure failure) {
    FailureHeaders.write(ctx, failure, "OnchainPay");
    write(ctx, words(failure));
  }

  private static void write(Context ctx, ErrorText words) {
    RequestLog.error(ctx, words.code.name());
    ctx.status(words.status)
        .result(OnchainPayJson.MAPPER.writeValueAsBytes(wire(ctx, words.code, words.message)))
        .contentType("application/json");
  }

  static FailureWire wire(Context ctx, OnchainPayErrorCode code, String message) {
    var error = new ErrorWire(code.number(), code.name(), message);
    return new FailureWire(false, error, RequestId.of(ctx));
  }

  static ErrorText words(Rejection rejection) {
    return switch (rejection) {
      case Rejection.OfRequest request -> words(request);
      case Rejection.OfInvoice invoice -> words(invoice);
      // No route of this API can cause these.
      case Rejection.OfPayment _, Rejection.NameTaken _ -> words(new Failure.Unexpected());
      case Rejection.EmailTaken(var field) ->
          ErrorText.of(DUPLICATE_EXTERNAL_ID, name(field) + ": Another user has this address.");
      case Rejection.AddressTaken _ ->
          ErrorText.of(
              DUPLICATE_EXTERNAL_ID, "address: The address book has it on one of these networks.");
    };
  }

  private static ErrorText words(Rejection.OfRequest rejection) {
    return switch (rejection) {
      // The id is not repeated: an object of another organization gets the same response as one
      // that never existed.
      case Rejection.NotFound(var what, _) ->
          ErrorText.of(NOT_FOUND, "There is no such " + what + ".");
      case Rejection.InvalidField(var field, var reason) ->
          ErrorText.of(code(field), name(field) + ": " + reason);
      case Rejection.IdempotencyConflict _ ->
          ErrorText.of(
              VALIDATION_ERROR,
              "Idempotency-Key: Was used for another request in the last 24 hours.");
    };
  }

  private static OnchainPayErrorCode code(Field field) {
    if (field.equals(OnchainPayProtocol.NONCE)) return INVALID_NONCE;
    if (field.equals(TrustedAddressRoutes.ADDRESS)) return INVALID_ADDRESS;
    if (field.equals(OnchainPayProtocol.ADVANCED_BALANCE)) {
      return ADVANCED_BALANCE_NOT_FOUND;
    }
    boolean lifetime = field.equals(Field.Invoice.LIFETIME) || name(field).equals("lifetime");
    return lifetime ? LIFETIME_OUT_OF_RANGE : VALIDATION_ERROR;
  }

  private static ErrorText words(Rejection.OfInvoice rejection) {
    return switch (rejection) {
      case Rejection.TooPrecise(var field, var decimals) ->
          ErrorText.of(
              VALIDATION_ERROR, name(field) + ": Must have at most " + decimals + " decimals.");
      case Rejection.AmountTooSmall(var field, var least, var currency) ->
          ErrorText.of(
              AMOUNT_TOO_SMALL,
              "%s: The least is %s %s."
                  .formatted(name(field), ValueFormats.plain(least), currency));
      case Rejection.AmountTooLarge(var field) ->
          ErrorText.of(AMOUNT_TOO_LARGE, name(field) + ": Is too large.");
      case Rejection.AssetUnavailable(var field, var asset, var network) ->
          ErrorText.of(
              CURRENCY_NOT_AVAILABLE,
              "%s: %s on %s is not available.".formatted(name(field), asset, network));
      case Rejection.RateUnavailable(var base, var quote) ->
          ErrorText.of(
              CURRENCY_NOT_AVAILABLE, "No fresh rate of %s in %s is known.".formatted(base, quote));
      case Rejection.InvoiceNotOpen _ ->
          ErrorText.of(WRONG_STATUS, "The status does not allow this.");
      case Rejection.NoWallet(var family, _) ->
          ErrorText.of(NO_FREE_ADDRESS, "There is no wallet with " + family + " addresses.");
      case Rejection.OrderTaken _ ->
          ErrorText.of(DUPLICATE_EXTERNAL_ID, "externalId: Another invoice has it.");
    };
  }

  static String name(Field field) {
    return switch (field) {
      case Field.At(var path) -> path;
      case Field.Item(var list, var index) -> name(list) + "[" + index + "]";
      case Field.Invoice invoice ->
          switch (invoice) {
            case PRICE -> "amount";
            case ASSET -> "currency";
            case OPTIONS -> "currencies";
            case LIFETIME -> "lifetime";
            case CUSTOMER -> "externalUserId";
            case MONITORING -> invoice.text();
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

  static ErrorText words(Failure failure) {
    return switch (failure) {
      case Failure.NoRoute() -> ErrorText.of(NOT_FOUND, "There is no such method.");
      case Failure.MethodNotAllowed _ ->
          new ErrorText(405, VALIDATION_ERROR, "Every method is a POST.");
      case Failure.Unauthorized() ->
          ErrorText.of(API_KEY_NOT_FOUND, "The header x-api-public-key is not a valid key.");
      case Failure.WrongSignature() ->
          ErrorText.of(INVALID_SIGNATURE, "The header x-api-signature does not match the body.");
      case Failure.WrongAddress() ->
          ErrorText.of(IP_NOT_ALLOWED, "The key may not be used from here.");
      case Failure.MissingScope(var scope) ->
          ErrorText.of(PERMISSION_DENIED, "This key lacks the scope " + scope.text() + ".");
      case Failure.WrongKeyKind(var partner) ->
          ErrorText.of(
              PERMISSION_DENIED,
              partner
                  ? "This is the key pair of a partner: only methods of the partner API accept it."
                  : "Methods of the partner API need the key pair of a partner.");
      case Failure.TooManyRequests _ ->
          ErrorText.of(TOO_MANY_REQUESTS, "Too many requests: see Retry-After.");
      case Failure.TooLarge(var max) ->
          new ErrorText(413, VALIDATION_ERROR, "The body has more than " + max + " bytes.");
      case Failure.WrongMediaType(var wanted) ->
          new ErrorText(415, VALIDATION_ERROR, "Send Content-Type: " + wanted + ".");
      case Failure.BadBody(var field, var reason) ->
          ErrorText.of(VALIDATION_ERROR, field.isEmpty() ? reason : field + ": " + reason);
      case Failure.Invalid(var errors) -> invalid(errors);
      case Failure.BadRequest(var status) ->
          new ErrorText(status, VALIDATION_ERROR, "The request cannot be read.");
      case Failure.Unavailable _ ->
          new ErrorText(503, INTERNAL_ERROR, "Not available at present: see Retry-After.");
      case Failure.Unexpected() -> ErrorText.of(INTERNAL_ERROR, "Something went wrong here.");
    };
  }

  /// An invalid lifetime alone has a code of its own.
  private static ErrorText invalid(List<FieldError> errors) {
    var message =
        errors.stream()
            .map(error -> error.field() + ": " + error.problem().sentence())
            .collect(Collectors.joining(" "));
    boolean lifetime = errors.size() == 1 && errors.getFirst().field().equals("lifetime");
    return ErrorText.of(lifetime ? LIFETIME_OUT_OF_RANGE : VALIDATION_ERROR, message);
  }
}
