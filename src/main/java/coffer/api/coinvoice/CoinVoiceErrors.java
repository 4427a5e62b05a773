package coffer.api.coinvoice;

import coffer.api.ValueFormats;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.FailureHeaders;
import coffer.http.FieldError;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.stream.Collectors;

/// Maps every rejection and failure to an error response. Clients read the reason from `error` or
/// from `detail`, so both contain it.
final class CoinVoiceErrors {
  private CoinVoiceErrors() {}

  record ErrorWire(String error, String detail) {}

  record ErrorText(int status, String text) {
    static ErrorText field(Field field, String text) {
      return field(name(field), text);
    }

    static ErrorText field(String field, String text) {
      return new ErrorText(422, field + ": " + text);
    }
  }

  static void write(Context ctx, Rejection rejection) {
    write(ctx, words(rejection));
  }

  static void write(Context ctx, Failure failure) {
    FailureHeaders.write(ctx, failure, "ApiKey");
    write(ctx, words(failure));
  }

  private static void write(Context ctx, ErrorText words) {
    var body = new ErrorWire(words.text(), words.text());
    ctx.status(words.status())
        .result(CoinVoiceJson.MAPPER.writeValueAsBytes(body))
        .contentType("application/json");
  }

  static ErrorText words(Rejection rejection) {
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
      case Rejection.NotFound(var what, _) -> new ErrorText(404, "There is no such " + what + ".");
      case Rejection.InvalidField(var field, var reason) -> ErrorText.field(field, reason);
      case Rejection.IdempotencyConflict _ ->
          ErrorText.field(
              Field.Request.IDEMPOTENCY_KEY, "Was used for another request in the last 24 hours.");
    };
  }

  private static ErrorText words(Rejection.OfInvoice rejection) {
    return switch (rejection) {
      case Rejection.TooPrecise(var field, var decimals) ->
          ErrorText.field(field, "Must have at most " + decimals + " decimals.");
      case Rejection.AmountTooSmall(var field, var least, var currency) ->
          ErrorText.field(
              field, "The least is " + ValueFormats.plain(least) + " " + currency + ".");
      case Rejection.AmountTooLarge(var field) -> ErrorText.field(field, "Is too large.");
      case Rejection.AssetUnavailable(var field, var asset, var network) ->
          ErrorText.field(field, asset + " on " + network + " is not available at present.");
      case Rejection.RateUnavailable(var base, var quote) ->
          new ErrorText(422, "No fresh rate of " + base + " in " + quote + " is known.");
      case Rejection.InvoiceNotOpen(_, var status, var action) ->
          new ErrorText(422, "Cannot " + action + " an invoice that is " + lower(status) + ".");
      case Rejection.NoWallet(var family, var mode) ->
          ErrorText.field(
              Field.Project.SETTLEMENT,
              "There is no " + mode + " wallet with " + family + " addresses.");
      case Rejection.OrderTaken _ -> ErrorText.field("order_id", "Another invoice has it.");
    };
  }

  static String name(Field field) {
    return switch (field) {
      case Field.At(var path) -> path;
      case Field.Item(var list, _) -> name(list);
      case Field.Invoice invoice ->
          switch (invoice) {
            case PRICE -> "amount";
            // Invoices of this API are always paid in the project's settlement token.
            case ASSET, OPTIONS -> "settlement";
            case LIFETIME -> "expiry_minutes";
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

  static ErrorText words(Failure failure) {
    return switch (failure) {
      case Failure.NoRoute() -> new ErrorText(404, "There is nothing at this address.");
      case Failure.MethodNotAllowed(var allowed) ->
          new ErrorText(405, "Allowed here: " + String.join(", ", allowed) + ".");
      case Failure.Unauthorized(), Failure.WrongSignature() ->
          new ErrorText(401, "A valid key in the header X-API-Key is needed.");
      case Failure.WrongAddress() ->
          new ErrorText(403, "This key may not be used from this address.");
      case Failure.MissingScope(var scope) ->
          new ErrorText(403, "This key lacks the scope " + scope.text() + ".");
      case Failure.WrongKeyKind _ -> new ErrorText(403, "This key may not do that.");
      case Failure.TooManyRequests _ ->
          new ErrorText(429, "Too many requests: Retry-After says when to come again.");
      case Failure.TooLarge(var max) ->
          new ErrorText(413, "The body has more than " + max + " bytes.");
      case Failure.WrongMediaType(var wanted) ->
          new ErrorText(415, "Send Content-Type: " + wanted + ".");
      case Failure.BadBody(var field, var reason) ->
          new ErrorText(400, field.isEmpty() ? reason : field + ": " + reason);
      case Failure.Invalid(var errors) ->
          new ErrorText(
              422, errors.stream().map(CoinVoiceErrors::text).collect(Collectors.joining(" ")));
      case Failure.BadRequest(var status) -> new ErrorText(status, "The request cannot be read.");
      case Failure.Unavailable _ ->
          new ErrorText(503, "Not at present: Retry-After says when to come again.");
      case Failure.Unexpected() -> new ErrorText(500, "Something went wrong here.");
    };
  }

  private static String text(FieldError error) {
    return error.field() + ": " + error.problem().sentence();
  }

  private static String lower(String status) {
    return status.toLowerCase(Locale.ROOT);
  }
}
