package coffer.api.getcrypto;

/// What an invoice must remember to answer as it was asked, in its meta.
final class Echo {
  /// JSON, as compact as it gets.
  static final String CUSTOM_FIELDS = "getcrypto_custom_fields";

  /// `en` or `ru`: the page that the payer sees first.
  static final String LANGUAGE = "getcrypto_language";

  private Echo() {}
}
