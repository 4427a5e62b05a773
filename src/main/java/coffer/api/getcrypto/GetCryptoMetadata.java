package coffer.api.getcrypto;

import coffer.core.invoice.InvoiceView;
import java.util.Optional;

/// What an invoice must remember to answer as it was asked, in its meta. Another API lets whoever
/// makes an invoice write there what he likes, so nothing of another one's is believed.
final class GetCryptoMetadata {
  /// JSON, as compact as it gets.
  static final String CUSTOM_FIELDS = "getcrypto_custom_fields";

  /// `en` or `ru`: the page that the payer sees first.
  static final String LANGUAGE = "getcrypto_language";

  private GetCryptoMetadata() {}

  static Optional<String> customFields(InvoiceView view) {
    return own(view, CUSTOM_FIELDS);
  }

  static Optional<String> language(InvoiceView view) {
    return own(view, LANGUAGE);
  }

  private static Optional<String> own(InvoiceView view, String key) {
    return Optional.ofNullable(view.meta().get(key))
        .filter(_ -> view.dialect().equals(GetCryptoApi.DIALECT));
  }
}
