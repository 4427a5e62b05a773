package coffer.api.onchainpay;

import coffer.api.ValueFormats;
import coffer.http.WireJson;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/// The JSON format of this API: field names as declared; amounts, rates and percentages as decimal
/// strings; times in UTC with milliseconds.
final class OnchainPayJson {
  static final JsonMapper MAPPER =
      WireJson.MAPPER
          .rebuild()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private OnchainPayJson() {}

  record SuccessWire(boolean success, Object response) {}

  /// For example `2026-03-26T10:00:00.000Z`.
  static String time(Instant at) {
    return TIME.format(at);
  }

  /// For example `100.32`.
  static String decimal(BigDecimal number) {
    return ValueFormats.plain(number);
  }
}
