package coffer.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// A time as text, for browsers that do not show it in their own time zone.
public final class DisplayTime {
  private static final long DAY = 86_400;

  private DisplayTime() {}

  /// In UTC; with the day if it is not within a day of `now`.
  public static String of(Instant at, Instant now, Language language) {
    boolean near = Math.abs(at.getEpochSecond() - now.getEpochSecond()) < DAY;
    return DateTimeFormatter.ofPattern(
            near ? "HH:mm 'UTC'" : "d MMM HH:mm 'UTC'", Locale.forLanguageTag(language.tag()))
        .format(at.atOffset(ZoneOffset.UTC));
  }
}
