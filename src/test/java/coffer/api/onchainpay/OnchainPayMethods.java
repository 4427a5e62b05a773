package coffer.api.onchainpay;

import coffer.app.Storefront;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The methods that are routed. Some have two spellings.
///
/// @param all paths as the OpenAPI document has them: `/api-gateway/make-order`
record OnchainPayMethods(Set<String> all) {
  private static final Map<String, String> OLD =
      Map.of(
          "/api-gateway/withdrawal-fee-token", "/api-gateway/fee-token",
          "/api-gateway/create-payout-address", "/api-gateway/payout-address");

  static OnchainPayMethods of(Storefront front) {
    var dialect =
        front.dialects().stream().filter(it -> it.name().equals("onchainpay")).findFirst();
    return new OnchainPayMethods(
        front.routes(dialect.orElseThrow()).stream()
            .map(route -> route.path())
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /// The other spelling of the path, or the path itself.
  String other(String path) {
    var old = OLD.get(path);
    if (old != null) return old;
    var parts = path.split("/", 4);
    if (parts.length < 4) return path;
    var under = "/" + parts[1] + "/" + parts[2].replace('-', '_') + "/" + parts[3];
    return all.contains(under) ? under : path;
  }

  /// Each method in its first spelling.
  Set<String> first() {
    var first = new TreeSet<>(all);
    all.stream().filter(path -> !other(path).equals(path)).map(this::other).forEach(first::remove);
    return first;
  }
}
