package coffer.api.coffer;

import coffer.core.deposit.Customer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A customer of the project.
///
/// @param clientId the customer's id in the merchant's system
/// @param webhookUrl receives the events of the customer's deposits; null = the project's webhooks
///     do
record CustomerWire(
    UUID id,
    String clientId,
    Optional<String> email,
    Optional<String> name,
    Optional<String> webhookUrl,
    Instant createdAt,
    Instant updatedAt) {
  static CustomerWire of(Customer customer, Optional<String> webhookUrl) {
    return new CustomerWire(
        customer.publicId(),
        customer.clientId(),
        customer.email(),
        customer.name(),
        webhookUrl,
        customer.createdAt(),
        customer.updatedAt());
  }
}
