package coffer.bench;

import coffer.db.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a benchmark found.
///
/// @param limit what the figure stands beside, in the same unit
/// @param ratio figure by limit where more is better, limit by figure where less is
/// @param more whatever else was measured
record Result(double figure, String unit, double limit, double ratio, Map<String, Object> more) {
  static Result more(double figure, String unit, double limit, Map<String, Object> more) {
    return new Result(figure, unit, limit, figure / limit, more);
  }

  static Result less(double figure, String unit, double limit, Map<String, Object> more) {
    return new Result(figure, unit, limit, limit / figure, more);
  }

  /// One line.
  String json(String name) {
    var all = new LinkedHashMap<String, Object>();
    all.put("name", name);
    all.put("figure", rounded(figure));
    all.put("unit", unit);
    all.put("limit", rounded(limit));
    all.put("ratio", rounded(ratio));
    more.forEach((key, value) -> all.put(key, value instanceof Double d ? rounded(d) : value));
    return Json.write(all);
  }

  private static BigDecimal rounded(double value) {
    var scale = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return BigDecimal.valueOf(value).setScale(scale, RoundingMode.HALF_EVEN);
  }
}
