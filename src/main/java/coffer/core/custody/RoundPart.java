package coffer.core.custody;

import java.time.Duration;
import java.util.Locale;

/// The addresses that a reconciliation round compares, newest first.
public enum RoundPart {
  /// addresses with a ledger balance, or with a ledger entry in the last day
  HELD(Duration.ofHours(1)),
  /// every address of a wallet, with every asset that the chain's reader looks for or the catalogue
  /// offers: finds transfers that the scanner missed
  ALL(Duration.ofDays(1));

  private final Duration every;

  RoundPart(Duration every) {
    this.every = every;
  }

  /// The minimum time between the starts of two rounds.
  public Duration every() {
    return every;
  }

  /// The name in the database and in metrics.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
