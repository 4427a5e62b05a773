package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.user.AccessToken;
import coffer.core.user.Audit;
import coffer.core.user.Invitations;
import coffer.core.user.Member;
import coffer.core.user.Role;
import coffer.core.user.Users;
import coffer.db.Tx;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The people of an organization.
final class TeamPages {
  private final CabinetServices services;
  private final Invitations invitations = new Invitations();
  private final Audit audit = new Audit();

  TeamPages(CabinetServices services) {
    this.services = services;
  }

  List<CabinetRoute> routes() {
    var administer = Permission.ADMINISTER;
    return List.of(
        CabinetRoute.page(PROJECT, "/team", administer, this::team),
        CabinetRoute.act(PROJECT, "/team", administer, this::invite).whenConfirmed(),
        CabinetRoute.act(PROJECT, "/invitations/{invitation}/withdraw", administer, this::withdraw),
        CabinetRoute.act(PROJECT, "/team/{user}/role", administer, this::changeRole)
            .whenConfirmed(),
        CabinetRoute.act(PROJECT, "/team/{user}/remove", administer, this::remove).whenConfirmed());
  }

  private Reply team(CabinetRequest request) {
    return team(request, 200, "", "", "");
  }

  /// @param link of an invitation, which is shown once; "" = none
  private Reply team(
      CabinetRequest request, int status, String email, String problem, String link) {
    var organization = request.requireOrganization().id();
    var after = Paging.id(request.query("after", 36));
    return services
        .db()
        .tx(
            tx ->
                new Reply.Html(
                    status,
                    "team",
                    "title.team",
                    Map.of(
                        "page",
                            Paging.of(
                                services.users().members(tx, organization, after, Paging.ROWS + 1),
                                it -> it.user().publicId()),
                        "invitations",
                            invitations.open(tx, organization, services.clock().instant()),
                        "roles", roles(request),
                        "self", request.user().publicId(),
                        "owner", request.may(Permission.OWN),
                        "email", email,
                        "problem", problem,
                        "link", link)));
  }

  /// The roles that the person may give: only owners make owners.
  private static List<Role> roles(CabinetRequest request) {
    return Arrays.stream(Role.values())
        .filter(role -> role != Role.OWNER || request.may(Permission.OWN))
        .toList();
  }

  private static Optional<Role> role(CabinetRequest request) {
    var name = request.form().field("role").orElse("");
    return roles(request).stream().filter(it -> it.text().equals(name)).findFirst();
  }

  /// Makes a link with which a person joins. They become a member when they use it.
  private Reply invite(CabinetRequest request) {
    var email = request.form().field("email").orElse("").strip();
    var role = role(request);
    if (!Users.isEmail(email)) return team(request, 422, email, "email", "");
    if (role.isEmpty()) return team(request, 422, email, "role", "");
    var organization = request.requireOrganization().id();
    var token =
        services
            .db()
            .tx(
                tx -> {
                  requireRight(tx, request, role.get());
                  var known = services.users().find(tx, email);
                  if (known
                      .flatMap(it -> services.users().role(tx, it.id(), organization))
                      .isPresent()) {
                    return Optional.<AccessToken>empty();
                  }
                  record(tx, request, "member.invite", email, Map.of(), of(role.get()));
                  return Optional.of(
                      invitations.create(
                          tx,
                          organization,
                          email,
                          role.get(),
                          request.user().id(),
                          services.clock().instant()));
                });
    if (token.isEmpty()) return team(request, 422, email, "member", "");
    var link = services.publicUrl() + "/cabinet/invitation/" + token.get().text();
    return team(request, 200, "", "", link);
  }

  /// Locks the members, and checks again what the person may do: another request may have changed
  /// their role since this one began.
  private void requireRight(Tx tx, CabinetRequest request, Role given) {
    var organization = request.requireOrganization().id();
    services.users().lockMembers(tx, organization);
    var mine = services.users().role(tx, request.user().id(), organization);
    if (mine.filter(it -> it.gives().contains(given)).isEmpty()) throw Cabinet.missing();
  }

  private Reply withdraw(CabinetRequest request) {
    var id =
        Paging.id(Optional.of(request.ctx().pathParam("invitation"))).orElseThrow(Cabinet::missing);
    services
        .db()
        .run(
            tx -> {
              var ended =
                  invitations
                      .withdraw(
                          tx, request.requireOrganization().id(), id, services.clock().instant())
                      .orElseThrow(Cabinet::missing);
              record(tx, request, "invitation.withdraw", ended.email(), of(ended.role()), Map.of());
            });
    return Reply.redirect(request.projectPath() + "/team", "team_changed");
  }

  private Reply changeRole(CabinetRequest request) {
    var role = role(request).orElseThrow(Cabinet::missing);
    return change(
        request,
        (tx, member) -> {
          requireRight(tx, request, role);
          var now = services.clock().instant();
          var organization = request.requireOrganization().id();
          boolean changed = services.users().join(tx, member.user().id(), organization, role, now);
          if (changed) record(tx, request, "member.change", member, of(role));
          return changed;
        });
  }

  private Reply remove(CabinetRequest request) {
    return change(
        request,
        (tx, member) -> {
          var now = services.clock().instant();
          var organization = request.requireOrganization().id();
          boolean removed = services.users().leave(tx, member.user().id(), organization, now);
          if (removed) record(tx, request, "member.remove", member, Map.of());
          return removed;
        });
  }

  private interface Change {
    /// @return false if the organization would have no owner
    boolean apply(Tx tx, Member member);
  }

  /// Changes a member. Only owners change owners.
  private Reply change(CabinetRequest request, Change change) {
    var id = Paging.id(Optional.of(request.ctx().pathParam("user"))).orElseThrow(Cabinet::missing);
    var organization = request.requireOrganization().id();
    boolean changed =
        services
            .db()
            .tx(
                tx -> {
                  services.users().lockMembers(tx, organization);
                  var member =
                      services.users().member(tx, organization, id).orElseThrow(Cabinet::missing);
                  requireRight(tx, request, member.role());
                  return change.apply(tx, member);
                });
    // A person who changed their own role may not see the team any more.
    boolean self = id.equals(request.user().publicId()) && changed;
    return Reply.redirect(
        self ? "" : request.projectPath() + "/team", changed ? "team_changed" : "last_owner");
  }

  private static Map<String, Object> of(Role role) {
    return Map.of("role", role.text());
  }

  private void record(
      Tx tx, CabinetRequest request, String act, Member member, Map<String, Object> after) {
    record(tx, request, act, member.user().publicId(), of(member.role()), after);
  }

  private void record(
      Tx tx,
      CabinetRequest request,
      String act,
      Object object,
      Map<String, Object> before,
      Map<String, Object> after) {
    audit.add(
        tx,
        request.actor(),
        request.place(),
        new Audit.Act(act, object.toString(), before, after),
        services.clock().instant());
  }
}
