package coffer.core.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Where events are told: those of a whole project, or those of one invoice.
///
/// @param dialect how the body is written and signed
/// @param url as it was given; it may hold a secret of the receiver's, so it is not logged
/// @param secretId the sealed secret that signs
/// @param types `invoice.settled`, `invoice.*`; empty = all
public record Destination(
    long id,
    UUID publicId,
    long projectId,
    Optional<Long> invoiceId,
    String dialect,
    String url,
    long secretId,
    List<String> types,
    Instant createdAt) {

  /// A destination to be written. The URL was judged by whoever took it in.
  public record Draft(
      long projectId,
      Optional<Long> invoiceId,
      String dialect,
      String url,
      long secretId,
      List<String> types) {}

  /// The URL that came with an invoice, for the events of this invoice.
  ///
  /// @param instead whether it takes the place of the project's destinations of the same dialect
  public record Callback(
      long projectId, long invoiceId, String dialect, String url, long secretId, boolean instead) {}
}
