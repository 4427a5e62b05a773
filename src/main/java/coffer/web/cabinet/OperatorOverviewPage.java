package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.OPERATOR;

import coffer.core.chain.Mode;
import coffer.core.user.Staff;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The first page of the operator: what needs attention.
final class OperatorOverviewPage {
  private final CabinetServices services;
  private final Staff staff = new Staff();

  OperatorOverviewPage(CabinetServices services) {
    this.services = services;
  }

  List<CabinetRoute> routes() {
    return List.of(CabinetRoute.page(OPERATOR, "", Permission.STAFF_VIEW, this::show));
  }

  private Reply show(CabinetRequest request) {
    var troubles =
        Arrays.stream(Mode.values())
            .flatMap(mode -> services.chainTroubles().apply(mode).stream())
            .toList();
    return services
        .db()
        .tx(
            tx ->
                Reply.html(
                    "operator-overview", Map.of("troubles", troubles, "staff", staff.list(tx))));
  }
}
