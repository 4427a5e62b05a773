package coffer.core.deposit;

import java.util.Optional;
import java.util.UUID;

/// Whose deposit address received a payment, in events and lists of payments.
///
/// @param address public id of the deposit address
/// @param kind `customer`, `business`, `payout`, `prepaid`
/// @param customer public id of the customer; empty if the address is the project's own
/// @param clientId the customer's id in the merchant's system
public record DepositView(
    UUID address, String kind, Optional<UUID> customer, Optional<String> clientId) {}
