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

/// How values are written: fields in snake_case, in the order of their declaration; numbers without
/// an exponent; times with their offset.
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

  /// `100.00`: two decimals at least, so that readers who tell whole numbers from others always
  /// find the same kind.
  static BigDecimal money(BigDecimal number) {
    var bare = number.stripTrailingZeros();
    return bare.setScale(Math.max(MIN_DECIMALS, bare.scale()));
  }

  /// `2026-03-26T10:00:00+00:00`
  static String time(Instant at) {
    return TIME.format(at);
  }
}
