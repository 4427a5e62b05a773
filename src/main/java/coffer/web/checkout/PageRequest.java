package coffer.web.checkout;

import coffer.web.Language;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/// The state of a payer's page, kept entirely in its URL: the page needs no cookies and works
/// without scripts.
///
/// @param asked a language that the payer chose
/// @param language of the page
/// @param asset key of the selected asset ([coffer.web.AssetOption#key]); unvalidated
/// @param choosing whether the payer wants the list of assets
/// @param problem why the last choice failed
/// @param display stays the same on all pages
public record PageRequest(
    UUID invoice,
    Optional<Language> asked,
    Language language,
    Optional<String> asset,
    boolean choosing,
    Optional<Problem> problem,
    Display display) {

  /// How the page that links here wants the payment page to be shown.
  ///
  /// @param framed whether the page is in a frame of another page
  /// @param theme empty = as the browser prefers
  public record Display(boolean framed, Optional<Theme> theme) {
    public static final Display PLAIN = new Display(false, Optional.empty());

    /// The one that the query asks for.
    static Display of(Context ctx) {
      return new Display("true".equals(ctx.queryParam("iframe")), Theme.of(ctx));
    }
  }

  /// The colors of the page.
  public enum Theme {
    LIGHT,
    DARK;

    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    /// The theme that the query names.
    static Optional<Theme> of(Context ctx) {
      return Arrays.stream(values())
          .filter(theme -> theme.text().equals(ctx.queryParam("theme")))
          .findFirst();
    }
  }

  /// Why a choice failed.
  public enum Problem {
    /// no current rate
    RATE,
    /// the amount is too small for that asset
    SMALL,
    /// not available at present
    ASSET;

    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// The URL of this page.
  public String self() {
    return link("", asset, choosing, Optional.empty(), asked);
  }

  /// The URL to which the choice of an asset is sent.
  public String choose() {
    return link("/choose", Optional.empty(), false, Optional.empty(), asked);
  }

  /// The receipt of the invoice.
  public String receipt() {
    return link("/receipt", Optional.empty(), false, Optional.empty(), asked);
  }

  /// The receipt in another language.
  public String receipt(Language other) {
    return link("/receipt", Optional.empty(), false, Optional.empty(), Optional.of(other));
  }

  /// The URL to which an act of the test wallet is sent.
  public String test() {
    return link("/test", asset, choosing, Optional.empty(), asked);
  }

  /// This page with the list of assets.
  public String choices() {
    return link("", asset, true, Optional.empty(), asked);
  }

  /// This page after an asset was chosen.
  public String chosen(String key) {
    return link("", Optional.of(key), false, Optional.empty(), asked);
  }

  /// This page after a choice failed.
  public String failed(String key, Problem reason) {
    return link("", Optional.of(key), choosing, Optional.of(reason), asked);
  }

  /// The part of the page that changes.
  public String state() {
    return link("/state", asset, choosing, problem, asked);
  }

  /// The event stream of that part.
  public String events() {
    return link("/events", asset, choosing, problem, asked);
  }

  /// This page in another language.
  public String in(Language other) {
    return link("", asset, choosing, Optional.empty(), Optional.of(other));
  }

  private String link(
      String path,
      Optional<String> key,
      boolean choices,
      Optional<Problem> reason,
      Optional<Language> tongue) {
    var query = new ArrayList<String>();
    key.ifPresent(k -> query.add("asset=" + URLEncoder.encode(k, StandardCharsets.UTF_8)));
    if (choices) query.add("choose=1");
    reason.ifPresent(r -> query.add("problem=" + r.text()));
    tongue.ifPresent(l -> query.add("lang=" + l.tag()));
    if (display.framed()) query.add("iframe=true");
    display.theme().ifPresent(theme -> query.add("theme=" + theme.text()));
    return "/pay/" + invoice + path + (query.isEmpty() ? "" : "?" + String.join("&", query));
  }
}
