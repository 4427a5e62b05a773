package coffer.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Maps paths that do not begin with the prefix of a front end. Some clients can change only the
/// host of their base URL, so they send requests to the root.
///
/// A host name that is assigned to a front end has that front end at its root; only the paths in
/// `everywhere` keep their meaning. For all other host names, `roots` decides.
///
/// @param hosts host name in lower case -> prefix of the front end at its root
/// @param everywhere paths with the same meaning under every host name: the payers' pages,
///     `/health`
/// @param roots rules in order of precedence
public record PathAliases(Map<String, String> hosts, List<String> everywhere, List<Root> roots) {

  /// A rule for requests at the root that belong to one front end.
  ///
  /// @param path matches this path and all paths below it, for example `/v1`
  /// @param header a header (the key) that the request must carry with a non-blank value; empty =
  ///     no such condition
  /// @param prefix prefix of the front end: `/v1/orders` becomes `/shop/v1/orders`
  public record Root(String path, Optional<String> header, String prefix) {
    /// A rule that depends on the path only.
    public static Root open(String path, String prefix) {
      return new Root(path, Optional.empty(), prefix);
    }

    /// A rule that depends on the path and on the header with the key.
    public static Root keyed(String path, String header, String prefix) {
      return new Root(path, Optional.of(header), prefix);
    }
  }

  /// The properties of a request that are known before routing.
  interface Call {
    /// In lower case, without the port; may be empty.
    String host();

    /// As received: encoded, without the query.
    String path();

    /// Whether the request has a non-blank header of that name, or is a preflight that announces
    /// it.
    boolean has(String header);

    /// Whether a route matches the request's method and a path.
    boolean routed(String path);

    /// Whether a route matches a path with any method.
    boolean known(String path);
  }

  /// No aliases: every front end answers below its prefix only.
  public static PathAliases none() {
    return new PathAliases(Map.of(), List.of(), List.of());
  }

  /// The path at which the request is answered.
  String find(Call call) {
    var path = call.path();
    var prefix = hosts.get(call.host());
    if (prefix != null) {
      boolean there = under(path, prefix) || everywhere.stream().anyMatch(p -> under(path, p));
      return there ? path : prefix + path;
    }
    var places =
        roots.stream()
            .filter(root -> under(path, root.path))
            .filter(root -> root.header.stream().allMatch(call::has))
            .map(root -> root.prefix + path)
            .distinct()
            .toList();
    if (places.size() == 1) return places.getFirst();
    // A request with two keys: the first rule applies, unless only the other front end has a route.
    return first(places, call::routed)
        .or(() -> first(places, call::known))
        .or(() -> places.stream().findFirst())
        .orElse(path);
  }

  private static Optional<String> first(List<String> places, Predicate<String> wanted) {
    return places.stream().filter(wanted).findFirst();
  }

  /// Whether a path equals a prefix or lies below it.
  static boolean under(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length()
            || prefix.endsWith("/")
            || path.charAt(prefix.length()) == '/');
  }
}
