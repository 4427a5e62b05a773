package coffer.api.onchainpay;

/// All errors of this API. Clients depend on number and name, so they never change.
enum OnchainPayErrorCode {
  INTERNAL_ERROR(1000, 500),
  VALIDATION_ERROR(1001, 400),
  API_KEY_NOT_FOUND(1002, 401),
  INVALID_SIGNATURE(1003, 401),
  INVALID_NONCE(1004, 400),
  IP_NOT_ALLOWED(1005, 403),
  PERMISSION_DENIED(1006, 403),
  TOO_MANY_REQUESTS(1007, 429),
  NOT_FOUND(1010, 404),
  DUPLICATE_EXTERNAL_ID(1011, 409),
  CURRENCY_NOT_AVAILABLE(1020, 400),
  INVALID_ADDRESS(1022, 400),
  NO_FREE_ADDRESS(1023, 409),
  ADVANCED_BALANCE_NOT_FOUND(1030, 400),
  AMOUNT_TOO_SMALL(1041, 400),
  AMOUNT_TOO_LARGE(1042, 400),
  WRONG_STATUS(1050, 409),
  LIFETIME_OUT_OF_RANGE(1060, 400),
  /// the method exists in the API, and this server does not offer it
  METHOD_NOT_ENABLED(1100, 400);

  private final int number;
  private final int status;

  OnchainPayErrorCode(int number, int status) {
    this.number = number;
    this.status = status;
  }

  int number() {
    return number;
  }

  int status() {
    return status;
  }
}
