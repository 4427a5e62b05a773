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
    return written(at, near ? "HH:mm 'UTC'" : "d MMM HH:mm 'UTC'", language);
  }

  /// In UTC, with day and year: for what is kept.
  public static String full(Instant at, Language language) {
    return written(at, "d MMMM uuuu, HH:mm 'UTC'", language);
  }

  private static String written(Instant at, String pattern, Language language) {
    return DateTimeFormatter.ofPattern(pattern, Locale.forLanguageTag(language.tag()))
        .format(at.atOffset(ZoneOffset.UTC));
  }
}
