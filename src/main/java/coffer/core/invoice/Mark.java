package coffer.core.invoice;

import java.time.Instant;

/// A status that the merchant set on an invoice. It moves no money and hides no payment.
///
/// @param kind the status that the invoice has while the mark is set
/// @param by who set it
/// @param reason may be empty
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
