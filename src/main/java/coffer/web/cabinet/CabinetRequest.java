package coffer.web.cabinet;

import coffer.core.PlainText;
import coffer.core.chain.Mode;
import coffer.core.merchant.Organization;
import coffer.core.merchant.Project;
import coffer.core.user.Audit;
import coffer.core.user.Session;
import coffer.core.user.StaffRole;
import coffer.core.user.User;
import coffer.http.ClientAddress;
import coffer.http.FormFields;
import coffer.web.Messages;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A request of a person who is signed in, with everything that was checked about it.
///
/// @param organization of the page; empty on pages of the person
/// @param project of the page; empty on pages of the organization and of the person
/// @param permissions of the person at the place of the page
/// @param staff what they may do on the operator's pages; empty = they do not belong to the staff
/// @param projects that the person can see, for the menu: the first ones
/// @param moreProjects whether there are more than these
/// @param formToken the value that each form of the page must send
public record CabinetRequest(
    Context ctx,
    User user,
    Session session,
    Optional<Organization> organization,
    Optional<Project> project,
    Set<Permission> permissions,
    Optional<StaffRole> staff,
    List<Place> projects,
    boolean moreProjects,
    String formToken,
    Messages words) {

  /// A project in the menu.
  public record Place(UUID id, String name, String organization, boolean test, boolean here) {}

  /// The most projects in the menu.
  static final int MENU = 30;

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  /// Whether the page is of a test project.
  public boolean test() {
    return project.filter(it -> it.mode() == Mode.TEST).isPresent();
  }

  Project requireProject() {
    return project.orElseThrow();
  }

  Organization requireOrganization() {
    return organization.orElseThrow();
  }

  FormFields form() {
    return FormFields.withFiles(ctx);
  }

  /// Who acts, for the audit.
  Audit.Actor actor() {
    return new Audit.Actor(
        Optional.of(user.id()), user.email(), Optional.of(ClientAddress.of(ctx).getHostAddress()));
  }

  /// Where they act, for the audit.
  Audit.Place place() {
    return new Audit.Place(organization.map(Organization::id), project.map(Project::id));
  }

  /// Whether this is a page of the operator.
  public boolean operator() {
    return may(Permission.STAFF_VIEW);
  }

  /// Path of the project's pages below `/cabinet`.
  public String projectPath() {
    return "/p/" + requireProject().publicId();
  }

  /// A parameter of the query; empty if it is missing, longer, or no plain line.
  Optional<String> query(String name, int maxLength) {
    return Optional.ofNullable(ctx.queryParam(name))
        .map(String::strip)
        .filter(text -> !text.isEmpty() && text.length() <= maxLength && PlainText.isLine(text));
  }
}
