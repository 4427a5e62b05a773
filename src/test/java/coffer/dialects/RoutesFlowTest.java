package coffer.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import coffer.api.Access;
import coffer.api.Dialect;
import coffer.api.Route;
import coffer.app.Storefront;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The routes of each dialect are those that its OpenAPI document lists.
final class RoutesFlowTest {
  @AutoClose private static final Storefront SHOP = new Storefront();

  /// A browser asks with it before it sends a request; documents do not list it.
  private static final String PREFLIGHT = "OPTIONS";

  @Test
  void everyDialectHasADocument() throws IOException {
    for (var dialect : SHOP.dialects()) assertThat(document(dialect).path("paths")).isNotEmpty();
  }

  @Test
  void routesAreTheOperationsOfTheDocument() throws IOException {
    for (var dialect : SHOP.dialects()) {
      var operations = operations(document(dialect));
      var routes = routes(dialect);
      assertThat(routes.keySet()).as(dialect.name()).isEqualTo(operations.keySet());
      routes.forEach(
          (route, status) -> assertThat(operations.get(route)).as(route).contains(status));
    }
  }

  /// A route with a key names it in the document.
  @Test
  void routesWithAKeyHaveASecurityScheme() throws IOException {
    for (var dialect : SHOP.dialects()) {
      var document = document(dialect);
      for (var route : documented(dialect)) {
        var operation = operation(document, route);
        var security =
            operation.has("security") ? operation.path("security") : document.path("security");
        boolean needed =
            security.values().stream().noneMatch(JsonNode::isEmpty) && !security.isEmpty();
        if (route.access() instanceof Access.Keyed) {
          assertThat(needed)
              .as(dialect.name() + " " + route.method() + " " + route.path())
              .isTrue();
        }
      }
    }
  }

  /// Method and path -> the status of success.
  private static Map<String, Integer> routes(Dialect dialect) {
    var routes = new TreeMap<String, Integer>();
    for (var route : documented(dialect)) {
      routes.put(route.method() + " " + bare(route.path()), route.status());
    }
    return routes;
  }

  private static List<Route> documented(Dialect dialect) {
    return SHOP.routes(dialect).stream()
        .filter(route -> !route.method().toString().equals(PREFLIGHT))
        .toList();
  }

  private static Map<String, List<Integer>> operations(JsonNode document) {
    var operations = new TreeMap<String, List<Integer>>();
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (!operation.getValue().has("responses")) continue;
        var statuses =
            operation.getValue().path("responses").propertyNames().stream()
                .filter(status -> status.startsWith("2"))
                .map(Integer::valueOf)
                .toList();
        var method = operation.getKey().toUpperCase(Locale.ROOT);
        if (!path.getKey().equals("/openapi.json")) {
          operations.put(method + " " + bare(path.getKey()), statuses);
        }
      }
    }
    return operations;
  }

  private static JsonNode operation(JsonNode document, Route route) {
    for (var path : document.path("paths").properties()) {
      if (bare(path.getKey()).equals(bare(route.path()))) {
        return path.getValue().path(route.method().toString().toLowerCase(Locale.ROOT));
      }
    }
    throw new AssertionError("not in the document: " + route.path());
  }

  /// What varies may have another name in the document.
  private static String bare(String path) {
    return path.replaceAll("\\{[^}]*}", "{}");
  }

  private static JsonNode document(Dialect dialect) throws IOException {
    var name = "/coffer/api/" + dialect.name() + "/openapi.json";
    try (var in = Objects.requireNonNull(RoutesFlowTest.class.getResourceAsStream(name), name)) {
      return JsonMapper.shared().readTree(in);
    }
  }
}
