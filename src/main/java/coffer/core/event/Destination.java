package coffer.core.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A URL that receives the events of a whole project, of one invoice, or of one customer's
/// deposits.
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
  /// @param publicKey of the pair whose secret signs; empty = the project's secret signs
  /// @param instead whether it replaces the project's destinations of the same dialect
  public record Callback(
      long projectId,
      long invoiceId,
      String dialect,
      String url,
      long secretId,
      Optional<String> publicKey,
      boolean instead) {}

  /// The URL for the events of a customer's deposits. It replaces the project's destinations of the
  /// same dialect.
  ///
  /// @param publicKey of the pair whose secret signs; empty = the project's secret signs
  public record OfCustomer(
      long projectId,
      long customerId,
      String dialect,
      String url,
      long secretId,
      Optional<String> publicKey) {}
}
