package coffer.web.cabinet;

import coffer.web.Language;
import coffer.web.Messages;
import java.util.List;
import java.util.Optional;

/// The frame around every page.
///
/// @param title of the page
/// @param request empty if nobody is signed in
/// @param here path of the page below `/cabinet`, for the menu and the links to languages
/// @param query what the page shows, without `lang` and `done`: `status=open&`; "" = nothing
/// @param done what the act before did, in words; "" = nothing
/// @param failed why the act before did nothing, in words; "" = it did not fail
public record CabinetFrame(
    Messages words,
    String title,
    String style,
    String icon,
    String passkeyScript,
    Optional<CabinetRequest> request,
    String here,
    String query,
    String done,
    String failed) {
  public String say(String key, Object... values) {
    return words.say(key, values);
  }

  /// The same page in another language.
  public String in(Language language) {
    return "/cabinet" + here + "?" + query + "lang=" + language.tag();
  }

  /// The text of a key, or that of another one if there is no such key.
  public String sayOr(String key, String other) {
    return say(words.keys().contains(key) ? key : other);
  }

  /// The menu of the project, or of the operator.
  public List<String> menu() {
    return request.map(CabinetMenu::of).orElse(List.of());
  }

  /// What the pages of the menu begin with, below `/cabinet`.
  public String menuPath() {
    return request.map(it -> it.operator() ? "/operator" : it.projectPath()).orElse("");
  }

  /// The text of a point of the menu.
  public String menuText(String point) {
    boolean ofOperator = request.filter(CabinetRequest::operator).isPresent();
    return say((ofOperator ? "title.operator-" : "title.") + point);
  }

  /// Whether the page belongs to a point of the menu.
  public boolean at(String point) {
    boolean first = point.equals("overview");
    var path = menuPath() + (first ? "" : "/" + point);
    return here.equals(path) || (here.startsWith(path + "/") && !first);
  }
}
