package coffer.web.cabinet;

import java.util.ArrayList;
import java.util.List;

/// The points of a menu that a person may use.
final class CabinetMenu {
  private static final List<String> OPERATOR =
      List.of(
          "overview",
          "organizations",
          "users",
          "chains",
          "rates",
          "queues",
          "configuration",
          "audit");

  private CabinetMenu() {}

  /// @return no points on pages of the person
  static List<String> of(CabinetRequest request) {
    if (request.operator()) return OPERATOR;
    if (request.project().isEmpty()) return List.of();
    var points =
        new ArrayList<>(
            List.of(
                "overview",
                "invoices",
                "payment-links",
                "widgets",
                "payments",
                "customers",
                "balances"));
    if (request.may(Permission.DEVELOP)) points.addAll(List.of("webhooks", "keys", "requests"));
    if (request.may(Permission.ADMINISTER))
      points.addAll(List.of("wallets", "settings", "team", "audit"));
    return points;
  }
}
