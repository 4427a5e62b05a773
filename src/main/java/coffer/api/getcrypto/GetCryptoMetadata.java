package coffer.api.getcrypto;

import coffer.core.invoice.InvoiceView;
import java.util.Optional;

/// Values that this dialect stores in an invoice's metadata. Metadata of invoices of other dialects
/// is ignored: there, merchants can choose any keys.
final class GetCryptoMetadata {
  /// Compact JSON.
  static final String CUSTOM_FIELDS = "getcrypto_custom_fields";

  /// `en` or `ru`: the initial language of the payment page.
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
