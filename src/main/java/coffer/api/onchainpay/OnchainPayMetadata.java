package coffer.api.onchainpay;

import coffer.core.invoice.InvoiceView;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What only this API must remember of an invoice, in its `meta`.
final class OnchainPayMetadata {
  /// The object that the request created: the key of the list that shows it.
  enum Type {
    ORDER,
    INVOICE
  }

  static final String TYPE = "onchainpay_type";
  private static final String ACCOUNT = "onchainpay_account";
  private static final String SUCCESS_WEBHOOK = "onchainpay_success_webhook";
  private static final String ERROR_WEBHOOK = "onchainpay_error_webhook";
  private static final String WEBHOOK = "onchainpay_webhook";
  private static final String ORDER = "onchainpay_order";
  private static final String INSURANCE = "onchainpay_insurance";
  private static final String INCLUDE_FEE = "onchainpay_include_fee";
  private static final String ADDITIONAL_FEES = "onchainpay_additional_fees";
  private static final String PAYER_EMAIL = "onchainpay_payer_email";

  private final Map<String, String> meta;

  private OnchainPayMetadata(Map<String, String> meta) {
    this.meta = meta;
  }

  /// Merchants choose the meta of invoices of other dialects, so it means nothing here.
  static OnchainPayMetadata of(InvoiceView view) {
    return new OnchainPayMetadata(
        view.dialect().equals(OnchainPayApi.DIALECT) ? view.meta() : Map.of());
  }

  static Builder of(Type type, UUID account) {
    return new Builder()
        .with(TYPE, type.name().toLowerCase(Locale.ROOT))
        .with(ACCOUNT, account.toString());
  }

  static final class Builder {
    private final Map<String, String> meta = new HashMap<>();

    private Builder with(String key, String value) {
      meta.put(key, value);
      return this;
    }

    private Builder with(String key, Optional<String> value) {
      value.ifPresent(text -> meta.put(key, text));
      return this;
    }

    Builder webhooks(Optional<String> success, Optional<String> error) {
      return with(SUCCESS_WEBHOOK, success).with(ERROR_WEBHOOK, error);
    }

    Builder webhook(Optional<String> url) {
      return with(WEBHOOK, url);
    }

    /// The merchant's order, where the order id of the core is another one.
    Builder order(Optional<String> order) {
      return with(ORDER, order);
    }

    Builder insurance(Optional<BigDecimal> percent) {
      return with(INSURANCE, percent.map(OnchainPayJson::decimal));
    }

    /// What the request asked to add to the sum. There are no tariffs, and the fee of each
    /// network is zero: nothing is added.
    Builder fees(boolean included, List<String> additional) {
      if (included) meta.put(INCLUDE_FEE, "true");
      if (!additional.isEmpty()) meta.put(ADDITIONAL_FEES, String.join(",", additional));
      return this;
    }

    Builder payerEmail(Optional<String> address) {
      return with(PAYER_EMAIL, address);
    }

    Map<String, String> build() {
      return Map.copyOf(meta);
    }
  }

  Optional<String> account() {
    return get(ACCOUNT);
  }

  Optional<String> successWebhook() {
    return get(SUCCESS_WEBHOOK);
  }

  Optional<String> errorWebhook() {
    return get(ERROR_WEBHOOK);
  }

  Optional<String> webhook() {
    return get(WEBHOOK);
  }

  Optional<String> order() {
    return get(ORDER);
  }

  String insurance() {
    return get(INSURANCE).orElse("0");
  }

  boolean includeFee() {
    return get(INCLUDE_FEE).isPresent();
  }

  List<String> additionalFees() {
    return get(ADDITIONAL_FEES).map(names -> List.of(names.split(","))).orElse(List.of());
  }

  Optional<String> payerEmail() {
    return get(PAYER_EMAIL);
  }

  boolean isInvoice() {
    return get(TYPE).equals(Optional.of("invoice"));
  }

  private Optional<String> get(String key) {
    return Optional.ofNullable(meta.get(key));
  }
}
