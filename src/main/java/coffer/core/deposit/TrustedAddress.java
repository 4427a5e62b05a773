package coffer.core.deposit;

import coffer.core.chain.Asset;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// An address of a customer to which they may have payouts of one asset sent.
///
/// @param clientId the customer's id in the merchant's system
/// @param address as the chain writes it
/// @param alias the merchant's name for it
public record TrustedAddress(
    UUID publicId,
    String clientId,
    Asset asset,
    String address,
    Optional<String> alias,
    Instant createdAt) {}
