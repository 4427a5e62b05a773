package coffer.web.cabinet;

import java.util.ArrayList;
import java.util.List;

/// The points of a project's menu that a person may use.
final class CabinetMenu {
  private CabinetMenu() {}

  static List<String> of(CabinetRequest request) {
    var points =
        new ArrayList<>(
            List.of("overview", "invoices", "payment-links", "payments", "customers", "balances"));
    if (request.may(Permission.DEVELOP)) points.addAll(List.of("webhooks", "keys"));
    if (request.may(Permission.ADMINISTER)) points.addAll(List.of("settings", "team", "audit"));
    return points;
  }
}
