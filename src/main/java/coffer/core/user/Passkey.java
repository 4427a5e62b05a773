package coffer.core.user;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A key that a device of a person keeps. The server has its public half.
///
/// @param name as the person calls it, 1 to 60 characters
/// @param usedAt the last time; empty = never
public record Passkey(UUID publicId, String name, Instant createdAt, Optional<Instant> usedAt) {}
