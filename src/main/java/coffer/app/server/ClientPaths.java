package coffer.app.server;

import coffer.app.config.Dialects;
import coffer.http.PathAliases;
import coffer.http.PathAliases.Root;
import coffer.http.SharedRoot;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Lets clients of other gateways use the original paths. Coffer identifies the dialect by the
/// header that contains the key, or by a separate host name.
final class ClientPaths {
  /// Paths for payers and load balancers, the same under every host name.
  private static final List<String> EVERYWHERE =
      List.of("/pay", "/invoice", "/link", "/widget", "/widget.js", "/miniapp.js", "/health");

  /// The root that several dialects share.
  private static final String SHARED = "/api";

  private ClientPaths() {}

  /// @param hosts host name -> prefix of the API at its root
  static PathAliases of(Dialects dialects, Map<String, String> hosts) {
    return new PathAliases(hosts, EVERYWHERE, roots(dialects));
  }

  /// Handles requests at the shared root that no dialect claims.
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
