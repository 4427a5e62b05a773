package coffer.web;

import java.util.Locale;

/// What the payer is told of the invoice: one headline each.
public enum PageState {
  /// an asset is to be chosen
  CHOOSE(Tone.CALM),
  /// address and amount are shown, nothing was seen
  WAITING(Tone.CALM),
  /// a part was seen, and more can be sent
  PARTIAL(Tone.WARNING),
  /// the sum is no longer valid: its rate is too old, or another payment changed what is missing
  STALE(Tone.CALM),
  /// expired with a part paid: the rest can still be sent, at a sum that has to be made anew
  REST(Tone.WARNING),
  /// the time is over, and the chain was not yet read up to its end
  TIME_UP(Tone.CALM),
  /// enough was seen
  CONFIRMING(Tone.PROGRESS),
  /// enough was seen, and someone has to look at it
  HELD(Tone.PROGRESS),
  PAID(Tone.SUCCESS),
  OVERPAID(Tone.SUCCESS),
  EXPIRED(Tone.QUIET),
  /// expired with a part paid, and money counts no more
  SHORT(Tone.WARNING),
  CANCELLED(Tone.QUIET),
  CLOSED(Tone.QUIET);

  /// How it is coloured.
  public enum Tone {
    CALM,
    PROGRESS,
    SUCCESS,
    WARNING,
    QUIET;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Tone tone;

  PageState(Tone tone) {
    this.tone = tone;
  }

  public Tone tone() {
    return tone;
  }

  /// As it stands in the keys of texts: `time_up`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether the payer may still send money on this page's word.
  public boolean payable() {
    return this == WAITING || this == PARTIAL;
  }

  /// Whether the sum has to be made anew before anything is sent.
  public boolean renewable() {
    return this == STALE || this == REST;
  }

  /// Whether another asset can be chosen.
  public boolean choosable() {
    return this == CHOOSE || renewable() || payable();
  }

  /// Whether nothing more is to be expected: an open page need not be kept up to date.
  public boolean last() {
    return switch (this) {
      case PAID, OVERPAID, CANCELLED, CLOSED -> true;
      case CHOOSE, WAITING, PARTIAL, STALE, REST, TIME_UP, CONFIRMING, HELD, EXPIRED, SHORT ->
          false;
    };
  }
}
