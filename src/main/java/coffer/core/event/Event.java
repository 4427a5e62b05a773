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

  /// The made-up event with which a destination is tried. It is about nothing.
  public static final String TEST = "webhook.test";

  /// A new event.
  ///
  /// @param owner whose own destinations receive it, besides those of the project
  /// @param objectType `invoice` or `movement`
  /// @param snapshot a record that is written as JSON
  public record Draft(
      long organizationId,
      long projectId,
      Owner owner,
      String type,
      String objectType,
      long objectId,
      int number,
      Object snapshot) {}

  /// To what in the project an event belongs.
  public sealed interface Owner {
    /// @param id row id
    record OfInvoice(long id) implements Owner {}

    /// A deposit.
    ///
    /// @param id row id
    record OfCustomer(long id) implements Owner {}

    /// The project alone.
    record OfProject() implements Owner {}

    default Optional<Long> invoiceId() {
      return this instanceof OfInvoice(var id) ? Optional.of(id) : Optional.empty();
    }

    default Optional<Long> customerId() {
      return this instanceof OfCustomer(var id) ? Optional.of(id) : Optional.empty();
    }
  }
}
