package coffer.api.coffer;

import coffer.api.coffer.PaymentWidgetRoutes.AssetName;
import coffer.core.link.CustomField;
import coffer.core.link.PaymentLink;
import coffer.core.widget.WidgetOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// A page at a short URL on which payers make invoices.
///
/// @param status `open`, `used`, `expired` or `disabled`
/// @param amount the fixed price; empty = the payer types an amount
/// @param assets what payers can pay in; empty = all that the project accepts
/// @param invoiceExpiresIn lifetime of its invoices, in seconds
record PaymentLinkWire(
    UUID id,
    String url,
    String status,
    boolean active,
    String title,
    Optional<String> description,
    String submitType,
    String currency,
    Optional<String> amount,
    Optional<String> minAmount,
    Optional<String> maxAmount,
    List<String> suggestedAmounts,
    List<CustomFieldWire> customFields,
    List<AssetName> assets,
    boolean reusable,
    Optional<Instant> expiresAt,
    Optional<Long> invoiceExpiresIn,
    Optional<String> thanks,
    Optional<String> returnUrl,
    Instant createdAt) {

  /// A question to the payer.
  record CustomFieldWire(String label, String type, boolean required, List<String> options) {
    static CustomFieldWire of(CustomField field) {
      return new CustomFieldWire(
          field.label(), lower(field.type()), field.required(), field.options());
    }
  }

  static PaymentLinkWire of(PaymentLink link, String publicUrl, Instant now) {
    var terms = link.terms();
    var price = terms.price();
    return new PaymentLinkWire(
        link.publicId(),
        link.url(publicUrl),
        lower(link.state(now)),
        link.active(),
        terms.title(),
        terms.description(),
        lower(terms.submitType()),
        price.currency(),
        price.fixed().map(WidgetOffer::text),
        price.min().map(WidgetOffer::text),
        price.max().map(WidgetOffer::text),
        price.suggested().stream().map(WidgetOffer::text).toList(),
        terms.fields().stream().map(CustomFieldWire::of).toList(),
        terms.assets().stream().map(AssetName::of).toList(),
        terms.reusable(),
        terms.expiresAt(),
        terms.lifetime().map(Duration::toSeconds),
        terms.thanks(),
        terms.returnUrl(),
        link.createdAt());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
