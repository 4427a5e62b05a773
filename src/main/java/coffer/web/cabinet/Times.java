package coffer.web.cabinet;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Times in the cabinet are in UTC, like those of the API.
public final class Times {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private Times() {}

  /// `2026-11-30 22:26:00 UTC`
  public static String text(Instant at) {
    return FORMAT.format(at);
  }
}
