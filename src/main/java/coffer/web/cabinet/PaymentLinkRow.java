package coffer.web.cabinet;

import coffer.core.link.PaymentLink;
import coffer.core.money.Denomination;
import coffer.core.widget.WidgetOffer;
import coffer.web.DisplayAmount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// A payment link as the cabinet shows it.
///
/// @param status key of its state: `open`, `used`
/// @param amount for reading; empty = the payer types it
/// @param button key of the text of its button on the merchant's page: `pay`, `donate`
public record PaymentLinkRow(
    UUID id,
    Instant at,
    String url,
    String title,
    String status,
    Optional<String> amount,
    Optional<String> min,
    Optional<String> max,
    List<String> suggested,
    String currency,
    boolean reusable,
    String button) {
  /// For the style sheet of the merchant's page. `cabinet.css` has the same, for the preview.
  public static final String STYLE =
      ".pay-button { display: inline-block; padding: 0.7em 1.4em; border-radius: 0.6em;"
          + " background: #2f55d4; color: #fff; font-weight: 600; text-decoration: none; }";

  static PaymentLinkRow of(PaymentLink link, String publicUrl, Instant now) {
    var price = link.terms().price();
    return new PaymentLinkRow(
        link.publicId(),
        link.createdAt(),
        link.url(publicUrl),
        link.terms().title(),
        lower(link.state(now)),
        price.fixed().map(units -> shown(units, price.currency())),
        price.min().map(units -> shown(units, price.currency())),
        price.max().map(units -> shown(units, price.currency())),
        price.suggested().stream().map(WidgetOffer::text).toList(),
        price.currency(),
        link.terms().reusable(),
        lower(link.terms().submitType()));
  }

  private static String shown(BigInteger units, String currency) {
    return DisplayAmount.price(new BigDecimal(units, Denomination.DECIMALS), currency).text();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// The button as HTML: a plain link, which needs no script and no style of its own.
  ///
  /// @param text of the button, without markup
  public String html(String text) {
    return "<a class=\"pay-button\" href=\"%s\" target=\"_blank\" rel=\"noopener\">%s</a>"
        .formatted(url, text);
  }
}
