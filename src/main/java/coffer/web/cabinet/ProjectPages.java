package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PERSON;

import coffer.core.listing.VisibleProjects;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All projects of a person: the menu has the first ones only.
final class ProjectPages {
  private static final int MAX_PAGE = 10_000;

  private final CabinetServices services;
  private final VisibleProjects projects = new VisibleProjects();

  ProjectPages(CabinetServices services) {
    this.services = services;
  }

  List<CabinetRoute> routes() {
    return List.of(CabinetRoute.page(PERSON, "/projects", Permission.VIEW, this::list));
  }

  private Reply list(CabinetRequest request) {
    int page =
        request.query("page", 5).filter(it -> it.matches("\\d+")).map(Integer::valueOf).orElse(0);
    int from = Math.min(page, MAX_PAGE) * Paging.ROWS;
    var found = services.db().tx(tx -> projects.of(tx, request.user().id(), Paging.ROWS + 1, from));
    boolean more = found.size() > Paging.ROWS && page < MAX_PAGE;
    return Reply.html(
        "projects",
        Map.of(
            "projects",
            found.stream().limit(Paging.ROWS).toList(),
            "next",
            more ? Optional.of(page + 1) : Optional.empty()));
  }
}
