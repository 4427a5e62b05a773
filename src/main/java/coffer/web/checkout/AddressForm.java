package coffer.web.checkout;

import coffer.web.AssetOption;
import coffer.web.Language;
import coffer.web.MerchantCard;
import coffer.web.Messages;
import coffer.web.Qr;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The page on which a widget shows a customer their deposit address, in one language.
///
/// @param test whether no real money moves
/// @param assets what can be deposited
/// @param shown the address for the asset that the payer chose
/// @param problem why the last attempt failed
public record AddressForm(
    MerchantCard shop,
    boolean test,
    WidgetQuery query,
    List<AssetOption> assets,
    Optional<Shown> shown,
    Optional<WidgetForm.Problem> problem,
    Messages words,
    String style,
    String icon) {

  /// @param code QR code of the address
  public record Shown(AssetOption asset, String address, Qr code) {}

  /// Name of the project.
  public String merchant() {
    return shop.name();
  }

  public String say(String key, Object... values) {
    return words.say(key, values);
  }

  /// The URL of this page in another language.
  public String in(Language other) {
    return shown.map(it -> query.address(it.asset.key(), other)).orElseGet(() -> query.in(other));
  }

  /// `light` or `dark`; null = as the browser prefers.
  public @Nullable String theme() {
    return query.theme().map(PageRequest.Theme::text).orElse(null);
  }
}
