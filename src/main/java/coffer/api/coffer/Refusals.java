package coffer.api.coffer;

import static coffer.api.coffer.Code.*;

import coffer.api.Texts;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.FailureHeaders;
import coffer.http.RequestId;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The words for everything that is refused: RFC 9457 problem details with a stable [Code].
final class Refusals {
  private final String publicUrl;

  /// @param publicUrl of this server, without a slash at its end
  Refusals(String publicUrl) {
    this.publicUrl = publicUrl;
  }

  /// @param type the place in the reference that explains the code
  /// @param title the same for every problem of the code
  /// @param detail of this occurrence, for people
  /// @param requestId what our log knows the request by
  /// @param field the first field that is wrong
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record ProblemWire(
      String type,
      String title,
      int status,
      String code,
      String detail,
      String requestId,
      Optional<String> field,
      List<FieldError> errors) {}

  private record Words(Code code, int status, String detail, List<FieldError> errors) {
    static Words of(Code code, String detail) {
      return new Words(code, code.status(), detail, List.of());
    }

    static Words of(Code code, Field field, String detail) {
      return of(code, Refusals.name(field), detail);
    }

    static Words of(Code code, String field, String detail) {
      return new Words(code, code.status(), detail, List.of(new FieldError(field, detail)));
    }
  }

  void write(Context ctx, Rejection rejection) {
    write(ctx, words(rejection));
  }

  void write(Context ctx, Failure failure) {
    FailureHeaders.write(ctx, failure, "Bearer");
    write(ctx, words(failure));
  }

  private void write(Context ctx, Words words) {
    var problem =
        new ProblemWire(
            publicUrl + "/docs#error-" + words.code().text(),
            words.code().title(),
            words.status(),
            words.code().text(),
            words.detail(),
            RequestId.of(ctx),
            words.errors().stream().findFirst().map(FieldError::field),
            words.errors());
    ctx.status(words.status())
        .result(CofferJson.MAPPER.writeValueAsBytes(problem))
        .contentType("application/problem+json");
  }

  private static Words words(Rejection rejection) {
    return switch (rejection) {
      // The id is not repeated: what is somebody else's is answered as what never was.
      case Rejection.NotFound(var what, _) -> Words.of(NOT_FOUND, "There is no such " + what + ".");
      case Rejection.InvalidField(var field, var reason) ->
          Words.of(INVALID_REQUEST, field, reason);
      case Rejection.TooPrecise(var field, var decimals) ->
          Words.of(TOO_PRECISE, field, "Must have at most " + decimals + " decimals.");
      case Rejection.AmountTooSmall(var field, var least, var currency) ->
          Words.of(
              AMOUNT_TOO_SMALL, field, "The least is " + Texts.plain(least) + " " + currency + ".");
      case Rejection.AmountTooLarge(var field) ->
          Words.of(AMOUNT_TOO_LARGE, field, "Is too large.");
      case Rejection.AssetUnavailable(var field, var asset, var network) ->
          Words.of(ASSET_UNAVAILABLE, field, asset + " on " + network + " is not available.");
      case Rejection.RateUnavailable(var base, var quote) ->
          Words.of(RATE_UNAVAILABLE, "No fresh rate of " + base + " in " + quote + " is known.");
      case Rejection.InvoiceNotOpen(_, var status, var action) ->
          Words.of(
              INVOICE_NOT_OPEN, "Cannot " + action + " an invoice that is " + lower(status) + ".");
      case Rejection.OrderTaken _ ->
          Words.of(INVALID_REQUEST, "order_id", "Another invoice has this order.");
      case Rejection.NameTaken _ ->
          Words.of(INVALID_REQUEST, "name", "Another project has this name.");
      case Rejection.IdempotencyConflict _ ->
          Words.of(IDEMPOTENCY_CONFLICT, "Send another request with another key.");
      case Rejection.NoWallet(var family, var mode) ->
          Words.of(NO_WALLET, "There is no " + mode + " wallet with " + family + " addresses.");
      case Rejection.NotAnOrphan _ ->
          Words.of(NOT_AN_ORPHAN, "The payment belongs to an invoice, or was reversed.");
      case Rejection.InsufficientFunds(var currency) ->
          Words.of(INSUFFICIENT_FUNDS, "There is not enough " + currency + ".");
    };
  }

  private static String name(Field field) {
    return switch (field) {
      case Field.At(var path) -> path;
      // Each option is an object with two fields; the asset is the one that is not to be had.
      case Field.Item(var list, var index) when list == Field.Term.OPTIONS ->
          "options[" + index + "].asset";
      case Field.Item(var list, var index) when list == Field.Term.WEBHOOK_TYPES ->
          name(list) + "[" + index + "]";
      // A request to the sandbox pays one output.
      case Field.Item(var list, _) -> name(list);
      case Field.Term term -> name(term);
    };
  }

  private static String name(Field.Term term) {
    return switch (term) {
      case PRICE, OUTPUT_AMOUNT -> "amount";
      case ASSET, OUTPUT_ASSET -> "asset";
      case LIFETIME -> "expires_in";
      case MONITORING -> "monitor_seconds";
      case IDEMPOTENCY_KEY -> "Idempotency-Key";
      case WEBHOOK_URL -> "url";
      case WEBHOOK_TYPES -> "types";
      case OPTIONS,
          CURSOR,
          AFTER,
          ACCEPTS,
          SETTLEMENT,
          RETURN_URL,
          FAIL_URL,
          UNCONFIRMED,
          BLOCKS,
          DEPTH,
          NETWORK,
          TXID,
          // No request of this API has these.
          NAME,
          OPERATOR,
          PROJECT,
          SCOPES,
          ORIGINS,
          FAMILY,
          XPUB,
          OUTPUTS,
          SPENDS,
          AT ->
          term.text();
    };
  }

  private static Words words(Failure failure) {
    return switch (failure) {
      case Failure.NoRoute() -> Words.of(NOT_FOUND, "There is nothing at this address.");
      case Failure.MethodNotAllowed(var allowed) ->
          Words.of(METHOD_NOT_ALLOWED, "Allowed: " + String.join(", ", allowed) + ".");
      case Failure.Unauthorized() -> Words.of(UNAUTHORIZED, "Send Authorization: Bearer <key>.");
      case Failure.WrongAddress() -> Words.of(WRONG_ADDRESS, "");
      case Failure.MissingScope(var scope) ->
          Words.of(MISSING_SCOPE, "A secret key with the scope " + scope.text() + " may do it.");
      case Failure.TooManyRequests _ -> Words.of(RATE_LIMITED, "");
      case Failure.TooLarge(var max) -> Words.of(TOO_LARGE, "At most " + max + " bytes.");
      case Failure.WrongMediaType(var wanted) ->
          Words.of(WRONG_MEDIA_TYPE, "Send Content-Type: " + wanted + ".");
      case Failure.BadBody(var field, var reason) ->
          field.isEmpty() ? Words.of(BAD_BODY, reason) : Words.of(BAD_BODY, field, reason);
      case Failure.Invalid(var faults) -> invalid(faults.stream().map(FieldError::of).toList());
      case Failure.BadRequest(var status) -> new Words(BAD_REQUEST, status, "", List.of());
      case Failure.Unavailable _ -> Words.of(UNAVAILABLE, "");
      case Failure.Unexpected() -> Words.of(INTERNAL, "");
    };
  }

  private static Words invalid(List<FieldError> errors) {
    var detail =
        errors.size() == 1 ? errors.getFirst().detail() : errors.size() + " fields are not valid.";
    return new Words(INVALID_REQUEST, INVALID_REQUEST.status(), detail, errors);
  }

  private static String lower(String status) {
    return status.toLowerCase(Locale.ROOT);
  }
}
