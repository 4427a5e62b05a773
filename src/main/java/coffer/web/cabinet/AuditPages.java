package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.OPERATOR;
import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.merchant.Organization;
import coffer.core.user.Audit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was done: in an organization, for its administrators, and on the whole server, for the
/// operator's staff.
final class AuditPages {
  private final CabinetServices services;
  private final Audit audit = new Audit();

  AuditPages(CabinetServices services) {
    this.services = services;
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(PROJECT, "/audit", Permission.ADMINISTER, this::list),
        CabinetRoute.page(PROJECT, "/audit.csv", Permission.ADMINISTER, this::export),
        CabinetRoute.page(OPERATOR, "/audit", Permission.STAFF_VIEW, this::list),
        CabinetRoute.page(OPERATOR, "/audit.csv", Permission.STAFF_VIEW, this::export));
  }

  /// Of the organization of the page; on the operator's pages, of all.
  private static Optional<Long> place(CabinetRequest request) {
    return request.organization().map(Organization::id);
  }

  private Reply list(CabinetRequest request) {
    var wanted = AuditFilter.of(request);
    var place = place(request);
    var before = Paging.before(request);
    return services
        .db()
        .tx(
            tx ->
                Reply.html(
                    "audit",
                    Map.of(
                        "page",
                        Paging.of(
                            audit.find(tx, wanted.in(place), before, Paging.ROWS + 1),
                            Audit.Line::id),
                        "acts",
                        audit.acts(tx, place),
                        "wanted",
                        wanted)));
  }

  private Reply export(CabinetRequest request) {
    var filter = AuditFilter.of(request).in(place(request));
    return new Reply.Download(
        "audit.csv", out -> new AuditCsv(services.db(), audit).write(filter, out));
  }
}
