package coffer.http;

import coffer.core.merchant.Principal;
import coffer.db.Share;

/// Whose share of the database's connections a request uses. Until it is known whose request it is,
/// that of the client block that sends it.
public final class FairShare {
  private FairShare() {}

  static void ofClient(ClientBlock client) {
    Share.enter("client/" + client.text());
  }

  /// The key's project. Those who have its publishable key share another one with its payers.
  static void of(Principal principal) {
    switch (principal.kind()) {
      case ACCOUNT -> Share.enter("organization/" + principal.organizationId());
      case PROJECT -> Share.enter("project/" + principal.project().orElseThrow().id());
      case PUBLISHABLE -> ofPayers(principal.project().orElseThrow().id());
    }
  }

  /// Of pages that need no key, once it is known which project's invoice they show.
  public static void ofPayers(long projectId) {
    Share.enter("project/" + projectId + "/payers");
  }

  /// Of lists, once it is known whose they are: they have a narrow share of their own.
  public static void ofLists() {
    Share.enterNarrow();
  }

  static void end() {
    Share.leave();
  }
}
