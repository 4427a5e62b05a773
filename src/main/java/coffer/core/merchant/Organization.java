package coffer.core.merchant;

import java.util.UUID;

/// A merchant: owns projects, keys, wallets and sandbox chains.
public record Organization(long id, UUID publicId, String name, boolean operator) {}
