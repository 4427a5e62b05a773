package coffer.api;

import coffer.http.FrontEnd;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import java.util.List;

/// The front end of a dialect: its routes are a list.
public interface ApiFrontEnd extends FrontEnd {
  /// Where the routes begin: `/coinvoice/api/v1`.
  String root();

  /// All of them, but the OpenAPI document.
  List<Route> routes();

  /// Its OpenAPI document.
  OpenApiDocument document();

  /// Where the OpenAPI document is.
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
