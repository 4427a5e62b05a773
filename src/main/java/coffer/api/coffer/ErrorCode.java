package coffer.api.coffer;

import java.util.Locale;

/// All problem codes. Clients depend on them, so they never change.
enum ErrorCode {
  BAD_BODY(400, "The body cannot be read", "It is no JSON object, or is nested too deeply."),
  BAD_REQUEST(400, "The request cannot be read", "Its path or its headers are malformed."),
  UNAUTHORIZED(401, "A valid key is needed", "There is no key, or it is unknown or revoked."),
  WRONG_ADDRESS(
      403,
      "This key may not be used from this address",
      "The key is good, but bound to other addresses."),
  MISSING_SCOPE(403, "This key may not do that", "The detail names the scope that is needed."),
  NOT_FOUND(404, "Not found", "There is nothing of that kind that the key's project may see."),
  METHOD_NOT_ALLOWED(405, "Not with this method", "The header Allow names those that will do."),
  INVOICE_NOT_OPEN(
      409,
      "The invoice's status does not allow it",
      "An expired invoice takes no quote, an archived one no change."),
  NOT_AN_ORPHAN(
      409, "The payment is no orphan", "Only money that belongs to no invoice can be applied."),
  NO_WALLET(
      409,
      "The organization has no wallet for that network",
      "The operator adds one; then there are addresses."),
  INSUFFICIENT_FUNDS(409, "There is not enough money", "The balance that would pay is too small."),
  TOO_LARGE(413, "The body is too large", "The detail says how large it may be."),
  WRONG_MEDIA_TYPE(415, "The body has the wrong type", "Send Content-Type: application/json."),
  INVALID_REQUEST(422, "The request is not valid", "`errors` names every field that is wrong."),
  TOO_PRECISE(422, "The amount has too many decimals", "The detail says how many it may have."),
  AMOUNT_TOO_SMALL(422, "The amount is too small", "Less than the asset is worth sending."),
  AMOUNT_TOO_LARGE(422, "The amount is too large", "More than can be paid in that asset."),
  ASSET_UNAVAILABLE(
      422,
      "The asset is not available",
      "The project does not take it, or its chain is not being watched at present."),
  RATE_UNAVAILABLE(
      422,
      "There is no rate at present",
      "No fresh rate is known, so nothing can be promised. Try again, or check the currency."),
  IDEMPOTENCY_CONFLICT(
      422,
      "The Idempotency-Key was used for another request",
      "Within 24 hours a key stands for one request."),
  RATE_LIMITED(429, "Too many requests", "The header Retry-After says when to come again."),
  INTERNAL(500, "Something went wrong here", "Tell the operator the request_id."),
  UNAVAILABLE(503, "Not at present", "The header Retry-After says when to come again.");

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
