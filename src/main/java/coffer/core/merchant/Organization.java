package coffer.core.merchant;

import java.util.Optional;
import java.util.UUID;

/// A merchant: owns projects, keys, wallets and sandbox chains.
///
/// @param operator whether it runs this server
/// @param blockReason why services that are charged to its prepaid balance are refused; empty =
///     they are not
public record Organization(
    long id, UUID publicId, String name, boolean operator, Optional<String> blockReason) {}
