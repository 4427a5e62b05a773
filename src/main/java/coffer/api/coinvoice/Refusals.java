package coffer.api.coinvoice;

import coffer.api.Texts;
import coffer.core.Field;
import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.FailureHeaders;
import coffer.http.Fault;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.stream.Collectors;

/// The words for everything that is refused. Its clients look for the reason in `error` or in
/// `detail`, so it stands in both.
final class Refusals {
  private Refusals() {}

  record ErrorWire(String error, String detail) {}

  record Words(int status, String text) {
    static Words field(Field field, String text) {
      return field(name(field), text);
    }

    static Words field(String field, String text) {
      return new Words(422, field + ": " + text);
    }
  }

  static void write(Context ctx, Rejection rejection) {
    write(ctx, words(rejection));
  }

  static void write(Context ctx, Failure failure) {
    FailureHeaders.write(ctx, failure, "ApiKey");
    write(ctx, words(failure));
  }

  private static void write(Context ctx, Words words) {
    var body = new ErrorWire(words.text(), words.text());
    ctx.status(words.status())
        .result(CoinVoiceJson.MAPPER.writeValueAsBytes(body))
        .contentType("application/json");
  }

  static Words words(Rejection rejection) {
    return switch (rejection) {
      // The id is not repeated: what is somebody else's is answered as what never was.
      case Rejection.NotFound(var what, _) -> new Words(404, "There is no such " + what + ".");
      case Rejection.InvalidField(var field, var reason) -> Words.field(field, reason);
      case Rejection.TooPrecise(var field, var decimals) ->
          Words.field(field, "Must have at most " + decimals + " decimals.");
      case Rejection.AmountTooSmall(var field, var least, var currency) ->
          Words.field(field, "The least is " + Texts.plain(least) + " " + currency + ".");
      case Rejection.AmountTooLarge(var field) -> Words.field(field, "Is too large.");
      case Rejection.AssetUnavailable(var field, var asset, var network) ->
          Words.field(field, asset + " on " + network + " is not available at present.");
      case Rejection.RateUnavailable(var base, var quote) ->
          new Words(422, "No fresh rate of " + base + " in " + quote + " is known.");
      case Rejection.InvoiceNotOpen(_, var status, var action) ->
          new Words(422, "Cannot " + action + " an invoice that is " + lower(status) + ".");
      case Rejection.IdempotencyConflict _ ->
          Words.field(
              Field.Term.IDEMPOTENCY_KEY, "Was used for another request in the last 24 hours.");
      case Rejection.NoWallet(var family, var mode) ->
          Words.field(
              Field.Term.SETTLEMENT,
              "There is no " + mode + " wallet with " + family + " addresses.");
      case Rejection.OrderTaken _ -> Words.field("order_id", "Another invoice has it.");
      case Rejection.NameTaken _ -> Words.field("name", "Is taken.");
      case Rejection.NotAnOrphan _ ->
          new Words(422, "The payment belongs to an invoice, or was reversed.");
      case Rejection.InsufficientFunds(var currency) ->
          new Words(422, "There is not enough " + currency + ".");
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
      case PRICE -> "amount";
      // It is always paid in the project's settlement token.
      case ASSET, OPTIONS, SETTLEMENT -> "settlement";
      case LIFETIME -> "expiry_minutes";
      case IDEMPOTENCY_KEY -> "Idempotency-Key";
      // No request of this API has these.
      case MONITORING,
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

  static Words words(Failure failure) {
    return switch (failure) {
      case Failure.NoRoute() -> new Words(404, "There is nothing at this address.");
      case Failure.MethodNotAllowed(var allowed) ->
          new Words(405, "Allowed here: " + String.join(", ", allowed) + ".");
      case Failure.Unauthorized() ->
          new Words(401, "A valid key in the header X-API-Key is needed.");
      case Failure.WrongAddress() -> new Words(403, "This key may not be used from this address.");
      case Failure.MissingScope(var scope) ->
          new Words(403, "This key lacks the scope " + scope.text() + ".");
      case Failure.TooManyRequests _ ->
          new Words(429, "Too many requests: Retry-After says when to come again.");
      case Failure.TooLarge(var max) -> new Words(413, "The body has more than " + max + " bytes.");
      case Failure.WrongMediaType(var wanted) ->
          new Words(415, "Send Content-Type: " + wanted + ".");
      case Failure.BadBody(var field, var reason) ->
          new Words(400, field.isEmpty() ? reason : field + ": " + reason);
      case Failure.Invalid(var faults) ->
          new Words(422, faults.stream().map(Refusals::text).collect(Collectors.joining(" ")));
      case Failure.BadRequest(var status) -> new Words(status, "The request cannot be read.");
      case Failure.Unavailable _ ->
          new Words(503, "Not at present: Retry-After says when to come again.");
      case Failure.Unexpected() -> new Words(500, "Something went wrong here.");
    };
  }

  private static String text(Fault fault) {
    return fault.field() + ": " + fault.flaw().sentence();
  }

  private static String lower(String status) {
    return status.toLowerCase(Locale.ROOT);
  }
}
