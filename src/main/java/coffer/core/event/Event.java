package coffer.core.event;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A fact in the past tense.
///
/// @param type `invoice.settled`, `payment.seen`
/// @param number per object, from 1
/// @param snapshot the object as it was, in JSON
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

  /// An event to be written.
  ///
  /// @param objectType `invoice` or `movement`
  /// @param snapshot a record that becomes JSON
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
