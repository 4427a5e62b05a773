package coffer.web.cabinet;

import static coffer.web.cabinet.CabinetRoute.Place.PROJECT;

import coffer.core.merchant.KeyList;
import coffer.core.merchant.KeyList.Listed;
import coffer.http.LoggedRequests;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// The log of requests with the keys of a project.
final class RequestPages {
  /// The keys that the filter offers, the newest valid ones.
  private static final int KEYS = 50;

  private static final Map<String, Integer> CLASSES = Map.of("2xx", 2, "4xx", 4, "5xx", 5);

  private final CabinetServices services;
  private final LoggedRequests requests = new LoggedRequests();
  private final KeyList keys;

  RequestPages(CabinetServices services) {
    this.services = services;
    this.keys = new KeyList(services.keys());
  }

  List<CabinetRoute> routes() {
    return List.of(CabinetRoute.page(PROJECT, "/requests", Permission.DEVELOP, this::list));
  }

  private Reply list(CabinetRequest request) {
    var typed = typed(request);
    var filter =
        new LoggedRequests.Filter(
            Optional.ofNullable(CLASSES.get(typed.get("status"))),
            Optional.ofNullable(typed.get("path")).filter(it -> !it.isEmpty()),
            Paging.id(Optional.ofNullable(typed.get("key")).filter(it -> !it.isEmpty())),
            Optional.ofNullable(typed.get("request")).filter(it -> !it.isEmpty()));
    long project = request.requireProject().id();
    return services
        .db()
        .tx(
            tx -> {
              var page = requests.page(tx, project, filter, Paging.before(request), Paging.ROWS);
              var offered = new ArrayList<>(keys.page(tx, project, false, Optional.empty(), KEYS));
              filter
                  .key()
                  .filter(id -> offered.stream().noneMatch(it -> it.key().publicId().equals(id)))
                  .flatMap(id -> keys.find(tx, project, id))
                  .ifPresent(offered::add);
              return Reply.html(
                  "requests",
                  Map.of(
                      "page",
                      new Paging<>(page.lines(), page.next()),
                      "keys",
                      offered(offered),
                      "typed",
                      typed,
                      "query",
                      query(typed),
                      "limits",
                      services.requestLog()));
            });
  }

  private static Map<String, String> typed(CabinetRequest request) {
    var typed = new LinkedHashMap<String, String>();
    typed.put("status", request.query("status", 3).filter(CLASSES::containsKey).orElse(""));
    typed.put("path", request.query("path", 200).orElse(""));
    typed.put("key", Paging.id(request.query("key", 36)).map(UUID::toString).orElse(""));
    typed.put("request", request.query("request", 64).orElse(""));
    return typed;
  }

  private static String query(Map<String, String> typed) {
    return typed.entrySet().stream()
        .filter(it -> !it.getValue().isEmpty())
        .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /// Public ids of keys, and what names each for people.
  private static Map<String, String> offered(List<Listed> keys) {
    var names = new LinkedHashMap<String, String>();
    for (var each : keys) {
      var key = each.key();
      var name = key.name().isEmpty() ? "" : " · " + key.name();
      names.put(key.publicId().toString(), key.hint() + "…" + name);
    }
    return names;
  }
}
