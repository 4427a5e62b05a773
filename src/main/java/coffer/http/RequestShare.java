package coffer.http;

import coffer.core.merchant.ApiKey;
import coffer.core.merchant.Principal;
import coffer.db.ConnectionShare;

/// Selects the share of the database's connections that a request uses. Until the project or
/// organization is known, this is the share of the client block.
public final class RequestShare {
  private RequestShare() {}

  static void ofClient(ClientBlock client) {
    ConnectionShare.enter("client/" + client.text());
  }

  /// Selects the share of the key's project, organization or partner. Publishable keys use the
  /// project's second share, together with its payers.
  static void of(Principal principal) {
    switch (principal.owner()) {
      case Principal.Owner.OfOrganization(var id, _) -> ConnectionShare.enter("organization/" + id);
      case Principal.Owner.OfProject(var project, _) -> {
        if (principal.kind() == ApiKey.Kind.PUBLISHABLE) ofPayers(project.id());
        else ConnectionShare.enter("project/" + project.id());
      }
      case Principal.Owner.OfPartner(var id, _) -> ConnectionShare.enter("partner/" + id);
    }
  }

  /// Selects the payers' share of a project, for pages without a key, as soon as the project is
  /// known.
  public static void ofPayers(long projectId) {
    ConnectionShare.enter("project/" + projectId + "/payers");
  }

  /// Selects the share of the people of an organization, as soon as the organization is known.
  public static void ofOrganization(long organizationId) {
    ConnectionShare.enter("organization/" + organizationId + "/people");
  }

  /// Selects a narrower share for list requests, which take longer; call it after the owner is
  /// known.
  public static void ofLists() {
    ConnectionShare.enterNarrow();
  }

  /// Ends the request's use of a share.
  static void end() {
    ConnectionShare.leave();
  }
}
