package coffer.web.cabinet;

import coffer.core.widget.PaymentWidget;
import coffer.core.widget.WidgetOffer;
import java.time.Instant;
import java.util.UUID;

/// A payment widget as the cabinet shows it.
///
/// @param currencies "" = all that have a rate
/// @param amount "" = the payer types it
/// @param assets "" = all that the project accepts
public record WidgetRow(
    UUID id,
    Instant at,
    String name,
    String url,
    String currencies,
    String amount,
    String assets,
    boolean depositAddresses) {
  static WidgetRow of(PaymentWidget widget, String publicUrl) {
    var terms = widget.terms();
    return new WidgetRow(
        widget.publicId(),
        widget.createdAt(),
        terms.name(),
        publicUrl + "/widget/" + widget.publicId(),
        String.join(", ", terms.currencies()),
        terms.price().map(WidgetOffer::text).orElse(""),
        String.join(", ", terms.assets()),
        terms.depositAddresses());
  }

  /// The form in a frame of the merchant's page.
  public String html() {
    return "<iframe src=\"%s\" title=\"Payment\" allow=\"clipboard-write\" width=\"420\" height=\"720\"></iframe>"
        .formatted(url);
  }
}
