package coffer.web.checkout;

import coffer.web.Language;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;

/// How a payer looks at an invoice, all of it in the page's address: so it needs no cookie, and
/// works without scripts.
///
/// @param asked a language that was chosen by hand
/// @param language that the page speaks
/// @param asset the choice that is looked at, as [coffer.web.AssetOption#key] names it; may be
///     anything
/// @param choosing whether the list of assets is wanted
/// @param problem why the last choice did not work
public record PageRequest(
    UUID invoice,
    Optional<Language> asked,
    Language language,
    Optional<String> asset,
    boolean choosing,
    Optional<Problem> problem) {

  /// Why a choice did not work.
  public enum Problem {
    /// no fresh rate
    RATE,
    /// the sum is too small for that asset
    SMALL,
    /// not to be had at present
    ASSET;

    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// This page.
  public String self() {
    return link("", asset, choosing, Optional.empty(), asked);
  }

  /// Where the choice of an asset is sent.
  public String choose() {
    return link("/choose", Optional.empty(), false, Optional.empty(), asked);
  }

  /// This page with the list of assets.
  public String choices() {
    return link("", asset, true, Optional.empty(), asked);
  }

  /// This page after an asset was chosen.
  public String chosen(String key) {
    return link("", Optional.of(key), false, Optional.empty(), asked);
  }

  /// This page after a choice that did not work.
  public String failed(String key, Problem reason) {
    return link("", Optional.of(key), choosing, Optional.of(reason), asked);
  }

  /// The part of the page that changes.
  public String state() {
    return link("/state", asset, choosing, problem, asked);
  }

  /// The same as it changes.
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
    return "/pay/" + invoice + path + (query.isEmpty() ? "" : "?" + String.join("&", query));
  }
}
