package coffer.api.coinvoice;

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
/// numbers without exponents; times with their offset.
final class CoinVoiceJson {
  static final JsonMapper MAPPER =
      WireJson.MAPPER
          .rebuild()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private static final int MIN_DECIMALS = 2;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT).withZone(ZoneOffset.UTC);

  private CoinVoiceJson() {}

  /// An amount with at least two decimals (`100.00`), so that parsers that distinguish integers
  /// from other numbers always find the same type.
  static BigDecimal money(BigDecimal number) {
    var bare = number.stripTrailingZeros();
    return bare.setScale(Math.max(MIN_DECIMALS, bare.scale()));
  }

  /// For example `2026-03-26T10:00:00+00:00`.
  static String time(Instant at) {
    return TIME.format(at);
  }
}
