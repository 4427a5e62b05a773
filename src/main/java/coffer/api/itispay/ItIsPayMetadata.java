package coffer.api.itispay;

import coffer.core.invoice.InvoiceView;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Request values and computed values that the invoice has no column for. They are stored in the
/// invoice's metadata and returned in responses.
///
/// @param fiat the fiat amount of an invoice with a price in a coin
/// @param expireMin lifetime of an invoice that can expire; the merchant may end it earlier
record ItIsPayMetadata(
    Optional<String> callbackUrl,
    Optional<BigDecimal> fiat,
    Optional<String> fiatCurrency,
    Optional<Long> expireMin) {
  private static final String FIAT = "itispay_fiat_amount";

  private static final String CALLBACK = "itispay_callback_url";
  private static final String EXPIRE_MIN = "itispay_expire_min";
  private static final String FIAT_CURRENCY = "itispay_fiat_currency";

  Map<String, String> meta() {
    var meta = new LinkedHashMap<String, String>();
    callbackUrl.ifPresent(url -> meta.put(CALLBACK, url));
    fiat.ifPresent(amount -> meta.put(FIAT, amount.toPlainString()));
    fiatCurrency.ifPresent(code -> meta.put(FIAT_CURRENCY, code));
    expireMin.ifPresent(minutes -> meta.put(EXPIRE_MIN, minutes.toString()));
    return meta;
  }

  static Optional<String> callbackUrl(InvoiceView view) {
    return own(view, CALLBACK);
  }

  static Optional<BigDecimal> fiat(InvoiceView view) {
    return own(view, FIAT).map(BigDecimal::new);
  }

  static Optional<String> fiatCurrency(InvoiceView view) {
    return own(view, FIAT_CURRENCY);
  }

  static Optional<Long> expireMin(InvoiceView view) {
    return own(view, EXPIRE_MIN).map(Long::valueOf);
  }

  /// Ignores the metadata of invoices of other dialects: there, merchants can choose any keys.
  private static Optional<String> own(InvoiceView view, String key) {
    return Optional.ofNullable(view.meta().get(key))
        .filter(_ -> view.dialect().equals(ItIsPayApi.DIALECT));
  }
}
