package coffer.api.coffer;

import java.util.Locale;

/// All problem codes. Clients depend on them, so they never change.
enum ErrorCode {
  BAD_BODY(400, "The body cannot be read", "It is not a JSON object, or it is nested too deeply."),
  BAD_REQUEST(400, "The request cannot be read", "Its path or its headers are malformed."),
  UNAUTHORIZED(401, "A valid key is needed", "There is no key, or it is unknown or revoked."),
  WRONG_ADDRESS(
      403,
      "This key may not be used from this address",
      "The key is valid, but limited to other addresses."),
  MISSING_SCOPE(403, "This key may not do that", "The detail names the missing scope."),
  WRONG_KEY(
      403,
      "A key of another kind may do that",
      "Keys of partners and keys of merchants are for different methods."),
  NOT_FOUND(404, "Not found", "The key gives access to no such object."),
  METHOD_NOT_ALLOWED(
      405, "Not with this method", "The header Allow lists the methods of this path."),
  INVOICE_NOT_OPEN(
      409,
      "The invoice's status does not allow it",
      "An expired invoice gets no new quote. An archived invoice cannot change."),
  NOT_AN_ORPHAN(409, "The payment is no orphan", "Only an unmatched payment can be applied."),
  NO_WALLET(
      409, "The organization has no wallet for that network", "Ask the operator to add a wallet."),
  INSUFFICIENT_FUNDS(409, "There is not enough money", "The balance is less than the amount."),
  TOO_LARGE(413, "The body is too large", "The detail states the limit."),
  WRONG_MEDIA_TYPE(415, "The body has the wrong type", "Send Content-Type: application/json."),
  INVALID_REQUEST(422, "The request is not valid", "`errors` lists every invalid field."),
  TOO_PRECISE(
      422, "The amount has too many decimals", "The detail states how many decimals are allowed."),
  AMOUNT_TOO_SMALL(
      422, "The amount is too small", "It is less than the smallest payment of the asset."),
  AMOUNT_TOO_LARGE(422, "The amount is too large", "It is more than the asset can represent."),
  ASSET_UNAVAILABLE(
      422,
      "The asset is not available",
      "The project does not accept it, or Coffer does not read its chain at present."),
  RATE_UNAVAILABLE(
      422,
      "There is no rate at present",
      "No current rate is known. Try again later, or check the currency."),
  IDEMPOTENCY_CONFLICT(
      422,
      "The Idempotency-Key was used for another request",
      "For 24 hours, a key belongs to one request."),
  RATE_LIMITED(429, "Too many requests", "The header Retry-After states when to try again."),
  INTERNAL(500, "Something went wrong here", "Give the operator the request_id."),
  UNAVAILABLE(503, "Not at present", "The header Retry-After states when to try again.");

  private final int status;
  private final String title;
  private final String explanation;

  ErrorCode(int status, String title, String explanation) {
    this.status = status;
    this.title = title;
    this.explanation = explanation;
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  String explanation() {
    return explanation;
  }

  /// The code in JSON, for example `not_found`.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
