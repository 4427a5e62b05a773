package coffer.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Where calls are answered that do not begin with the prefix of a front end: clients in which only
/// the host can be changed ask at the root.
///
/// A host name that was given to a front end has that one at its root, and nothing else but what
/// stands under every name. Under any other name the roots decide.
///
/// @param hosts a host name in small letters -> the prefix of the front end at its root
/// @param everywhere paths that mean the same under every host name: what payers see, `/health`
/// @param roots in the order in which they are asked
public record PathAliases(Map<String, String> hosts, List<String> everywhere, List<Root> roots) {

  /// Calls at the root that are for one front end.
  ///
  /// @param path `/v1`: this, and all that stands under it
  /// @param header that such a call has, with something in it: a key; empty = none is needed
  /// @param prefix of the front end: `/v1/orders` is looked for at `/shop/v1/orders`
  public record Root(String path, Optional<String> header, String prefix) {
    /// Told by the path alone.
    public static Root open(String path, String prefix) {
      return new Root(path, Optional.empty(), prefix);
    }

    /// Told by the header with the key.
    public static Root keyed(String path, String header, String prefix) {
      return new Root(path, Optional.of(header), prefix);
    }
  }

  /// What is known of a call before it is routed.
  interface Call {
    /// In small letters, without a port; may be empty.
    String host();

    /// As it was sent: encoded, without the query.
    String path();

    /// Whether it has a header that is not blank, or asks whether it may send that header.
    boolean has(String header);

    /// Whether a route fits its method and a path.
    boolean routed(String path);

    /// Whether a route fits a path with any method.
    boolean known(String path);
  }

  /// Every front end stands at its own prefix only.
  public static PathAliases none() {
    return new PathAliases(Map.of(), List.of(), List.of());
  }

  /// The path at which a call is answered.
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
    // Two keys in one call: the first, but for what only the other one has.
    return first(places, call::routed)
        .or(() -> first(places, call::known))
        .or(() -> places.stream().findFirst())
        .orElse(path);
  }

  private static Optional<String> first(List<String> places, Predicate<String> wanted) {
    return places.stream().filter(wanted).findFirst();
  }

  /// Whether a path is a prefix, or stands below it.
  static boolean under(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length()
            || prefix.endsWith("/")
            || path.charAt(prefix.length()) == '/');
  }
}
