package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.OPERATOR;

import coffer.core.Rejection;
import coffer.core.merchant.Organization;
import coffer.core.operation.OrganizationList;
import coffer.core.user.Audit;
import coffer.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The organizations of the server. The operator blocks the prepaid balance of one, and unblocks
// it.
final class OperatorOrganizationPages {
  private static final int MAX_TEXT = 200;
  private static final int MAX_ID = 36;
  private static final int PROJECTS = 50;

  private final CabinetServices services;
  private final OrganizationList list = new OrganizationList();
  private final Audit audit = new Audit();

  OperatorOrganizationPages(CabinetServices services) {
    this.services = services;
  }

  List<CabinetRoute> routes() {
    var view = Permission.STAFF_VIEW;
    return List.of(
        CabinetRoute.page(OPERATOR, "/organizations", view, this::list),
        CabinetRoute.page(OPERATOR, "/organizations/{organization}", view, this::show),
        act("/organizations/{organization}/block", this::block),
        act("/organizations/{organization}/unblock", this::unblock));
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
                        ? list.page(tx, before, Paging.ROWS + 1)
                        : list.find(tx, text, Paging.ROWS));
    return Reply.html(
        "operator-organizations",
        Map.of("page", Paging.of(found, OrganizationList.Listed::id), "text", text));
  }

  private Organization organization(Tx tx, CabinetRequest request) {
    return Optional.of(request.ctx().pathParam("organization"))
        .filter(text -> text.length() == MAX_ID)
        .flatMap(text -> Paging.id(Optional.of(text)))
        .flatMap(id -> services.merchants().organization(tx, id))
        .orElseThrow(Cabinet::missing);
  }

  private Reply show(CabinetRequest request) {
    return services.db().tx(tx -> show(tx, request, 200, ""));
  }

  private Reply show(Tx tx, CabinetRequest request, int status, String problem) {
    var organization = organization(tx, request);
    return new Reply.Html(
        status,
        "operator-organization",
        "title.operator-organization",
        Map.of(
            "organization", organization,
            "projects", list.projects(tx, organization.id(), PROJECTS),
            "prepaid", list.prepaid(tx, organization.id()),
            "members",
                services.users().members(tx, organization.id(), Optional.empty(), Paging.ROWS),
            "problem", problem));
  }

  private Reply block(CabinetRequest request) {
    var reason = request.form().field("reason").orElse("").strip();
    try {
      return change(request, "organization.block", Optional.of(reason));
    } catch (Rejection.Refused e) {
      if (!(e.rejection() instanceof Rejection.InvalidField)) throw e;
      return services.db().tx(tx -> show(tx, request, 422, "reason"));
    }
  }

  private Reply unblock(CabinetRequest request) {
    return change(request, "organization.unblock", Optional.empty());
  }

  private Reply change(CabinetRequest request, String act, Optional<String> reason) {
    return services
        .db()
        .tx(
            tx -> {
              var organization = organization(tx, request);
              services.merchants().block(tx, organization, reason);
              audit.add(
                  tx,
                  request.actor(),
                  Audit.Place.organization(organization.id()),
                  new Audit.Act(
                      act,
                      organization.publicId().toString(),
                      values(organization.blockReason()),
                      values(reason)),
                  services.clock().instant());
              return Reply.redirect(
                  "/operator/organizations/" + organization.publicId(), "organization_changed");
            });
  }

  private static Map<String, Object> values(Optional<String> reason) {
    return reason.<Map<String, Object>>map(it -> Map.of("reason", it)).orElse(Map.of());
  }
}
