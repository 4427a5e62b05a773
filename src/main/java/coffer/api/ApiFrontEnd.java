package coffer.api;

import coffer.http.FrontEnd;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import java.util.List;

/// The front end of a dialect, with its routes as a list.
public interface ApiFrontEnd extends FrontEnd {
  /// The base path of the routes, for example `/coinvoice/api/v1`.
  String root();

  /// All routes except the one of the OpenAPI document.
  List<Route> routes();

  /// The OpenAPI document of the dialect.
  OpenApiDocument document();

  /// The path of the OpenAPI document.
  default String documentPath() {
    return prefix() + "/openapi.json";
  }

  @Override
  default void routes(RoutesConfig config) {
    config.addHttpHandler(HandlerType.GET, documentPath(), document()::send);
    for (var route : routes()) {
      config.addHttpHandler(route.method(), root() + route.path(), route.handler());
    }
  }
}
