package coffer.app.server;

import coffer.app.config.Dialects;
import coffer.http.PathAliases;
import coffer.http.PathAliases.Root;
import coffer.http.SharedRoot;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Where the dialects' own clients find them: at the paths of the original, told apart by the
/// header that the key is in, or by a host name of their own.
final class ClientPaths {
  /// What payers see, and what a load balancer asks: the same under every host name.
  private static final List<String> EVERYWHERE =
      List.of("/pay", "/invoice", "/widget.js", "/health");

  /// Several dialects share it.
  private static final String SHARED = "/api";

  private ClientPaths() {}

  /// @param hosts a host name -> the prefix of the API at its root
  static PathAliases of(Dialects dialects, Map<String, String> hosts) {
    return new PathAliases(hosts, EVERYWHERE, roots(dialects));
  }

  /// Answers what none of them takes.
  static SharedRoot rest(Dialects dialects) {
    var headers =
        roots(dialects).stream()
            .filter(root -> root.path().equals(SHARED))
            .flatMap(root -> root.header().stream())
            .collect(Collectors.joining(" or "));
    return new SharedRoot(SHARED, "A key is needed, in the header " + headers);
  }

  private static List<Root> roots(Dialects dialects) {
    return dialects.all().stream().flatMap(dialect -> dialect.roots().stream()).toList();
  }
}
