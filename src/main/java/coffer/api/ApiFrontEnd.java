package coffer.api;

import coffer.http.FrontEnd;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import java.util.List;

/// The front end of a dialect: its routes are a list.
public abstract class ApiFrontEnd implements FrontEnd {
  private final String prefix;
  private final String root;
  private final OpenApiDocument document;

  /// @param prefix the dialect's: `/coinvoice`
  /// @param root where its routes begin: `/coinvoice/api/v1`
  /// @param publicUrl of this server, without a slash at its end
  protected ApiFrontEnd(String prefix, String root, String publicUrl) {
    this.prefix = prefix;
    this.root = root;
    this.document = OpenApiDocument.load(getClass(), publicUrl + root);
  }

  /// All routes but the OpenAPI document.
  public abstract List<Route> routes();

  @Override
  public final String prefix() {
    return prefix;
  }

  /// Where the OpenAPI document is.
  protected String documentPath() {
    return prefix + "/openapi.json";
  }

  @Override
  public void routes(RoutesConfig config) {
    config.addHttpHandler(HandlerType.GET, documentPath(), document::send);
    for (var route : routes()) {
      config.addHttpHandler(route.method(), root + route.path(), route.handler());
    }
  }
}
