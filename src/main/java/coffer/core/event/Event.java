package coffer.core.event;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Something that happened to an invoice or a payment.
///
/// @param type in the past tense: `invoice.settled`, `payment.seen`
/// @param number per object, from 1
/// @param snapshot the object as it was then, in JSON
public record Event(
    long id,
    UUID publicId,
    long organizationId,
    long projectId,
    Optional<Long> invoiceId,
    String type,
    int number,
    String snapshot,
    Instant at) {

  /// A new event.
  ///
  /// @param objectType `invoice` or `movement`
  /// @param snapshot a record that is written as JSON
  public record Draft(
      long organizationId,
      long projectId,
      Optional<Long> invoiceId,
      String type,
      String objectType,
      long objectId,
      int number,
      Object snapshot) {}
}
