package coffer.core.invoice;

import java.time.Instant;

/// The merchant's word on an invoice: it moves no money and hides no payment.
///
/// @param kind what the status is then
/// @param by who said it
/// @param reason why, may be empty
public record Mark(Kind kind, String by, String reason, Instant at) {
  public enum Kind {
    SETTLED,
    CANCELLED,
    ARCHIVED;

    public Status status() {
      return switch (this) {
        case SETTLED -> Status.SETTLED;
        case CANCELLED -> Status.CANCELLED;
        case ARCHIVED -> Status.ARCHIVED;
      };
    }
  }
}
