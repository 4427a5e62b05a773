package coffer.core.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A URL that receives the events of a whole project, or of one invoice.
///
/// @param invoiceId empty = the events of the whole project
/// @param dialect determines how the body is written and signed
/// @param url as the merchant gave it; it may contain a secret of the receiver, so it is not logged
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

  /// A new destination. The caller has already checked the URL.
  public record Draft(
      long projectId,
      Optional<Long> invoiceId,
      String dialect,
      String url,
      long secretId,
      List<String> types) {}

  /// The URL from the request that created an invoice, for the events of this invoice.
  ///
  /// @param instead whether it replaces the project's destinations of the same dialect
  public record Callback(
      long projectId, long invoiceId, String dialect, String url, long secretId, boolean instead) {}
}
