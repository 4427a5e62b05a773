package coffer.core.custody;

import java.time.Duration;
import java.util.Locale;

/// Which addresses a round goes through, newest first.
public enum RoundPart {
  /// those that hold something by the ledger, or did in the last day
  HELD(Duration.ofHours(1)),
  /// every address of a wallet, with every asset of the chain: what was missed is found here
  ALL(Duration.ofDays(1));

  private final Duration every;

  RoundPart(Duration every) {
    this.every = every;
  }

  /// The least time from the beginning of one round to that of the next.
  public Duration every() {
    return every;
  }

  /// As it stands in the database and in metrics.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RoundPart of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
