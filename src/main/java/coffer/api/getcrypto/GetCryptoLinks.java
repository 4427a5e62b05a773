package coffer.api.getcrypto;

import coffer.core.invoice.InvoiceView;

/// The URLs of payment pages.
final class GetCryptoLinks {
  private static final String USUAL = "en";

  private GetCryptoLinks() {}

  /// @param publicUrl URL of this server, without a slash at the end
  static String payment(InvoiceView view, String publicUrl) {
    var language = GetCryptoMetadata.language(view).orElse(USUAL);
    var page = publicUrl + "/invoice/" + GetCryptoIds.invoice(view.code());
    return language.equals(USUAL) ? page : page + "?lang=" + language;
  }
}
