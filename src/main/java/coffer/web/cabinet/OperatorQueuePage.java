package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.OPERATOR;

import coffer.core.operation.Queues;
import java.util.List;
import java.util.Map;

/// What waits on the server.
final class OperatorQueuePage {
  private static final int FAILING = 50;

  private final CabinetServices services;
  private final Queues queues;

  OperatorQueuePage(CabinetServices services) {
    this.services = services;
    this.queues = new Queues(services.chains());
  }

  List<CabinetRoute> routes() {
    return List.of(CabinetRoute.page(OPERATOR, "/queues", Permission.STAFF_VIEW, this::show));
  }

  private Reply show(CabinetRequest request) {
    return services
        .db()
        .tx(
            tx ->
                Reply.html(
                    "operator-queues",
                    Map.of(
                        "deliveries", queues.deliveries(tx, services.clock().instant()),
                        "failing", queues.failing(tx, FAILING),
                        "transfers", queues.trackedTransfers(tx),
                        "topUps", queues.topUps(tx))));
  }
}
