package coffer.web.checkout;

import coffer.core.money.Denomination;
import coffer.core.widget.WidgetOffer;
import coffer.web.DisplayAmount;
import coffer.web.Language;
import coffer.web.MerchantCard;
import coffer.web.Messages;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The page of a payment widget in one language, with all values of its template.
///
/// @param test whether no real money moves
/// @param typed the amount that the payer typed; "" = none yet
/// @param chosen the currency that the payer chose; "" = none yet
/// @param problem why the last attempt failed
public record WidgetForm(
    MerchantCard shop,
    boolean test,
    WidgetQuery query,
    WidgetOffer offer,
    String typed,
    String chosen,
    Optional<Problem> problem,
    Messages words,
    String style,
    String icon) {

  /// Why no invoice or address was made.
  public enum Problem {
    /// the text is no amount, or no offered currency
    AMOUNT,
    /// the amount is too small for each coin
    SMALL,
    LARGE,
    /// no current rate
    RATE,
    /// nothing can be paid at present
    CLOSED,
    /// the widget creates no more addresses today
    FULL;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Name of the project.
  public String merchant() {
    return shop.name();
  }

  public String say(String key, Object... values) {
    return words.say(key, values);
  }

  /// The URL of this page in another language.
  public String in(Language other) {
    return query.in(other);
  }

  /// Whether an invoice can be made.
  public boolean open() {
    return !offer.currencies().isEmpty();
  }

  /// The amount that the payer cannot change on this page.
  public Optional<String> amount() {
    return offer
        .price()
        .map(units -> new BigDecimal(units, Denomination.DECIMALS))
        .map(price -> DisplayAmount.price(price, offer.currencies().getFirst()).text());
  }

  /// `light` or `dark`; null = as the browser prefers.
  public @Nullable String theme() {
    return query.theme().map(PageRequest.Theme::text).orElse(null);
  }
}
