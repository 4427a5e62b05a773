package coffer.api.itispay;

import coffer.core.invoice.InvoiceView;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a request said, or what was worked out for it, that the invoice itself does not hold: kept
/// in its metadata, to be shown again.
///
/// @param fiat beside a price in the coin
/// @param expireMin of an invoice that may expire: its end may come earlier, by the merchant's word
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

  /// Another API lets merchants write whatever they like into the metadata.
  private static Optional<String> own(InvoiceView view, String key) {
    return Optional.ofNullable(view.meta().get(key))
        .filter(_ -> view.dialect().equals(ItIsPayApi.DIALECT));
  }
}
