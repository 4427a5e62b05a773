package coffer.api.itispay;

import coffer.http.WireJson;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// The JSON format of this API: field names in snake_case, in the order of their declaration;
/// numbers without exponents.
final class ItIsPayJson {
  static final JsonMapper MAPPER =
      WireJson.MAPPER
          .rebuild()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private ItIsPayJson() {}
}
