package coffer.app;

import coffer.http.Mounts;
import coffer.http.Mounts.Root;
import coffer.http.SharedRoot;
import java.util.List;
import java.util.Map;

/// Where the dialects' own clients find them: at the paths of the original, told apart by the
/// header that the key stands in, or by a host name of their own.
final class Roots {
  /// What payers see, and what a load balancer asks: the same under every host name.
  private static final List<String> EVERYWHERE =
      List.of("/pay", "/invoice", "/widget.js", "/health");

  private static final List<Root> ROOTS =
      List.of(
          Root.keyed("/api", "X-API-Key", "/coinvoice"),
          Root.keyed("/api", "Api-Key", "/itispay"),
          Root.open("/api/v1/currencies", "/itispay"),
          Root.open("/api/v1/rates", "/itispay"),
          Root.open("/api/v1/webhooks/simulate", "/itispay"),
          Root.open("/v1", "/getcrypto"));

  private Roots() {}

  /// @param hosts a host name -> the prefix of the API at its root
  static Mounts of(Map<String, String> hosts) {
    return new Mounts(hosts, EVERYWHERE, ROOTS);
  }

  /// Answers what none of them takes.
  static SharedRoot rest() {
    return new SharedRoot("/api", "A key is needed, in the header X-API-Key or Api-Key");
  }
}
