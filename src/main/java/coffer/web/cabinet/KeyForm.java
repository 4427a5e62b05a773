package coffer.web.cabinet;

import coffer.core.Cidr;
import coffer.core.merchant.ApiKey;
import coffer.core.merchant.KeyList;
import coffer.core.merchant.Scope;
import coffer.http.FormFields;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a person typed about a key.
///
/// @param all whether the key may do everything that its kind allows
/// @param scopes that are ticked
/// @param cidrs as typed, separated by spaces or commas
/// @param origins likewise
public record KeyForm(String name, boolean all, Set<String> scopes, String cidrs, String origins) {
  /// The most client addresses of a key.
  public static final int MAX_CIDRS = 100;

  /// Of a new key: everything.
  static final KeyForm EMPTY = new KeyForm("", true, Set.of(), "", "");

  static KeyForm read(FormFields form) {
    return new KeyForm(
        form.field("name").orElse("").strip(),
        !form.field("access").orElse("").equals("some"),
        Set.copyOf(form.named("scope.")),
        form.field("cidrs").orElse(""),
        form.field("origins").orElse(""));
  }

  static KeyForm of(ApiKey key) {
    return new KeyForm(
        key.name(),
        key.scopes().equals(key.kind().most()),
        Set.copyOf(key.scopes().stream().map(Scope::text).toList()),
        String.join(" ", key.cidrs().stream().map(Cidr::toString).toList()),
        String.join(" ", key.origins().stream().sorted().toList()));
  }

  /// All scopes, in the order of the page.
  public static List<Scope> choices() {
    return List.copyOf(EnumSet.allOf(Scope.class));
  }

  /// @return empty if an address is wrong, or there are too many
  Optional<KeyList.Change> change(ApiKey.Kind kind) {
    List<Cidr> parsed;
    try {
      parsed = words(cidrs).stream().map(Cidr::parse).toList();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    if (parsed.size() > MAX_CIDRS) return Optional.empty();
    boolean publishable = kind == ApiKey.Kind.PUBLISHABLE;
    return Optional.of(
        new KeyList.Change(
            name,
            all || publishable ? kind.most() : ticked(),
            parsed,
            publishable ? words(origins) : Set.of()));
  }

  private Set<Scope> ticked() {
    var chosen = EnumSet.noneOf(Scope.class);
    for (var scope : Scope.values()) if (scopes.contains(scope.text())) chosen.add(scope);
    return chosen;
  }

  private static Set<String> words(String text) {
    return new LinkedHashSet<>(
        Arrays.stream(text.split("[\\s,]+")).filter(it -> !it.isEmpty()).toList());
  }
}
