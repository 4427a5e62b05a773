package coffer.api.itispay;

import coffer.core.Field;
import coffer.core.Rejection;
import coffer.http.Failure;
import coffer.http.FailureHeaders;
import coffer.http.Fault;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The words for everything that is refused: a type for programs, a message for people.
final class Refusals {
  private static final int MOST_FAULTS = 10;

  private Refusals() {}

  /// The type of an error, in small letters.
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

  record Words(int status, Type type, String message) {
    static Words invalid(String message) {
      return new Words(422, Type.VALIDATION_ERROR, message);
    }

    static Words invalid(Field field, String sentence) {
      return invalid(name(field), sentence);
    }

    static Words invalid(String field, String sentence) {
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
    write(ctx, new Words(409, Type.CONFLICT, message));
  }

  private static void write(Context ctx, Words words) {
    var error = new ErrorWire(words.type.name().toLowerCase(Locale.ROOT), words.message);
    ctx.status(words.status)
        .result(ItIsPayJson.MAPPER.writeValueAsBytes(error))
        .contentType("application/json");
  }

  static Words words(Rejection rejection) {
    return switch (rejection) {
      // The id is not repeated: what is somebody else's is answered as what never was.
      case Rejection.NotFound(var what, _) -> new Words(404, Type.NOT_FOUND, what + " not found");
      case Rejection.InvalidField(var field, var reason) -> Words.invalid(field, reason);
      case Rejection.TooPrecise(var field, var decimals) ->
          Words.invalid(field, "must have at most " + decimals + " decimals");
      case Rejection.AmountTooSmall(var field, var least, var currency) ->
          Words.invalid(
              field, "the least is " + Numbers.plain(least).toPlainString() + " " + currency);
      case Rejection.AmountTooLarge(var field) -> Words.invalid(field, "is too large");
      case Rejection.AssetUnavailable(var field, var asset, var network) ->
          Words.invalid(
              field, "there is no " + code(asset, network) + " for this project at present");
      case Rejection.RateUnavailable(var base, var quote) ->
          Words.invalid("fiat_currency", "no rate of " + base + " in " + quote + " is known");
      case Rejection.InvoiceNotOpen _ ->
          Words.invalid("invalid status: what happened to the invoice does not allow it");
      case Rejection.OrderTaken _ -> Words.invalid("order_id already exists");
      case Rejection.NameTaken _ ->
          new Words(409, Type.CONFLICT, "a project with this name already exists");
      case Rejection.IdempotencyConflict _ ->
          Words.invalid(Field.Term.IDEMPOTENCY_KEY, "was used for another request");
      case Rejection.NoWallet(_, var mode) ->
          Words.invalid(Field.Term.ASSET, "there is no " + mode + " wallet for it");
      case Rejection.NotAnOrphan _ -> Words.invalid("the payment belongs to an invoice");
      case Rejection.InsufficientFunds(var currency) ->
          Words.invalid("there is not enough " + currency);
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
      case PRICE -> "crypto_amount";
      case ASSET, OPTIONS -> "currency";
      case LIFETIME -> "expire_min";
      case IDEMPOTENCY_KEY -> "Idempotency-Key";
      // No request of this API has these.
      case MONITORING,
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

  /// @param network empty where the sender named the asset in his own words
  private static String code(String asset, String network) {
    return network.isEmpty() ? asset : Codes.of(asset, network, false);
  }

  static Words words(Failure failure) {
    return switch (failure) {
      case Failure.NoRoute() -> new Words(404, Type.NOT_FOUND, "there is nothing at this address");
      case Failure.MethodNotAllowed(var allowed) ->
          new Words(405, Type.BAD_REQUEST, "allowed: " + String.join(", ", allowed));
      case Failure.Unauthorized() ->
          new Words(401, Type.UNAUTHORIZED, "a valid key is needed in the header Api-Key");
      case Failure.WrongAddress() ->
          new Words(403, Type.FORBIDDEN, "the key may not be used from this address");
      case Failure.MissingScope _ -> new Words(403, Type.FORBIDDEN, "the key may not do that");
      case Failure.TooManyRequests _ ->
          new Words(429, Type.RATE_LIMITED, "too many requests: see Retry-After");
      case Failure.TooLarge(var max) ->
          new Words(413, Type.BAD_REQUEST, "the body may have " + max + " bytes");
      case Failure.WrongMediaType(var wanted) ->
          new Words(415, Type.BAD_REQUEST, "send Content-Type: " + wanted);
      case Failure.BadBody(_, var reason) ->
          new Words(400, Type.BAD_REQUEST, "invalid body: " + small(reason));
      case Failure.Invalid(var faults) -> Words.invalid(told(faults));
      case Failure.BadRequest(var status) ->
          new Words(status, Type.BAD_REQUEST, "the request cannot be read");
      case Failure.Unavailable _ ->
          new Words(503, Type.INTERNAL_ERROR, "not at present: see Retry-After");
      case Failure.Unexpected() -> new Words(500, Type.INTERNAL_ERROR, "something went wrong here");
    };
  }

  private static String told(List<Fault> faults) {
    return faults.stream()
        .limit(MOST_FAULTS)
        .map(fault -> fault.field() + ": " + small(fault.flaw().sentence()))
        .collect(Collectors.joining("; "));
  }

  /// A sentence as it stands behind a colon.
  private static String small(String sentence) {
    var bare = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    return bare.isEmpty() ? bare : Character.toLowerCase(bare.charAt(0)) + bare.substring(1);
  }
}
