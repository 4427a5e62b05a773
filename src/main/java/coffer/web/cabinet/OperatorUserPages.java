package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.OPERATOR;

import coffer.core.operation.UserSearch;
import coffer.core.user.Audit;
import coffer.core.user.Sessions;
import coffer.core.user.SignInLinks;
import coffer.core.user.User;
import coffer.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The people of the server. The operator ends their sessions, and makes a link for a person who
/// forgot their password. The link is shown once.
final class OperatorUserPages {
  private static final int MAX_TEXT = 320;
  private static final int MAX_ID = 36;

  private final CabinetServices services;
  private final UserSearch search = new UserSearch();
  private final Sessions sessions = new Sessions();
  private final SignInLinks links = new SignInLinks();
  private final Audit audit = new Audit();

  OperatorUserPages(CabinetServices services) {
    this.services = services;
  }

  List<CabinetRoute> routes() {
    var view = Permission.STAFF_VIEW;
    return List.of(
        CabinetRoute.page(OPERATOR, "/users", view, this::list),
        CabinetRoute.page(OPERATOR, "/users/{user}", view, this::show),
        act("/users/{user}/sessions/end", this::endSessions),
        act("/users/{user}/link", this::link));
  }

  private static CabinetRoute act(String path, CabinetRoute.PageHandler handler) {
    return CabinetRoute.act(OPERATOR, path, Permission.STAFF_OPERATE, handler).whenConfirmed();
  }

  private Reply list(CabinetRequest request) {
    var text = request.query("q", MAX_TEXT).orElse("");
    var before = Paging.before(request);
    var found =
        services
            .db()
            .tx(
                tx ->
                    text.isEmpty()
                        ? search.page(tx, before, Paging.ROWS + 1)
                        : search.find(tx, text, Paging.ROWS));
    return Reply.html(
        "operator-users", Map.of("page", Paging.of(found, UserSearch.Found::id), "text", text));
  }

  private User user(Tx tx, CabinetRequest request) {
    return Optional.of(request.ctx().pathParam("user"))
        .filter(text -> text.length() == MAX_ID)
        .flatMap(text -> Paging.id(Optional.of(text)))
        .flatMap(id -> services.users().find(tx, id))
        .orElseThrow(Cabinet::missing);
  }

  private Reply show(CabinetRequest request) {
    return services.db().tx(tx -> show(tx, request, 200, "", ""));
  }

  /// @param link that was made just now; "" = none
  private Reply show(Tx tx, CabinetRequest request, int status, String link, String problem) {
    var user = user(tx, request);
    return new Reply.Html(
        status,
        "operator-user",
        "title.operator-user",
        Map.of(
            "user", search.get(tx, user.publicId()).orElseThrow(Cabinet::missing),
            "organizations", search.organizations(tx, user.id(), Paging.ROWS),
            "sessions", sessions.list(tx, user.id(), services.clock().instant()),
            "link", link,
            "problem", problem));
  }

  private Reply endSessions(CabinetRequest request) {
    return services
        .db()
        .tx(
            tx -> {
              var user = user(tx, request);
              sessions.endAll(tx, user.id(), Optional.empty(), services.clock().instant());
              record(tx, request, "session.end_all", user);
              return Reply.redirect("/operator/users/" + user.publicId(), "session_ended");
            });
  }

  /// Not for people of the staff: with a link for another operator, one could act as them.
  private Reply link(CabinetRequest request) {
    return services
        .db()
        .tx(
            tx -> {
              var user = user(tx, request);
              boolean ofStaff =
                  search.get(tx, user.publicId()).flatMap(UserSearch.Found::staff).isPresent();
              if (ofStaff) return show(tx, request, 422, "", "staff");
              var token = links.create(tx, user.id(), services.clock().instant());
              record(tx, request, "link.create", user);
              return show(
                  tx, request, 200, services.publicUrl() + "/cabinet/link/" + token.text(), "");
            });
  }

  private void record(Tx tx, CabinetRequest request, String act, User user) {
    audit.add(
        tx,
        request.actor(),
        Audit.Place.SERVER,
        Audit.Act.of(act, user.publicId()),
        services.clock().instant());
  }
}
