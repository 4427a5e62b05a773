package coffer.api.coffer;

import coffer.http.WireJson;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// The JSON format of this API: field names in snake_case, in the order of their declaration.
final class CofferJson {
  static final JsonMapper MAPPER =
      WireJson.MAPPER
          .rebuild()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build();

  private CofferJson() {}
}
