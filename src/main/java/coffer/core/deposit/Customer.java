package coffer.core.deposit;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A customer of a project. Deposits to their addresses are theirs in the merchant's system.
///
/// @param clientId the id of the customer in the merchant's system, unique in the project
public record Customer(
    long id,
    UUID publicId,
    long projectId,
    String clientId,
    Optional<String> email,
    Optional<String> name,
    Instant createdAt,
    Instant updatedAt) {}
