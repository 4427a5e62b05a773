package coffer.api.coffer;

import static coffer.api.coffer.ErrorCode.*;

import coffer.api.ValueFormats;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.FailureHeaders;
import coffer.http.RequestId;
import coffer.http.RequestLog;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Maps every rejection and failure to an error response: RFC 9457 problem details with a stable
/// [ErrorCode].
final class CofferErrors {
  private final String publicUrl;

  /// @param publicUrl URL of this server, without a slash at the end
  CofferErrors(String publicUrl) {
    this.publicUrl = publicUrl;
  }

  /// @param type URL of the section in the reference that explains the code
  /// @param title the same for every problem with this code
  /// @param detail description of this occurrence, for people
  /// @param requestId the request id, as in the log
  /// @param field the first invalid field
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record ProblemWire(
      String type,
      String title,
      int status,
      String code,
      String detail,
      String requestId,
      Optional<String> field,
      List<FieldErrorWire> errors) {}

  private record ErrorText(ErrorCode code, int status, String detail, List<FieldErrorWire> errors) {
    static ErrorText of(ErrorCode code, String detail) {
      return new ErrorText(code, code.status(), detail, List.of());
    }

    static ErrorText of(ErrorCode code, Field field, String detail) {
      return of(code, CofferErrors.name(field), detail);
    }

    static ErrorText of(ErrorCode code, String field, String detail) {
      return new ErrorText(code, code.status(), detail, List.of(new FieldErrorWire(field, detail)));
    }
  }

  void write(Context ctx, Rejection rejection) {
    write(ctx, words(rejection));
  }

  void write(Context ctx, Failure failure) {
    FailureHeaders.write(ctx, failure, "Bearer");
    write(ctx, words(failure));
  }

  private void write(Context ctx, ErrorText words) {
    RequestLog.error(ctx, words.code().text());
    var problem =
        new ProblemWire(
            publicUrl + "/docs#error-" + words.code().text(),
            words.code().title(),
            words.status(),
            words.code().text(),
            words.detail(),
            RequestId.of(ctx),
            words.errors().stream().findFirst().map(FieldErrorWire::field),
            words.errors());
    ctx.status(words.status())
        .result(CofferJson.MAPPER.writeValueAsBytes(problem))
        .contentType("application/problem+json");
  }

  private static ErrorText words(Rejection rejection) {
    return switch (rejection) {
      case Rejection.OfRequest request -> words(request);
      case Rejection.OfInvoice invoice -> words(invoice);
      case Rejection.OfPayment payment -> words(payment);
      case Rejection.NameTaken _ ->
          ErrorText.of(INVALID_REQUEST, "name", "Another project has this name.");
      case Rejection.EmailTaken(var field) ->
          ErrorText.of(INVALID_REQUEST, name(field), "Another user has this address.");
      case Rejection.AddressTaken _ ->
          ErrorText.of(
              INVALID_REQUEST, "address", "The address book has it on one of these networks.");
    };
  }

  private static ErrorText words(Rejection.OfRequest rejection) {
    return switch (rejection) {
      // The id is not repeated: an object of another organization gets the same response as one
      // that never existed.
      case Rejection.NotFound(var what, _) ->
          ErrorText.of(NOT_FOUND, "There is no such " + what + ".");
      case Rejection.InvalidField(var field, var reason) ->
          ErrorText.of(INVALID_REQUEST, field, reason);
      case Rejection.IdempotencyConflict _ ->
          ErrorText.of(IDEMPOTENCY_CONFLICT, "Send another request with another key.");
    };
  }

  private static ErrorText words(Rejection.OfInvoice rejection) {
    return switch (rejection) {
      case Rejection.TooPrecise(var field, var decimals) ->
          ErrorText.of(TOO_PRECISE, field, "Must have at most " + decimals + " decimals.");
      case Rejection.AmountTooSmall(var field, var least, var currency) ->
          ErrorText.of(
              AMOUNT_TOO_SMALL,
              field,
              "The least is " + ValueFormats.plain(least) + " " + currency + ".");
      case Rejection.AmountTooLarge(var field) ->
          ErrorText.of(AMOUNT_TOO_LARGE, field, "Is too large.");
      case Rejection.AssetUnavailable(var field, var asset, var network) ->
          ErrorText.of(ASSET_UNAVAILABLE, field, asset + " on " + network + " is not available.");
      case Rejection.RateUnavailable(var base, var quote) ->
          ErrorText.of(
              RATE_UNAVAILABLE, "No fresh rate of " + base + " in " + quote + " is known.");
      case Rejection.InvoiceNotOpen(_, var status, var action) ->
          ErrorText.of(
              INVOICE_NOT_OPEN, "Cannot " + action + " an invoice that is " + lower(status) + ".");
      case Rejection.OrderTaken _ ->
          ErrorText.of(INVALID_REQUEST, "order_id", "Another invoice has this order.");
      case Rejection.NoWallet(var family, var mode) ->
          ErrorText.of(NO_WALLET, "There is no " + mode + " wallet with " + family + " addresses.");
    };
  }

  private static ErrorText words(Rejection.OfPayment rejection) {
    return switch (rejection) {
      case Rejection.NotAnOrphan _ ->
          ErrorText.of(NOT_AN_ORPHAN, "The payment is not unmatched, or was reversed.");
      case Rejection.InsufficientFunds(var currency) ->
          ErrorText.of(INSUFFICIENT_FUNDS, "There is not enough " + currency + ".");
    };
  }

  private static String name(Field field) {
    return switch (field) {
      case Field.At(var path) -> path;
      // An option has two fields; an unavailable asset is reported at `asset`.
      case Field.Item(var list, var index) when list == Field.Invoice.OPTIONS ->
          "options[" + index + "].asset";
      case Field.Item(var list, var index) when list == Field.Webhook.WEBHOOK_TYPES ->
          name(list) + "[" + index + "]";
      // A request to the sandbox has one output only.
      case Field.Item(var list, _) -> name(list);
      case Field.Invoice invoice -> name(invoice);
      case Field.Webhook webhook ->
          switch (webhook) {
            case WEBHOOK_URL -> "url";
            case WEBHOOK_TYPES -> "types";
          };
      case Field.Sandbox sandbox -> name(sandbox);
      case Field.Request request ->
          switch (request) {
            case IDEMPOTENCY_KEY -> "Idempotency-Key";
            case CURSOR, AFTER -> request.text();
          };
      case Field.Project project -> project.text();
      // No request of this API has these fields.
      case Field.Admin admin -> admin.text();
    };
  }

  private static String name(Field.Invoice field) {
    return switch (field) {
      case PRICE -> "amount";
      case ASSET -> "asset";
      case OPTIONS -> "options";
      case LIFETIME -> "expires_in";
      case MONITORING -> "monitor_seconds";
      case CUSTOMER -> "customer";
    };
  }

  private static String name(Field.Sandbox field) {
    return switch (field) {
      case OUTPUT_AMOUNT -> "amount";
      case OUTPUT_ASSET -> "asset";
      case OUTPUTS, BLOCKS, DEPTH, NETWORK, TXID, SPENDS, AT -> field.text();
    };
  }

  private static ErrorText words(Failure failure) {
    return switch (failure) {
      case Failure.NoRoute() -> ErrorText.of(NOT_FOUND, "There is nothing at this address.");
      case Failure.MethodNotAllowed(var allowed) ->
          ErrorText.of(METHOD_NOT_ALLOWED, "Allowed: " + String.join(", ", allowed) + ".");
      case Failure.Unauthorized(), Failure.WrongSignature() ->
          ErrorText.of(UNAUTHORIZED, "Send Authorization: Bearer <key>.");
      case Failure.WrongAddress() -> ErrorText.of(WRONG_ADDRESS, "");
      case Failure.MissingScope(var scope) ->
          ErrorText.of(
              MISSING_SCOPE, "A secret key with the scope " + scope.text() + " may do it.");
      case Failure.WrongKeyKind(var partner) ->
          ErrorText.of(
              WRONG_KEY,
              partner ? "This is the key of a partner." : "The key of a partner may do it.");
      case Failure.TooManyRequests _ -> ErrorText.of(RATE_LIMITED, "");
      case Failure.TooLarge(var max) -> ErrorText.of(TOO_LARGE, "At most " + max + " bytes.");
      case Failure.WrongMediaType(var wanted) ->
          ErrorText.of(WRONG_MEDIA_TYPE, "Send Content-Type: " + wanted + ".");
      case Failure.BadBody(var field, var reason) ->
          field.isEmpty() ? ErrorText.of(BAD_BODY, reason) : ErrorText.of(BAD_BODY, field, reason);
      case Failure.Invalid(var errors) -> invalid(errors.stream().map(FieldErrorWire::of).toList());
      case Failure.BadRequest(var status) -> new ErrorText(BAD_REQUEST, status, "", List.of());
      case Failure.Unavailable _ -> ErrorText.of(UNAVAILABLE, "");
      case Failure.Unexpected() -> ErrorText.of(INTERNAL, "");
    };
  }

  private static ErrorText invalid(List<FieldErrorWire> errors) {
    var detail =
        errors.size() == 1 ? errors.getFirst().detail() : errors.size() + " fields are not valid.";
    return new ErrorText(INVALID_REQUEST, INVALID_REQUEST.status(), detail, errors);
  }

  private static String lower(String status) {
    return status.toLowerCase(Locale.ROOT);
  }
}
