package coffer.http;

import coffer.core.merchant.Principal;
import coffer.db.ConnectionShare;

/// Whose share of the database's connections a request uses. Until it is known whose request it is,
/// that of the client block that sends it.
public final class RequestShare {
  private RequestShare() {}

  static void ofClient(ClientBlock client) {
    ConnectionShare.enter("client/" + client.text());
  }

  /// The key's project. Those who have its publishable key share another one with its payers.
  static void of(Principal principal) {
    switch (principal.kind()) {
      case ACCOUNT -> ConnectionShare.enter("organization/" + principal.organizationId());
      case PROJECT -> ConnectionShare.enter("project/" + principal.project().orElseThrow().id());
      case PUBLISHABLE -> ofPayers(principal.project().orElseThrow().id());
    }
  }

  /// Of pages that need no key, once it is known which project's invoice they show.
  public static void ofPayers(long projectId) {
    ConnectionShare.enter("project/" + projectId + "/payers");
  }

  /// Of lists, once it is known whose they are: they have a narrow share of their own.
  public static void ofLists() {
    ConnectionShare.enterNarrow();
  }

  static void end() {
    ConnectionShare.leave();
  }
}
