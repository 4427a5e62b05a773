package coffer.api.itispay;

import coffer.core.invoice.InvoiceView;
import coffer.core.invoice.InvoiceView.QuoteView;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import java.util.UUID;

/// The payment details of an invoice.
///
/// @param walletId id of the project, which receives the payment
/// @param accountId id of the organization, which owns the wallet
/// @param blockchainAddress null until a coin is chosen
/// @param qrcode QR code of the wallet URI or, without one, of the address: a PNG in a `data:` URI
record PaymentDetails(
    @JsonProperty("walletId") UUID walletId,
    @JsonProperty("accountId") UUID accountId,
    String currency,
    @JsonProperty("blockchainAddress") Optional<String> blockchainAddress,
    @JsonProperty("blockchainNetwork") Network blockchainNetwork,
    Optional<String> qrcode) {

  /// @param name for people
  /// @param type `mainnet` or `testnet`
  record Network(String name, String type) {}

  static PaymentDetails of(InvoiceView view, ItIsPayAmounts sums, UUID organization) {
    var quote =
        Optional.of(view.quotes()).filter(quotes -> !quotes.isEmpty()).map(q -> q.getLast());
    return new PaymentDetails(
        view.project(),
        organization,
        sums.currency(),
        quote.map(QuoteView::address),
        new Network(sums.coin().title(), view.mode().equals("live") ? "mainnet" : "testnet"),
        quote.map(PaymentDetails::code).map(QrPng::dataUri));
  }

  private static String code(QuoteView quote) {
    return quote.walletUri().orElse(quote.address());
  }
}
