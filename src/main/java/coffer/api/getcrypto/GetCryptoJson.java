package coffer.api.getcrypto;

import coffer.http.WireJson;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// The JSON format of this API: field names in snake_case, in the order of their declaration;
/// numbers without exponents.
final class GetCryptoJson {
  static final JsonMapper MAPPER =
      WireJson.MAPPER
          .rebuild()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'.000000Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private GetCryptoJson() {}

  /// `2026-11-20T10:00:00.000000Z`: whole seconds, as clients expect. Fractions are cut off, so
  /// that no reported time is later than the real one.
  static String time(Instant time) {
    return TIME.format(time);
  }

  /// Without trailing zeros.
  static BigDecimal number(BigDecimal number) {
    var stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
