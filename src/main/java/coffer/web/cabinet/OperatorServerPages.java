package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.OPERATOR;

import coffer.core.operation.ServerReports;
import coffer.core.rate.Rate;
import coffer.core.rate.RateSourceState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What the servers are: their versions and configuration, and the exchange rates that they use.
public final class OperatorServerPages {
  private static final int MAX_RATES = 1_000;

  private final CabinetServices services;
  private final ServerReports reports = new ServerReports();

  OperatorServerPages(CabinetServices services) {
    this.services = services;
  }

  /// A value of the configuration.
  ///
  /// @param values one, if all servers have the same; else that of each server
  public record Setting(String key, List<String> values) {
    public boolean differs() {
      return values.size() > 1;
    }
  }

  List<CabinetRoute> routes() {
    return List.of(
        CabinetRoute.page(OPERATOR, "/rates", Permission.STAFF_VIEW, this::rates),
        CabinetRoute.page(OPERATOR, "/configuration", Permission.STAFF_VIEW, this::configuration));
  }

  private Reply rates(CabinetRequest request) {
    return services
        .db()
        .tx(
            tx ->
                Reply.html(
                    "operator-rates",
                    Map.of(
                        "sources",
                        RateSourceState.list(tx),
                        "rates",
                        services.rates().latest(tx).stream()
                            .sorted(Comparator.comparing(OperatorServerPages::pair))
                            .limit(MAX_RATES)
                            .toList())));
  }

  private static String pair(Rate rate) {
    return rate.base().code() + "/" + rate.quote().code() + " " + rate.source();
  }

  private Reply configuration(CabinetRequest request) {
    var servers = services.db().tx(reports::list);
    return Reply.html(
        "operator-configuration", Map.of("servers", servers, "settings", settings(servers)));
  }

  private static List<Setting> settings(List<ServerReports.Report> servers) {
    var keys = new TreeSet<String>();
    servers.forEach(server -> keys.addAll(server.config().keySet()));
    var settings = new ArrayList<Setting>();
    for (var key : keys) {
      var values = servers.stream().map(server -> server.config().getOrDefault(key, "–")).toList();
      boolean same = values.stream().distinct().count() == 1;
      settings.add(new Setting(key, same ? List.of(values.getFirst()) : values));
    }
    settings.sort(Comparator.comparing((Setting it) -> !it.differs()).thenComparing(Setting::key));
    return settings;
  }
}
