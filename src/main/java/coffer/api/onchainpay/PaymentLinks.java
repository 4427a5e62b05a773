package coffer.api.onchainpay;

import coffer.core.invoice.InvoiceView;

/// Links to the payment pages of this server.
///
/// @param publicUrl URL of this server, without a slash at the end
record PaymentLinks(String publicUrl) {
  private static final int ID_DIGITS = 12;

  String of(InvoiceView view) {
    return publicUrl + "/pay/" + view.code().substring(0, ID_DIGITS);
  }
}
