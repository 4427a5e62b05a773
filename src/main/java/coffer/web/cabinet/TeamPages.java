package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.user.AccessToken;
import coffer.core.user.Audit;
import coffer.core.user.Invitations;
import coffer.core.user.Role;
import coffer.core.user.Users;
import coffer.db.Tx;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The people of an organization, and what was done in it.
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
        CabinetRoute.act(PROJECT, "/team/{user}/remove", administer, this::remove).whenConfirmed(),
        CabinetRoute.page(PROJECT, "/audit", administer, this::audit));
  }

  private Reply team(CabinetRequest request) {
    return team(request, 200, "", "", "");
  }

  /// @param link of an invitation, which is shown once; "" = none
  private Reply team(
      CabinetRequest request, int status, String email, String problem, String link) {
    var organization = request.requireOrganization().id();
    return services
        .db()
        .tx(
            tx ->
                new Reply.Html(
                    status,
                    "team",
                    "title.team",
                    Map.of(
                        "members", services.users().members(tx, organization),
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
                  if (services.users().members(tx, organization).stream()
                      .anyMatch(it -> it.user().email().equalsIgnoreCase(email))) {
                    return Optional.<AccessToken>empty();
                  }
                  record(tx, request, "member.invite", email, role.get());
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
              record(tx, request, "invitation.withdraw", ended.email(), ended.role());
            });
    return Reply.redirect(request.projectPath() + "/team", "team_changed");
  }

  private Reply changeRole(CabinetRequest request) {
    var role = role(request).orElseThrow(Cabinet::missing);
    return change(
        request,
        member -> {
          var tx = member.tx();
          services
              .users()
              .join(
                  tx,
                  member.user(),
                  request.requireOrganization().id(),
                  role,
                  services.clock().instant());
          record(tx, request, "member.change", member.id(), role);
        });
  }

  private Reply remove(CabinetRequest request) {
    return change(
        request,
        member -> {
          services.users().leave(member.tx(), member.user(), request.requireOrganization().id());
          record(member.tx(), request, "member.remove", member.id(), member.role());
        });
  }

  private record Changed(Tx tx, long user, UUID id, Role role) {}

  private interface Change {
    void apply(Changed member);
  }

  /// Changes a member. Only owners change owners, and an organization keeps its last owner.
  private Reply change(CabinetRequest request, Change change) {
    var id = Paging.id(Optional.of(request.ctx().pathParam("user"))).orElseThrow(Cabinet::missing);
    var path = request.projectPath() + "/team";
    return services
        .db()
        .tx(
            tx -> {
              var members = services.users().lockMembers(tx, request.requireOrganization().id());
              var member =
                  members.stream()
                      .filter(it -> it.user().publicId().equals(id))
                      .findFirst()
                      .orElseThrow(Cabinet::missing);
              boolean owner = member.role() == Role.OWNER;
              if (owner && !request.may(Permission.OWN)) throw Cabinet.missing();
              if (owner && members.stream().filter(it -> it.role() == Role.OWNER).count() == 1) {
                return Reply.redirect(path, "last_owner");
              }
              change.apply(new Changed(tx, member.user().id(), id, member.role()));
              return Reply.redirect(path, "team_changed");
            });
  }

  private void record(Tx tx, CabinetRequest request, String act, Object object, Role role) {
    audit.add(
        tx,
        request.actor(),
        request.place(),
        new Audit.Act(act, object.toString(), Map.of(), Map.of("role", role.text())),
        services.clock().instant());
  }

  private Reply audit(CabinetRequest request) {
    var found =
        services
            .db()
            .tx(
                tx ->
                    audit.list(
                        tx,
                        request.requireOrganization().id(),
                        Paging.before(request),
                        Paging.ROWS + 1));
    return Reply.html("audit", Map.of("page", Paging.of(found, Audit.Line::id)));
  }
}
