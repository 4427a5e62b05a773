package coffer.web;

import java.util.Locale;

/// The state of a payment page; each has one headline.
public enum PageState {
  /// the payer must choose an asset
  CHOOSE(Tone.CALM),
  /// address and amount are shown, no payment was seen
  WAITING(Tone.CALM),
  /// a part was seen; more can be sent
  PARTIAL(Tone.WARNING),
  /// the amount is no longer valid: its rate is too old, or another payment changed what is missing
  STALE(Tone.CALM),
  /// expired, partly paid: the rest can still be sent, after a new quote
  REST(Tone.WARNING),
  /// expired, but the chain was not yet read up to the expiry
  TIME_UP(Tone.CALM),
  /// sufficient payments were seen
  CONFIRMING(Tone.PROGRESS),
  /// sufficient payments were seen; a person must check one of them
  HELD(Tone.PROGRESS),
  PAID(Tone.SUCCESS),
  OVERPAID(Tone.SUCCESS),
  EXPIRED(Tone.QUIET),
  /// expired, partly paid; payments no longer count
  SHORT(Tone.WARNING),
  CANCELLED(Tone.QUIET),
  CLOSED(Tone.QUIET);

  /// The color scheme of a state.
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

  /// The name in message keys, for example `time_up`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether the payer can send money to the address and amount on the page.
  public boolean payable() {
    return this == WAITING || this == PARTIAL;
  }

  /// Whether a new quote is needed before anything is sent.
  public boolean renewable() {
    return this == STALE || this == REST;
  }

  /// Whether the payer can choose another asset.
  public boolean choosable() {
    return this == CHOOSE || renewable() || payable();
  }

  /// Whether enough was seen: the payer has done their part.
  public boolean paid() {
    return this == CONFIRMING || this == HELD || this == PAID || this == OVERPAID;
  }

  /// Whether the payment is complete, so that there is a receipt.
  public boolean settled() {
    return this == PAID || this == OVERPAID;
  }

  /// Whether the invoice has ended without a payment of the whole price.
  public boolean ended() {
    return this == EXPIRED || this == SHORT || this == CANCELLED || this == CLOSED;
  }

  /// Whether the state is final, so that an open page needs no more updates. A merchant can take
  /// back that an invoice is cancelled or closed.
  public boolean last() {
    return settled();
  }

  /// Whether the payer has nothing more to do on the page.
  public boolean over() {
    return settled() || this == CANCELLED || this == CLOSED;
  }
}
